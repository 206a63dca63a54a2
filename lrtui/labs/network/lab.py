"""The network lab: several networks that differ in nothing but the learning rate, trained side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from lrtui.core.data import Dataset, load_parts
from lrtui.core.recipe import Recipe
from lrtui.core.training import Training
from lrtui.labs.actions import Action
from lrtui.labs.experiment import MAX_RATES
from lrtui.labs.lab import LAG, Lab
from lrtui.labs.network.frame import NetworkFrame
from lrtui.labs.network.run import Run
from lrtui.labs.network.settings import METRICS, MOST_FOR_VISITORS, PARTS_SHOWN, NetworkSettings
from lrtui.labs.options import option_of

SHOWN = ("speed", "paused", "metric", "part", "follow")
"""Settings that change nothing in any training."""


def training_of(settings: NetworkSettings, data: tuple[Dataset, ...], recipes: tuple[Recipe, ...]) -> Training:
    """The training that the settings describe, by these recipes."""
    train, validation = data
    return Training(
        train,
        validation,
        recipes,
        epochs=settings.epochs,
        batch=settings.batch,
        hidden=settings.hidden,
        seed=settings.seed,
    )


@dataclass
class _Group:
    """Networks that train in lockstep: those that the lab was opened with, or one that was added."""

    training: Training
    work: Iterator[None]
    shown: list[int]
    """The networks of the training that have not been removed."""


class NetworkLab(Lab[NetworkSettings, NetworkFrame]):
    """Networks in training, the epoch that is shown, and the network that is selected.

    Time and work are apart: ``advance`` says how much time has passed and so which epoch is due, ``work`` does a
    little of what is due. However the work is sliced, the numbers are the same. A network that is added trains from
    the beginning until it is level with the others; it is what it would be had it been there from the start.
    """

    def __init__(self, settings: NetworkSettings | None = None) -> None:
        self._following: bool
        self._due: float
        self._seconds: float
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
        group = self._next_group()
        if group is None:
            return False
        next(group.work, None)
        if self._following and self.newest >= 0:
            self._shown_epoch = max(self.newest, 0)
        return True

    @property
    def pending(self) -> bool:
        """Whether ``work`` has something to do."""
        return self._next_group() is not None

    @property
    def playing(self) -> bool:
        """Whether epochs follow by themselves."""
        return not self._settings.paused and not self._done

    @property
    def settings(self) -> NetworkSettings:
        """What reproduces the present state, but for the epoch and what is selected."""
        return replace(self._settings, learning_rates=tuple(self._rate(*row) for row in self._rows))

    @property
    def present(self) -> NetworkSettings:
        """What reproduces the present moment."""
        selected = self._rate(*self._rows[self._selected]) if self._selected else None
        return replace(self.settings, at=self._shown_epoch, selected=selected)

    def frame(self) -> NetworkFrame:
        """The present moment as plain arrays and numbers."""
        rows = self._rows
        epoch = self._shown_epoch
        group, network = rows[self._selected]
        known = group.training.epoch >= epoch
        trained = max(self.newest, 0)
        pace = (trained - self._opened_at) / self._seconds if self._seconds > 0 else 0.0
        return NetworkFrame(
            settings=self.settings,
            train=self._data[0],
            validation=self._data[1],
            runs=tuple(self._run(*row) for row in rows),
            selected=self._selected,
            weights=group.training.weights(network, epoch) if known else None,
            epoch=epoch,
            trained=trained,
            playing=self.playing,
            working=not self.playing and self._due > trained + 1,
            done=self._done,
            seconds_left=(self._settings.epochs - trained) / pace if pace > 0 and not self._done else None,
        )

    def _next_group(self) -> _Group | None:
        """The group whose turn it is: the one that is behind, which catches up whether time passes or not."""
        group = min(self._groups, key=lambda group: (group.training.done, group.training.epoch))
        target = max(int(self._due + 1e-9), *(other.training.epoch for other in self._groups), 0)
        return group if not group.training.done and group.training.epoch < target else None

    @property
    def _rows(self) -> list[tuple[_Group, int]]:
        """The networks that are shown, from the largest rate to the smallest."""
        rows = [(group, network) for group in self._groups for network in group.shown]
        return sorted(rows, key=lambda row: -self._rate(*row)) if len(self._groups) > 1 else rows

    @staticmethod
    def _rate(group: _Group, network: int) -> float:
        return group.training.recipes[network].learning_rate

    @staticmethod
    def _run(group: _Group, network: int) -> Run:
        training = group.training
        histories = {part: training.history(part) for part in ("train", "validation")}
        return Run(
            recipe=training.recipes[network],
            diverged_at=training.diverged_at[network],
            finished=training.done,
            **{part: type(metrics)(*(values[:, network] for values in metrics)) for part, metrics in histories.items()},
        )

    @property
    def newest(self) -> int:
        """The epoch that all networks have reached; a group in which all have diverged has reached any."""
        trainings = [group.training for group in self._groups]
        return min(training.epoch if training.active else training.epochs for training in trainings)

    @property
    def _done(self) -> bool:
        return all(group.training.done for group in self._groups)

    def _open(self, settings: NetworkSettings) -> None:
        self._data = load_parts(settings.data, settings.label, settings.seed, settings.shares)
        self._settings = replace(settings, at=None, selected=None)
        self._groups = [self._group(settings.recipes)]
        self._selected = 0 if settings.selected is None else settings.learning_rates.index(settings.selected)
        self._shown_epoch = 0
        self._following = True
        self._opened_at = min(settings.at or 0, settings.epochs)
        self._due = float(self._opened_at)
        self._seconds = 0.0
        while self._groups[0].training.epoch < 0:
            next(self._groups[0].work)

    def _group(self, recipes: tuple[Recipe, ...]) -> _Group:
        training = training_of(self._settings, self._data, recipes)
        return _Group(training, training.work(), list(range(len(recipes))))

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

    def do_cursor(self, action: Action) -> None:
        """Show another of the epochs that are trained."""
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
        self._cycle("metric", tuple(METRICS))

    def do_part(self, _: Action) -> None:
        """Show the metric on other rows."""
        self._cycle("part", tuple(PARTS_SHOWN))

    def do_follow(self, _: Action) -> None:
        """Zoom to what the curves have come to, or back."""
        self._update(follow=not self._settings.follow)

    def do_select(self, action: Action) -> None:
        """Select the rate above or below."""
        self._select(self._selected + action.amount)

    def do_add(self, action: Action) -> None:
        """Train a network at another rate, from the beginning until it is level with the others."""
        rate = action.amount
        self.check_new(rate)
        self._groups.append(self._group((Recipe(rate),)))
        self._selected = self.settings.learning_rates.index(rate)

    def check_new(self, rate: float) -> None:
        """Refuse to add a rate that is there already, or one too many."""
        option_of(self._settings, "learning_rates").check((rate,))
        if rate in self.settings.learning_rates:
            raise ValueError(f"{rate:g} is there already")
        if len(self._rows) >= MAX_RATES:
            raise ValueError(f"there are {MAX_RATES} already")

    def do_remove(self, _: Action) -> None:
        """Remove the selected network, but for the last one."""
        if len(self._rows) == 1:
            return
        group, network = self._rows[self._selected]
        group.shown.remove(network)
        self._groups = [other for other in self._groups if other.shown]
        self._select(self._selected)
        if self._following:  # what had to catch up may be gone
            self._show(self.newest)

    def allow(self, action: Action) -> None:
        """Refuse what costs too much where many share a machine."""
        super().allow(action)
        if action.verb == "add" and len(self._rows) >= MOST_FOR_VISITORS:
            raise ValueError(f"at most {MOST_FOR_VISITORS} networks here, where many share a machine")

    def _show(self, epoch: int) -> None:
        newest = max(self.newest, 0)
        self._shown_epoch = max(0, min(epoch, newest))
        self._following = self._shown_epoch == newest

    def _forget_what_is_due(self) -> None:
        """A pause acts at once: what the clock had asked for is not trained any more."""
        self._due = float(max(group.training.epoch for group in self._groups))
        self._opened_at = max(min(self._opened_at, self.newest), 0)

    def _select(self, row: int) -> None:
        self._selected = max(0, min(row, len(self._rows) - 1))

    def _set(self, field: str, value: Any) -> None:
        """Change what is shown; anything else begins another training."""
        if field in SHOWN:
            self._update(**{field: value})
        elif field == "at":
            self._show(value or 0)
        elif field == "selected":
            rates = self.settings.learning_rates
            replace(self.settings, selected=value)  # refuses a rate that is not there
            self._select(0 if value is None else rates.index(value))
        else:
            self._open(replace(self.settings, **{field: value}))
