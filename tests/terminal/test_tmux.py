"""The program in a pane of tmux: its keys do what the help says, and it goes when the pane does."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, Protocol

import pytest
from textual.keys import key_to_character

from lrtui.labs.catalogue import LABS as CATALOGUE
from lrtui.labs.choose import keys as choose_keys
from lrtui.labs.descent import keys as descent_keys
from lrtui.labs.keys import Key, Sections, app_keys
from lrtui.labs.network import keys as network_keys
from lrtui.labs.network.settings import VIEWS
from tests.examples import LONG

from .multiplexer import Tmux, needs_program, needs_tmux
from .processes import runs, seconds_until
from .promptness import kept

pytestmark = [needs_tmux, needs_program]

TMUX_NAMES = {
    "left": "Left", "right": "Right", "up": "Up", "down": "Down", "home": "Home", "end": "End", "space": "Space",
    "enter": "Enter", "escape": "Escape", "tab": "Tab", "f1": "F1", "plus": "+", "minus": "-", "equals_sign": "=",
}  # fmt: skip
"""Keys that have another name in Textual, or are another character than Textual says."""

STILL = 0.2
"""Seconds in which nothing changes, before a screen counts as complete: a frame may come in pieces."""

RESTART = "restart"
"""Undoes what no key does: the program starts again."""

GONE = "gone"
"""Seen after a key that ends the program."""


class Does(NamedTuple):
    """What a key changes on the screen, and how it is undone.

    Attributes:
        before: what is seen before, and not after; empty for nothing in particular.
        after: what is seen after, and not before; ``GONE`` where the program ends with status 0.
        undo: the keys that bring back the screen that the lab is tried on, cell for cell; or ``RESTART``. A bar where
            that screen must be back before the next key, which changes what it does not show.
        first: keys pressed before, to come to a state in which the key does something.
        then: keys pressed after, where what it has done is not seen at once.
        colours: whether only colours change.
    """

    before: str
    after: str
    undo: str = ""
    first: str = ""
    then: str = ""
    colours: bool = False


class Lab(NamedTuple):
    """A lab to try keys in.

    Attributes:
        sections: its part of the key table.
        arguments: opens it; small, so that it is fast.
        settle: keys pressed once it is there, to come to the screen that keys are tried on.
        shown: what is seen then.
        keys: by the name of each key in the table, what it does. The first entry is tried with all keys of that name,
            the others, for a help text that says more than one thing, with the first key only and ``LRTUI_LONG=1``:
            the labs' own tests have them every day.
    """

    sections: Sections
    arguments: tuple[str, ...]
    settle: str
    shown: str
    keys: dict[str, tuple[Does, ...]]


EVERYWHERE = {
    "type": (Does("", "Type a value", undo="Escape"),),
    "palette": (Does("", "part of a name", undo="Escape"),),
    "command": (Does("", "This screen as a command", undo="Enter"),),
    "save": (Does("", "the ending says what", undo="Escape"),),
    "help": (Does("", "↑↓ scroll, q closes", undo="q"),),
    "descent": (Does("epoch", "growth factor |1−2η|", first="2", undo=""),),
    "network": (Does("", "validation loss", undo="1"),),
    "choose": (Does("", "scout's error after", undo="1"),),
    "theme": (Does("", "", colours=True, undo="t"),),
    "suspend": (Does("q quit", "in the shell", undo="Enter"),),
    "quit": (Does("", GONE, undo=RESTART),),
}

PARABOLA = EVERYWHERE | {
    "play": (
        Does("‖ paused", "▶ 2/s", undo="Space r"),
        Does("▶ 2/s", "‖ paused", first="Space", undo="r"),
        Does("■ converged", "▶ 2/s", first="End", undo="Space r"),
    ),
    "forward": (Does("step 0 ", "step 1 ", undo="r"),),
    "back": (Does("step 2 ", "step 1 ", first="n n", undo="r"),),
    "far_forward": (Does("step 0 ", "step 10 ", undo="r"),),
    "far_back": (Does("step 11 ", "step 1 ", first="N n", undo="r"),),
    "first": (Does("step 2 ", "step 0 ", first="n n", undo="r"),),
    "last": (
        Does("step 0 ", "step 2 ", first="n n Home", undo="r"),
        Does("step 2 ", "■ converged     step 124 ", first="n n", undo="r"),
    ),
    "slower": (Does("‖ paused 2/s", "‖ paused 1/s", undo="+"),),
    "faster": (Does("‖ paused 2/s", "‖ paused 4/s", undo="-"),),
    # It forgets the steps that it takes back: the newest one is no longer the second.
    "restart": (Does("step 2 ", "step 124 ", first="n n", then="End", undo="r"),),
    "defaults": (Does("·0.11) ", "·0.1) ", first="l", undo="Space r"),),
    "rate_down": (Does("·0.1) ", "·0.09) ", undo="l"),),
    "rate_up": (Does("·0.1) ", "·0.11) ", undo="h"),),
    "rate_far_down": (Does("·0.1) ", "·0) ", undo="L"),),
    "rate_far_up": (Does("·0.1) ", "·0.2) ", undo="H"),),
    "rate_fine_down": (Does("·0.1) ", "·0.099) ", undo="."),),
    "rate_fine_up": (Does("·0.1) ", "·0.101) ", undo=","),),
    "start_up": (Does("x₀  = -1 ", "x₀  = -0.9 ", undo="j"),),
    "start_down": (Does("x₀  = -1 ", "x₀  = -1.1 ", undo="k"),),
    "start_far_up": (Does("x₀  = -1 ", "x₀  =  0 ", undo="J"),),
    "start_far_down": (Does("x₀  = -1 ", "x₀  = -2 ", undo="K"),),
    "objective": (Does("f(x) = x²", "f(x) = x⁴/4", undo="R Space r"),),
    "objective_back": (Does("f(x) = x²", "f(x) = 12.5x²", undo="R Space r"),),
    "preset": (Does("", " 1/12: overshoots, yet lands nearer", undo="R Space r"),),
    "preset_back": (Does("", " 12/12: Polyak's step halves the way", undo="R Space r"),),
    "optimizer": (Does("growth factor |1−2η|", "momentum=0.9: modulus", undo="O"),),
    "optimizer_back": (Does("growth factor |1−2η|", "bb: next step", undo="o"),),
    "beta_down": (Does("momentum=0.9: modulus", "momentum=0.85: modulus", first="o", undo="O"),),
    "beta_up": (Does("momentum=0.9: modulus", "momentum=0.95: modulus", first="o", undo="O"),),
    "mode": (
        Does("what-if", "live", undo="m"),
        Does("live", "what-if", first="m"),
        # From here on, today's point stays and the next moves; on the whole run, today's moves as well.
        Does("= -0.64 ", "= -0.624 ", first="n", then="l", undo="R Space r"),
        Does("x₁  = -0.8 ", "x₁  = -0.78 ", first="n m", then="l", undo="h r"),
    ),
    "history": (
        Does("|x| by step, log scale", "f(x) by step, log scale", first="v", undo="g g g v v v"),
        Does("f(x) by step, log scale", "|x| by step, linear", first="v g", undo="g g v v v"),
    ),
    "view": (
        Does("─ f(x) = x² ─", "─ |x| by step, log scale", undo="v v v"),
        Does("─ |x| by step, log scale", "─ growth factor by η ─", first="v", undo="v v"),
        Does("─ growth factor by η ─", "─ where runs end up by η ─", first="v v", undo="v"),
        Does("─ where runs end up by η ─", "─ f(x) = x² ─", first="v v v"),
    ),
    "cobweb": (
        Does("─ f(x) = x² ─", "─ cobweb: next x = x − 0.1·f'(x) ─", undo="w"),
        Does("─ cobweb: next x = x − 0.1·f'(x) ─", "─ f(x) = x² ─", first="w"),
    ),
    "camera": (
        # Of a run that has come near the minimum.
        Does("", " -0.2  ", first="n n n n n n", undo="z z r"),
        Does("", "--camera all", first="z", then="y", undo="Enter | z"),
        Does("", "lrtui descent --lr 0.1 --x0 -1 --steps 0 --paused", first="z z", then="y", undo="Enter"),
    ),
    "pin": (
        Does("", "◆  0.100 slow", undo="c"),
        Does("◆  0.100 slow", "", first="c"),
    ),
    "unpin": (Does("◇", "", first="c l c l c l c", undo="R Space r"),),
    "open_network": (Does("f(x) = x²", "sharpness λ", undo="R 1"),),
    "type": (
        Does("", "Type a value", undo="Escape"),
        Does("·0.1) ", "·0.83) ", then="lr Space 0.83 Enter", undo="R Space r"),
    ),
    "command": (Does("", "lrtui descent --lr 0.1 --x0 -1 --steps 0 --paused", undo="Enter"),),
}

ALL = " ".join("n" * 12)
"""As many epochs as there are."""


def _v(times: int) -> str:
    """``v`` so many times: as many as there are views go round."""
    return " ".join("v" * times)


NETWORK = EVERYWHERE | {
    "play": (
        Does("■ done", "▶ 15/s", undo=f"Space {ALL}"),
        Does("‖ paused", "▶ 15/s", first="r", undo=f"Space {ALL}"),
        Does("▶ 15/s", "‖ paused", first="r Space", undo=ALL),
    ),
    "forward": (
        Does("done           epoch 0 ", "done           epoch 1 ", first="Home", undo="End"),
        Does("paused 15/s    epoch 0 ", "paused 15/s    epoch 1 ", first="r", undo=ALL),
    ),
    "back": (Does("epoch 12 ", "done           epoch 11 ", undo="End"),),
    "first": (Does("epoch 12 ", "done           epoch 0 ", undo="End"),),
    "last": (
        Does("epoch 11 ", "done           epoch 12 ", first="b"),
        Does("paused 15/s    epoch 0 ", "done           epoch 12 ", first="r"),
    ),
    "slower": (Does("", "--speed 8 ", then="y", undo="Enter | +"),),
    "faster": (Does("", "--speed 30 ", then="y", undo="Enter | -"),),
    "restart": (Does("epoch 12 of 12", "epoch 0 of 12", undo=ALL),),
    "defaults": (Does("of 12 ", "of 200 ", undo=RESTART),),
    "select_up": (Does("▶ ▲ 0.1 ", "▶ ● 1 ", first="j"),),
    "select_down": (Does("▶ ● 1 ", "▶ ▲ 0.1 ", undo="k"),),
    "far_forward": (Does("epoch 0 of 12", "epoch 10 of 12", first="Home", undo="End"),),
    "far_back": (Does("epoch 12 of 12", "epoch 2 of 12", undo="End"),),
    "rate_down": (Does("▶ ● 1 ", "▶ ● 0.794 ", undo="l"),),
    "rate_up": (Does("▶ ● 1 ", "▶ ● 1.26 ", undo="h"),),
    "rate_far_down": (Does("▶ ● 1 ", "▶ ● 0.01 ", undo="L"),),
    "rate_far_up": (Does("▶ ● 1 ", "▶ ● 10 ", undo="H"),),
    "metric": (
        Does("validation loss", "validation accuracy", undo=_v(len(VIEWS) - 1)),
        Does("validation accuracy", "validation AUC", first="v", undo=_v(len(VIEWS) - 2)),
        Does("validation AUC", "validation squared error", first="v v", undo=_v(len(VIEWS) - 3)),
        Does("validation squared error", "sharpness λ", first="v v v", undo=_v(len(VIEWS) - 4)),
    ),
    "preset": (Does("of 12 ", "epoch 0 of 200", undo=RESTART),),
    "preset_back": (Does("of 12 ", "optimizers that adapt", undo=RESTART),),
    "optimizer": (Does("▶ ● 1 ", "▶ ● momentum=0.9:1", undo="O End"),),
    "optimizer_back": (Does("▶ ● 1 ", "▶ ● adam:1", undo="o End"),),
    "beta_down": (Does("▶ ● momentum=0.9:1", "▶ ● momentum=0.85:1", first="o", undo="O End"),),
    "beta_up": (Does("▶ ● momentum=0.9:1", "▶ ● momentum=0.95:1", first="o", undo="O End"),),
    "open_descent": (Does("validation loss", "─ f(x) = ", undo="2"),),
    "maps": (Does("╭─ ▲ 0.1 ", "", undo="m"),),
    "part": (
        Does("validation loss", "training loss", undo="d d"),
        Does("training loss", "training dotted", first="d", undo="d"),
    ),
    "data": (Does("epoch 12 of 12", "epoch 0 of 12", undo=f"D D D D {ALL}"),),
    "follow": (Does("by epoch, log ─", "by epoch, log, zoomed ─", undo="z"),),
    "add": (
        Does("", "another learning rate, such as 0.3", undo="Escape"),
        Does("", "▶ ■ 0.3 ", then="0.3 Enter", undo="x k End"),
    ),
    "remove": (Does("▶ ● 1 ", "▶ ▲ 0.1 ", undo="a 1 Enter"),),
    "type": (
        Does("", "Type a value", undo="Escape"),
        Does("of 12 ", "epoch 0 of 30", then="epochs Space 30 Enter", undo=RESTART),
    ),
    "command": (Does("", "lrtui network --hidden 4 ", undo="Enter"),),
    "descent": (Does("loss", "growth factor |1−2η|", undo="2"),),
    "network": (Does("growth factor |1−2η|", "validation loss", first="1"),),
    "choose": (Does("validation loss", "scout's error after", undo="2"),),
}

CHOOSE = EVERYWHERE | {
    "play": (
        Does("■ done", "▶ 30/s", undo="Space End End"),
        Does("‖ paused", "▶ 30/s", first="Home", undo="Space End End"),
        Does("▶ 30/s", "‖ paused", first="Home Space", undo="End End"),
    ),
    "forward": (Does("scout, epoch 0 ", "scout, epoch 1 ", first="Home", undo="End"),),
    "back": (Does("verdict, epoch 8 ", "passes, epoch 10 ", undo="End"),),
    "far_forward": (Does("scout, epoch 0 ", "passes, epoch 8 ", first="Home", undo="End"),),
    "far_back": (Does("verdict, epoch 8 ", "passes, epoch 1 ", undo="End"),),
    "first": (Does("verdict, epoch 8 ", "scout, epoch 0 ", undo="End"),),
    "last": (
        Does("scout, epoch 0 ", "verdict, epoch 8 ", first="Home"),
        Does("scout, epoch 0 ", "verdict, epoch 8 ", first="r"),
    ),
    "slower": (Does("", "--speed 15 ", then="y", undo="Enter | +"),),
    "faster": (Does("", "--speed 60 ", then="y", undo="Enter | -"),),
    "restart": (Does("verdict, epoch 8 ", "scout, epoch 0 ", undo="End"),),
    "defaults": (Does("", "Scout: 13 rates", undo=RESTART),),
    "open_network": (Does("Start with 0.141", "▲ 0.0994 ", undo="3"),),
    "method": (
        Does("passes: accuracy", "trained: accuracy", undo="m"),
        Does("trained: accuracy", "passes: accuracy", first="m"),
    ),
    "rate_down": (Does("η 0.141: 0.827", "η 0.0703: 0.810", undo="l"),),
    "rate_up": (Does("η 0.141: 0.827", "η 0.281: 0.773", undo="h"),),
    "select_up": (
        Does("▶ ■ 0.141", "▶ ▲ 0.281", undo="j"),
        Does("▶ □ valley", "▶ △ steepest", first="m", undo="j m"),
    ),
    "select_down": (
        Does("▶ ■ 0.141", "▶ ◆ 0.0703", undo="k"),
        Does("▶ □ valley", "▶ ◇ slide", first="m", undo="k m"),
    ),
    "type": (
        Does("", "Type a value", undo="Escape"),
        Does("■ done", "Scout: 4 rates", then="rates Space 4 Enter", undo=RESTART),
    ),
    "command": (Does("", "lrtui choose --batch 40 --hidden 4 --seed 1", undo="Enter"),),
    "descent": (Does("verdict", "growth factor |1−2η|", undo="3"),),
    "network": (Does("verdict, epoch", "validation loss", undo="3"),),
    "choose": (Does("growth factor |1−2η|", "scout's error after", first="1"),),
}

SMALL_CHOICE = ("choose", "--rates", "5", "--epochs", "10", "--hidden", "4", "--patience", "3", "--batch", "40")

LABS = {
    "parabola": Lab(descent_keys.sections(), ("parabola", "--paused"), "", "step 0 ", PARABOLA),
    "network": Lab(
        network_keys.sections(),
        ("network", "--lrs", "1,0.1", "--epochs", "12", "--hidden", "4", "--paused"),
        ALL,
        "12/12 epochs",
        NETWORK,
    ),
    "choose": Lab(choose_keys.sections(), (*SMALL_CHOICE, "--seed", "1", "--paused"), "End", "■ done", CHOOSE),
}


class StartTmux(Protocol):
    """Starts the program with these arguments in a pane; see ``Tmux`` for the options."""

    def __call__(self, *arguments: str, **options: Any) -> Tmux:
        """The pane."""


@pytest.fixture
def start_tmux() -> Iterator[StartTmux]:
    """Start programs in panes, which are closed when the test is over."""
    servers: list[Tmux] = []

    def starter(*arguments: str, **options: Any) -> Tmux:
        servers.append(Tmux(*arguments, **options))
        return servers[-1]

    yield starter
    for server in servers:
        server.stop()


def tmux_name(key: str) -> str:
    """What tmux calls a key that Textual calls so."""
    if key.startswith("ctrl+"):
        return f"C-{key.removeprefix('ctrl+')}"
    name = TMUX_NAMES.get(key) or key_to_character(key)
    assert name is not None, f"add the key {key!r} to TMUX_NAMES"
    return name


class Trial:
    """A lab in a pane, in which one key after the other is tried on the same screen."""

    def __init__(self, lab: Lab, tmux: Tmux) -> None:
        self._lab = lab
        self._tmux = tmux
        self._settle()
        self._home = self._still(tmux.text)
        self._home_backgrounds = tmux.backgrounds()

    def key(self, name: str, does: Does) -> None:
        """Press it, see what it should do, and go back."""
        self._press(does.first)
        self._tmux.wait_for(lambda text: does.before in text and not (does.after and does.after in text))
        self._tmux.send_keys(name)
        self._press(does.then)
        if does.after == GONE:
            self._see_it_gone()
        elif does.colours:
            seconds_until(lambda: self._tmux.backgrounds() != self._home_backgrounds, "other colours")
            assert self._still(self._tmux.text) == self._home
        else:
            self._tmux.wait_for(lambda text: does.after in text and not (does.before and does.before in text))
        self._undo(does)

    def _undo(self, does: Does) -> None:
        """Go back to the screen that the keys are tried on."""
        if does.undo == RESTART:
            self._tmux.restart()
            self._settle()
        for keys in () if does.undo == RESTART else does.undo.split("|"):
            self._press(keys)
            self._tmux.wait_for(lambda text: text == self._home)
        if does.colours:
            seconds_until(lambda: self._tmux.backgrounds() == self._home_backgrounds, "the colours of before")

    def _press(self, keys: str) -> None:
        if keys:
            self._tmux.send_keys(*keys.split())

    def _settle(self) -> None:
        """Come to the screen that the keys are tried on."""
        self._tmux.wait_for(lambda text: "q quit" in text)
        self._press(self._lab.settle)
        self._tmux.wait_for(lambda text: self._lab.shown in text)

    def _see_it_gone(self) -> None:
        """It has ended well, and has left the terminal as it should be."""
        assert self._tmux.wait_for_end() == 0
        left_on = {mode: self._tmux.ask(mode) for mode in ("alternate_on", "mouse_any_flag", "keypad_flag")}
        assert set(left_on.values()) == {"0"}, left_on

    def _still(self, look: Callable[[], str]) -> str:
        """What there is to see, once it has not changed for a while."""
        seen, since = look(), time.monotonic()
        while time.monotonic() - since < STILL:
            if (now := look()) != seen:
                seen, since = now, time.monotonic()
        return seen


def keys_of(sections: Sections) -> list[Key]:
    """All keys of a lab."""
    return [key for _, keys in sections for key in keys]


@pytest.mark.parametrize("lab", LABS.values(), ids=LABS)
def test_9_no_key_of_the_table_is_left_out(lab: Lab) -> None:
    """9: A key that is added to the table gets an entry here, one line that says what is to be seen.

    The digit of a lab that is added needs none: it arrives as the other digits do.
    """
    assert {key.id for key in keys_of(lab.sections)} - (CATALOGUE.keys() - EVERYWHERE.keys()) == lab.keys.keys()


@pytest.mark.parametrize("name", LABS if LONG else ["parabola"])  # elsewhere keys arrive by the same way
def test_9_every_documented_key_does_what_the_help_says(start_tmux: StartTmux, name: str) -> None:
    """9: Every documented key sent through ``tmux send-keys`` does what the help says."""
    lab, start, pressed = LABS[name], time.monotonic(), 0
    trial = Trial(lab, start_tmux(*lab.arguments, job=True))
    for key in keys_of(lab.sections):
        if key.id not in lab.keys:
            continue
        always, *once = lab.keys[key.id]
        # What the app does, and no lab, is tried with all its keys in one lab: it is long to start again after each.
        keys = key.keys[:1] if key in app_keys() and lab.sections is not descent_keys.sections() else key.keys
        tried = [(each, always) for each in keys] + [(keys[0], does) for does in once if LONG]
        for each, does in tried:
            try:
                trial.key(tmux_name(each), does)
            except AssertionError as error:
                error.add_note(f"the key {each}, {key.help!r}: {does}")
                raise
            pressed += 1
    print(f"9: {name}: {pressed} keys did what the help says, in {time.monotonic() - start:.1f} s")


CLOSE = {"pane": Tmux.kill_pane, "server": Tmux.kill_server}  # the only pane, so that they come to the same


@pytest.mark.parametrize("close", [CLOSE[name] for name in (CLOSE if LONG else ["pane"])])
def test_5_a_closed_pane_ends_the_program(start_tmux: StartTmux, close: Callable[[Tmux], None]) -> None:
    """5: The tmux pane closed, while the program plays: no process after 2 s."""
    tmux = start_tmux("--lr", "1", "--speed", "1000")
    tmux.wait_for(lambda text: "▶ 1000/s" in text and "q quit" in text)
    close(tmux)
    seconds = seconds_until(lambda: not runs(tmux.process), "the end of the program")
    print(f"5: {close.__name__}: no process after {seconds:.2f} s")
    assert kept(seconds, 2)
