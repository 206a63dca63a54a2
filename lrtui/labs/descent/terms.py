"""The words of the descent lab, each explained beside a picture that the lab itself draws."""

from __future__ import annotations

from lrtui.core.recipe import Recipe
from lrtui.labs.descent.figures.basins import BASINS
from lrtui.labs.descent.figures.cobweb import COBWEB
from lrtui.labs.descent.figures.growth import GROWTH
from lrtui.labs.descent.figures.history import HISTORY
from lrtui.labs.descent.figures.momentum import MOMENTUM
from lrtui.labs.descent.figures.orbits import ORBITS
from lrtui.labs.descent.figures.picture import PICTURE
from lrtui.labs.descent.figures.readout import READOUT
from lrtui.labs.descent.frame import DescentFrame
from lrtui.labs.descent.lab import DescentLab
from lrtui.labs.descent.settings import DescentSettings
from lrtui.plot.panel import Panel
from lrtui.tui.about import Term


def _term(name: str, text: str, panel: Panel[DescentFrame], settings: DescentSettings) -> Term:
    return Term(name, text, lambda canvas: panel.draw(DescentLab(settings).frame(), canvas))


TERMS = (
    _term(
        "learning rate η (“eta”)",
        "One number that you choose. A step goes η times as far as the slope is steep. A small η takes small steps: "
        "it needs many of them, and it never overshoots. Here η is 0.1: each step goes a fifth of the way.",
        PICTURE,
        DescentSettings(learning_rate=0.1, steps=3),
    ),
    _term(
        "gradient f'(x)",
        "The slope of the curve at x, drawn as the short stroke through the point. The step goes against it: downhill. "
        "Near the minimum the slope is small, so the steps become small by themselves.",
        PICTURE,
        DescentSettings(learning_rate=0.25, steps=0),
    ),
    _term(
        "overshoot",
        "The step is longer than the way to the minimum, so it lands on the other side. That alone does no harm: up to "
        "twice the way it still lands nearer than it was, and the run comes home in a zig-zag.",
        PICTURE,
        DescentSettings(learning_rate=0.8, steps=1),
    ),
    _term(
        "critical rate",
        "At η = 2/f'' a step is exactly twice the way. The run lands as far away as it was, on the other side, and "
        "jumps between two points for ever. On f(x) = a·x² that is η = 1/a.",
        PICTURE,
        DescentSettings(learning_rate=1.0, steps=1),
    ),
    _term(
        "divergence",
        "The step is more than twice the way. It lands farther away, where the slope is steeper, so the next step is "
        "longer still. Nothing stops it: the run blows up.",
        PICTURE,
        DescentSettings(learning_rate=1.2, steps=1),
    ),
    _term(
        "growth factor",
        "What a step multiplies the distance to the minimum by: |1 − η·f''|. The chart has it for every η. It is 0 at "
        "the best rate, 1 at the critical one, and above the line at 1 every run diverges.",
        GROWTH,
        DescentSettings(learning_rate=0.8),
    ),
    _term(
        "curvature f''(x)",
        "How fast the slope changes: 2a on f(x) = a·x², at every x. A curve that bends twice as much allows a rate of "
        "half the size. A network has such a curvature too, and the same limit: enter shows it.",
        PICTURE,
        DescentSettings(learning_rate=0.3, a=2.0, steps=1),
    ),
    _term(
        "cycle",
        "A run that jumps between the same points for ever: 2 of them just above the limit 2/f'', then 4, 8 and so on. "
        "It does not blow up, because farther out the slope grows less than on a parabola.",
        PICTURE,
        DescentSettings.opened(objective="log-cosh", learning_rate=3.0, steps=12),
    ),
    _term(
        "chaos, Lyapunov exponent",
        "Chaos never repeats itself, and two runs that start side by side drift apart. The exponent says how fast: the "
        "mean of ln|1 − η·f''| along the run, and e to it is the mean factor. Below 0 a run comes to rest or circles.",
        PICTURE,
        DescentSettings.opened(objective="logistic", learning_rate=2.9, steps=24),
    ),
    _term(
        "orbits: where runs end up by η",
        "Above each η are the last points of its run from x₀. One dot: it comes to rest. Two: it jumps between them "
        "for ever; then four, eight. A grey cloud is chaos: it never repeats itself. Arrows: it escapes.",
        ORBITS,
        DescentSettings(objective="logistic", learning_rate=2.2, x0=0.5, steps=40),
    ),
    _term(
        "basins",
        "A function can have several minima. Each colour is one of them, and shows from which starts, upwards, and at "
        "which rates, across, a run comes to it. With small rates it is the nearest downhill; larger ones hop over.",
        BASINS,
        DescentSettings(objective="double-well", learning_rate=0.9, x0=-1.5),
    ),
    _term(
        "cobweb",
        "The curve has the next x above each x. Go from x to the curve, that is the next x; then across to the dotted "
        "diagonal, to stand above it; and again. Where the curve crosses the diagonal x stays. The key w shows it.",
        COBWEB,
        DescentSettings(learning_rate=0.8, steps=4),
    ),
    _term(
        "momentum map",
        "Momentum β keeps a part of the last step. The colours say in how many steps a run comes ten times nearer, for "
        "each η and each β. More β allows a larger η, up to 2(1+β)/f''. Without momentum β is 0, the lower edge.",
        MOMENTUM,
        DescentSettings(learning_rate=0.3),
    ),
    _term(
        "by step, log scale",
        "The distance to the minimum after each step. A constant rate gives a straight line: down where it converges, "
        "up where it diverges. Its slope is the logarithm of the growth factor.",
        HISTORY,
        DescentSettings(learning_rate=0.8, steps=10, compare=(Recipe(1.1),)),
    ),
    _term(
        "what-if, live",
        "What a change of η acts on. What-if: on the whole run, as if it had been so from the start. Live: from this "
        "step on, as in training; the line bends where η was changed. The key m goes from one to the other.",
        HISTORY,
        DescentSettings(learning_rate=1.1, steps=10, changes=((4, 0.7),)),
    ),
    _term(
        "momentum β, modulus",
        "A step keeps β of the last one, like a ball that rolls: v' = β·v + f'(x), x' = x − η·v'. It passes the "
        "minimum and swings back. In the long run a step multiplies the distance by the modulus: √β at a whole range "
        "of rates, up to the limit 2(1+β)/f''. Nesterov's looks ahead first. (Polyak 1964; Nesterov 1983.)",
        GROWTH,
        DescentSettings(learning_rate=0.3, optimizer="momentum=0.5"),
    ),
    _term(
        "Adam, RMSprop, Adagrad",
        "They divide each step by the size of the slopes seen so far. So at first it is about η long, on a steep curve "
        "as on a flat one, and no one factor holds. Adam has momentum too: it overshoots. (Kingma and Ba 2014.)",
        PICTURE,
        DescentSettings(learning_rate=0.3, optimizer="adam", steps=8),
    ),
    _term(
        "schedule",
        "It multiplies η from step to step, as the bars under the chart show. Most begin large and end small. Silver "
        "steps have long ones among short ones: alone they would blow up, in their turn they are faster than any "
        "constant rate. (Altschuler and Parrilo 2023, arXiv 2309.07879.)",
        HISTORY,
        DescentSettings(learning_rate=0.5, schedule="silver", steps=15),
    ),
    _term(
        "noise, band",
        "The slope that a few rows give is not the slope of all: it is off by σ. Then a run does not come to rest; it "
        "jumps in a band, of variance σ²η/(λ(2 − ηλ)), λ being f''. A smaller rate has a narrower band, and is later "
        "there: that is why schedules let the rate fall.",
        PICTURE,
        DescentSettings(learning_rate=0.3, noise=0.5, steps=40),
    ),
    _term(
        "descent ratio ρ",
        "How much of the descent that the slope promised a step has made: (f(x) − f(x'))/(η·f'(x)²). Near 1 the rate "
        "could be larger, ½ is the best on a parabola, 0 is the edge, and below 0 f has risen. (Armijo 1966.)",
        READOUT,
        DescentSettings(learning_rate=0.3, steps=3),
    ),
)
