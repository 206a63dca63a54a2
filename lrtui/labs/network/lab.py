"""The network lab: several networks that differ in nothing but the learning rate, trained side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from lrtui.core.loading import load_parts
from lrtui.core.recipe import Recipe
from lrtui.core.sharpness import BEHIND
from lrtui.labs.actions import Action
from lrtui.labs.experiment import MAX_RATES
from lrtui.labs.lab import LAG, Lab, next_index
from lrtui.labs.network.bridge import parabola_of
from lrtui.labs.network.changes import by_another_optimizer, faster
from lrtui.labs.network.frame import NetworkFrame
from lrtui.labs.network.networks import Networks
from lrtui.labs.network.presets import PRESETS
from lrtui.labs.network.scene import Scene
from lrtui.labs.network.settings import MAPS_SHOWN, MOST_FOR_VISITORS, PARTS_SHOWN, VIEWS, NetworkSettings
from lrtui.labs.options import option_of
from lrtui.labs.recipes import with_parameter

SHOWN = ("speed", "paused", "metric", "part", "maps", "follow")
"""Settings that change nothing in any training."""


class NetworkLab(Lab[NetworkSettings, NetworkFrame]):
    """Networks in training, the epoch that is shown, and the network that is selected.

    Time and work are apart: ``advance`` says how much time has passed and so which epoch is due, ``work`` does a
    little of what is due. However the work is sliced, the numbers are the same. A network that is added, or has
    another rate, catches up while the others stand.
    """

    def __init__(self, settings: NetworkSettings | None = None) -> None:
        self._following: bool
        self._due: float
        self._seconds: float
        self._own: NetworkSettings | None = None
        self._open(settings or NetworkSettings())

    @classmethod
    def finished(cls, settings: NetworkSettings, progress: Callable[[int], None] = lambda epoch: None) -> NetworkLab:
        """A lab whose networks have been trained to the end; ``progress`` hears of each epoch."""
        lab = cls(settings)
        lab._due = float(settings.epochs if settings.at is None else min(settings.at, settings.epochs))
        lab.finish(progress)
        return lab

    def advance(self, seconds: float) -> int:
        """Let time pass: it makes epochs due, which ``work`` then trains."""
        if self.playing and self.newest >= self._opened_at:
            self._seconds += seconds
            lag = max(1.0, LAG * self._settings.speed)
            self._due = min(self._due + seconds * self._settings.speed, self.newest + lag, self._settings.epochs)
        return 1

    def work(self) -> bool:
        """Do a little of what is due; False where there is nothing to do."""
        work = self._next_work()
        if work is None:
            return False
        next(work, None)
        if self._following and self.newest >= 0:
            self._shown_epoch = self._newest_known
        return True

    @property
    def pending(self) -> bool:
        """Whether ``work`` has something to do."""
        return self._next_work() is not None

    def _next_work(self) -> Iterator[None] | None:
        """The training that is due; the sharpness, where one looks at it, of several epochs at once or in between."""
        training = self._networks.next_work(self._due)
        if not self._settings.measures_sharpness:
            return training
        return self._networks.next_measurement(1 if training is None else BEHIND) or training

    @property
    def playing(self) -> bool:
        """Whether epochs follow by themselves."""
        return not self._settings.paused and not self._done

    @property
    def settings(self) -> NetworkSettings:
        """What reproduces the present state, but for the epoch and what is selected."""
        return replace(self._settings, recipes=self._networks.recipes)

    @property
    def present(self) -> NetworkSettings:
        """What reproduces the present moment."""
        selected = self._networks.recipes[self._selected] if self._selected else None
        return replace(self.settings, at=self._shown_epoch, selected=selected)

    def frame(self) -> NetworkFrame:
        """The present moment as plain arrays and numbers."""
        trained = self._shown_epoch if self._following else max(self.newest, 0)
        pace = (trained - self._opened_at) / self._seconds if self._seconds > 0 else 0.0
        return NetworkFrame(
            settings=self.settings,
            train=self._data[0],
            validation=self._data[1],
            scene=self._scene,
            runs=self._networks.runs(self._shown_epoch),
            selected=self._selected,
            epoch=self._shown_epoch,
            trained=trained,
            playing=self.playing,
            working=not self.playing and self._due > trained + 1,
            done=self._done,
            preset=self._preset,
            sharp_rows=self._networks.sharp_rows,
            seconds_left=(self._settings.epochs - trained) / pace if pace > 0 and not self._done else None,
        )

    @property
    def newest(self) -> int:
        """The newest epoch that any network has reached."""
        return self._networks.newest

    @property
    def _newest_known(self) -> int:
        """The newest epoch of which all is known that one looks at; the sharpness may be a little behind."""
        newest, measured = max(self.newest, 0), max(self._networks.measured, 0)
        return measured if self._settings.measures_sharpness and 0 <= newest - measured <= BEHIND else newest

    @property
    def _done(self) -> bool:
        return self._networks.done

    def _open(self, settings: NetworkSettings) -> None:
        self._data = load_parts(*settings.parts)[:2]
        self._own = settings if settings.reads_file else self._own
        self._settings = replace(settings, at=None, selected=None)
        self._scene = Scene(self._data[0])
        self._networks = Networks(settings, self._data)
        self._selected = 0 if settings.selected is None else settings.recipes.index(settings.selected)
        self._shown_epoch = 0
        self._following = True
        self._opened_at = min(settings.at or 0, settings.epochs)
        self._due = float(self._opened_at)
        self._seconds = 0.0
        self._preset: int | None = None

    def do_play(self, _: Action) -> None:
        """Pause or play; at the end, train anew."""
        if self._done:
            self._open(replace(self.settings, paused=False))
        else:
            self._update(paused=not self._settings.paused)
            self._forget_what_is_due()
            self._show(self.newest)

    def do_step(self, action: Action) -> None:
        """Stop, and go so many epochs forward or back; at the newest one, train so many more."""
        if self.playing:
            self._forget_what_is_due()
        self._update(paused=True)
        if action.amount > 0 and self._following:
            # From what is due, so that a held key counts every repeat.
            self._due = min(max(self._due, self.newest) + action.amount, self._settings.epochs)
        else:
            self._show(self._shown_epoch + action.amount)

    def do_first(self, _: Action) -> None:
        """Show the networks before any training."""
        self._show(0)

    def do_last(self, _: Action) -> None:
        """Show the newest epoch; from there, train to the end."""
        if not self._following:
            self._show(self.newest)
        elif not self._done:
            self._update(paused=True)
            self._due = float(self._settings.epochs)

    def do_metric(self, _: Action) -> None:
        """Show the next metric."""
        self._cycle("metric", tuple(VIEWS))

    def do_part(self, _: Action) -> None:
        """Show the metric on other rows."""
        self._cycle("part", tuple(PARTS_SHOWN))

    def do_maps(self, _: Action) -> None:
        """Show the maps of all rates, or a large one of the selected rate."""
        self._cycle("maps", tuple(MAPS_SHOWN))

    def do_data(self, _: Action) -> None:
        """Train on the next of the built-in sets, or on the file that was opened."""
        self._open(self.settings.on_next_data(self._own))

    def do_follow(self, _: Action) -> None:
        """Zoom to what the curves have come to, or back."""
        self._update(follow=not self._settings.follow)

    def do_select(self, action: Action) -> None:
        """Select the rate above or below."""
        self._select(self._selected + action.amount)

    def do_add(self, action: Action) -> None:
        """Train a network at another rate, from the beginning until it is level with the others."""
        self.check_new(action.amount)
        self._preset = None
        self._catch_up()
        self._selected = self._networks.add(action.amount)

    def do_rate(self, action: Action) -> None:
        """Train the selected network anew, so many tenths of a decade higher; a rate that is taken is skipped."""
        self._change(faster(self._networks.recipes, self._selected, action.amount))

    def do_preset(self, action: Action) -> None:
        """Choose the next preset, or the one before."""
        index = next_index(self._preset, action.amount, len(PRESETS))
        self.do_choose_preset(Action("choose_preset", amount=index))

    def do_choose_preset(self, action: Action) -> None:
        """Train a preset's recipes, on its data from the start, and show them as before."""
        shown = {field: getattr(self._settings, field) for field in SHOWN}
        self._open(NetworkSettings(recipes=PRESETS[action.amount].recipes, **{**shown, "paused": False}))
        self._preset = action.amount

    def do_optimizer(self, action: Action) -> None:
        """Train the selected network anew by the next optimizer, or the one before; one that is taken is skipped."""
        self._change(by_another_optimizer(self._networks.recipes, self._selected, action.amount))

    def do_parameter(self, action: Action) -> None:
        """Train the selected network anew, its optimizer's parameter larger or smaller by an amount."""
        self._change(with_parameter(self._networks.recipes[self._selected], action.amount))

    def _change(self, recipe: Recipe) -> None:
        """Train the selected network anew by another recipe, unless that is taken."""
        if recipe not in self._networks.recipes:
            self._preset = None
            self._catch_up()
            self._networks.change(self._selected, recipe)

    def parabola(self) -> dict[str, Any]:
        """The descent lab's settings for a parabola as sharp as the selected network is at the epoch shown.

        Raises:
            ValueError: the network has no sharpness there.
        """
        run = self._networks.runs(self._shown_epoch)[self._selected]
        return parabola_of(run, self._shown_epoch, self._networks.sharpness_of)

    def _catch_up(self) -> None:
        """What comes now is due as far as the others have got, also where it is alone."""
        self._due = max(self._due, float(self.newest))

    def check_new(self, recipe: Recipe) -> None:
        """Refuse to add a recipe that is there already, or one too many."""
        option_of(self._settings, "recipes").check((recipe,))
        if recipe in self._networks.recipes:
            raise ValueError(f"{recipe.text} is there already")
        if len(self._networks) >= MAX_RATES:
            raise ValueError(f"there are {MAX_RATES} already")

    def do_remove(self, _: Action) -> None:
        """Remove the selected network, but for the last one."""
        if len(self._networks) == 1:
            return
        self._preset = None
        self._networks.remove(self._selected)
        self._select(self._selected)
        if self._following:  # what was ahead may be gone
            self._show(self.newest)

    def allow(self, action: Action) -> None:
        """Refuse what costs too much where many share a machine."""
        super().allow(action)
        if action.verb == "add" and len(self._networks) >= MOST_FOR_VISITORS:
            raise ValueError(f"at most {MOST_FOR_VISITORS} networks here, where many share a machine")

    def _show(self, epoch: int) -> None:
        newest = max(self.newest, 0)
        self._shown_epoch = max(0, min(epoch, newest))
        self._following = self._shown_epoch == newest
        if self._following:
            self._shown_epoch = self._newest_known

    def _forget_what_is_due(self) -> None:
        """A pause acts at once: what the clock had asked for is not trained any more."""
        self._due = float(self.newest)
        self._opened_at = max(min(self._opened_at, self.newest), 0)

    def _select(self, row: int) -> None:
        self._selected = max(0, min(row, len(self._networks) - 1))

    def _set(self, field: str, value: Any) -> None:
        """Change what is shown; anything else begins another training."""
        if field in SHOWN:
            self._update(**{field: value})
        elif field == "at":
            self._show(value or 0)
        elif field == "selected":
            recipes = self._networks.recipes
            replace(self.settings, selected=value)  # refuses a rate that is not there
            self._select(0 if value is None else recipes.index(value))
        else:
            self._open(replace(self.settings, **{field: value}))
