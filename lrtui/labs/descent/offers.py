"""What the palette offers of the descent lab."""

from collections.abc import Iterator

from lrtui.core.objectives import OBJECTIVES
from lrtui.core.recipe import Recipe
from lrtui.labs.actions import Action
from lrtui.labs.descent.presets import presets_of
from lrtui.labs.descent.settings import DescentSettings
from lrtui.labs.offers import Answer, Offer
from lrtui.numbers import brief, exact

COEFFICIENTS = (0.5, 1.0, 2.0, 3.0, 10.0)
"""The parabolas on offer, by a; any other can be typed."""


ANSWERS = (
    Answer("nan inf explode explosion overflow", "past the limit each step lands farther away", "preset η = 1.2"),
    Answer("oscillate bounce zigzag overshoot", "past the best rate each step overshoots", "preset η = 0.8"),
    Answer("optimal ideal", "the best rate lands in one step", "preset η = 0.5"),
    Answer("heavy ball beta friction velocity", "o goes on to it; [ and ] change β; v: its map", "optimizer"),
    Answer("optimiser sgd rmsprop adagrad adaptive", "o goes on to the next; e takes any: optimizer adam", "optimizer"),
    Answer("decay warmup cosine annealing", "e takes a schedule: schedule cosine=50; p shows some", "type a value"),
    Answer("stochastic batches gaussian", "e takes σ: noise 0.5; the band that it leaves is drawn", "type a value"),
    Answer("function equation formula", "f goes to the next; e takes any: f x^4/4 - x^2/2", "objective"),
    Answer("local global trapped", "double-well: a larger rate hops to the other minimum", "double-well"),
    Answer("compare race versus", "c pins a rate, and the next one races with it", "pin"),
    Answer(
        "bifurcation chaos orbit attractor period doubling", "v: where runs end up for every η; f: logistic", "view"
    ),
    Answer("basin attraction fractal local global", "v: which minimum a run comes to, by η and x₀", "view"),
    Answer("map iteration staircase stairs", "w: the next x by x, with the run's stairs", "cobweb"),
    Answer("window scale axis axes", "z: the window stands, follows the run, or shows all", "camera"),
)


def offers(settings: DescentSettings) -> Iterator[Offer]:
    """The presets, each with its story; and parabolas."""
    for index, preset in enumerate(presets_of(settings)):
        shown = brief(preset.learning_rate)
        recipe = Recipe.of(preset.learning_rate, preset.optimizer, preset.schedule)
        rule = recipe.schedule_text if recipe.optimizer == "sgd" else recipe.optimizer
        rule = "noise" if preset.noise else "" if rule == "constant" else rule
        if settings.named and not settings.named.factor:
            shown = f"{exact(preset.learning_rate)}, x₀ = {exact(preset.x0)}"
        if rule:
            shown = brief(preset.learning_rate) + (
                f", x₀ = {brief(preset.x0)}" if preset.x0 != settings.usual.x0 else ""
            )
        yield Offer(
            f"preset {rule}{', ' if rule else ''}η = {shown}", preset.story, Action("choose_preset", amount=index)
        )
    if settings.named and settings.named.factor:
        for a in COEFFICIENTS:
            symbol = {0.5: "½·", 1.0: ""}.get(a, f"{a:g}·")
            best, critical = brief(0.5 / a), brief(1.0 / a)
            about = f"parabola, a = {a:g}: best η {best}, diverges past {critical}"
            yield Offer(f"f(x) = {symbol}x²", about, Action("set", "a", a), a == settings.a)
    for name, named in OBJECTIVES.items():
        action = Action("set", "objective", name)
        yield Offer(name, f"{named.title(1.0)}: {named.story}", action, name == settings.objective)
