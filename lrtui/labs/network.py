"""The network lab: several networks that differ in nothing but the learning rate, trained side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from lrtui.core.data import Dataset
from lrtui.core.training import Training
from lrtui.labs.data import load
from lrtui.labs.lab import Lab
from lrtui.labs.network_frame import NetworkFrame, Run
from lrtui.labs.options import check
from lrtui.labs.settings import MAX_RATES, METRICS, PARTS_SHOWN, NetworkSettings

LAG = 0.25
"""Seconds of lab time that training may fall behind before the rest is forgotten."""


def training_of(settings: NetworkSettings, data: tuple[Dataset, ...], rates: tuple[float, ...]) -> Training:
    """The training that the settings describe, at these rates."""
    train, validation = data
    return Training(
        train,
        validation,
        rates,
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


class NetworkLab(Lab[NetworkSettings]):
    """The state of the lab. ``act``, ``advance`` and ``work`` change it, ``frame`` shows it.

    Time and work are apart: ``advance`` says how much time has passed and so which epoch is due, ``work`` does a
    little of what is due. However the work is sliced, the numbers are the same. A network that is added trains from
    the beginning until it is level with the others; it is what it would be had it been there from the start.
    """

    NAME = "network"

    def __init__(self, settings: NetworkSettings | None = None) -> None:
        super().__init__()
        self._shown_epoch: int
        self._following: bool
        self._due: float
        self._seconds: float
        self._open(settings or NetworkSettings())
        self._verbs |= {
            "play": lambda _: self._toggle_play(),
            "step": lambda action: self._step(action.amount),
            "cursor": lambda action: self._show(self._shown_epoch + action.amount),
            "first": lambda _: self._show(0),
            "last": lambda _: self._go_last(),
            "restart": lambda _: self._open(self.settings),
            "defaults": lambda _: self._open(NetworkSettings()),
            "metric": lambda _: self._cycle("metric", tuple(METRICS)),
            "part": lambda _: self._cycle("part", PARTS_SHOWN),
            "follow": lambda _: self._update(follow=not self._settings.follow),
            "select": lambda action: self._select(action.amount),
            "add": lambda action: self._add(action.amount),
            "remove": lambda _: self._remove(),
            "set": lambda action: self._set(action.field, action.amount),
        }

    @classmethod
    def finished(cls, settings: NetworkSettings, progress: Callable[[int], None] = lambda epoch: None) -> NetworkLab:
        """A lab whose networks have been trained to the end; ``progress`` hears of each epoch."""
        lab = cls(settings)
        lab._due = float(settings.epochs if settings.at is None else min(settings.at, settings.epochs))
        heard = 0
        while lab.work():
            if lab._trained > heard:
                heard = lab._trained
                progress(heard)
        return lab

    def advance(self, seconds: float) -> None:
        """Let time pass: it makes epochs due, which ``work`` then trains."""
        if self.playing and self._trained >= self._opened_at:
            self._seconds += seconds
            lag = max(1.0, LAG * self._settings.speed)
            self._due = min(self._due + seconds * self._settings.speed, self._trained + lag, self._settings.epochs)

    def work(self) -> bool:
        """Do a little of what is due; False where there is nothing to do."""
        group = self._next_group()
        if group is None:
            return False
        next(group.work, None)
        if self._following and self._trained >= 0:
            self._shown_epoch = max(self._trained, 0)
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
        trained = max(self._trained, 0)
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
        """Whose turn it is: the group that is behind, which catches up whether time passes or not."""
        group = min(self._groups, key=lambda each: (each.training.done, each.training.epoch))
        target = max(int(self._due + 1e-9), *(each.training.epoch for each in self._groups), 0)
        return group if not group.training.done and group.training.epoch < target else None

    @property
    def _rows(self) -> list[tuple[_Group, int]]:
        """The networks that are shown, from the largest rate to the smallest."""
        rows = [(group, network) for group in self._groups for network in group.shown]
        return sorted(rows, key=lambda row: -self._rate(*row)) if len(self._groups) > 1 else rows

    @staticmethod
    def _rate(group: _Group, network: int) -> float:
        return group.training.learning_rates[network]

    @staticmethod
    def _run(group: _Group, network: int) -> Run:
        training = group.training
        histories = {part: training.history(part) for part in ("train", "validation")}
        return Run(
            learning_rate=training.learning_rates[network],
            diverged_at=training.diverged_at[network],
            finished=training.done,
            **{part: type(metrics)(*(values[:, network] for values in metrics)) for part, metrics in histories.items()},
        )

    @property
    def _trained(self) -> int:
        """The epoch that all networks have reached; those that have all diverged have reached any."""
        return min(
            group.training.epochs if not group.training.active else group.training.epoch for group in self._groups
        )

    @property
    def _done(self) -> bool:
        return all(group.training.done for group in self._groups)

    def _open(self, settings: NetworkSettings) -> None:
        self._data = load(settings)
        self._settings = replace(settings, at=None, selected=None)
        self._groups = [self._group(settings.learning_rates)]
        self._selected = 0 if settings.selected is None else settings.learning_rates.index(settings.selected)
        self._shown_epoch = 0
        self._following = True
        self._opened_at = min(settings.at or 0, settings.epochs)
        self._due = float(self._opened_at)
        self._seconds = 0.0
        while self._groups[0].training.epoch < 0:
            next(self._groups[0].work)

    def _group(self, rates: tuple[float, ...]) -> _Group:
        training = training_of(self._settings, self._data, rates)
        return _Group(training, training.work(), list(range(len(rates))))

    def _toggle_play(self) -> None:
        if self._done:
            self._open(replace(self.settings, paused=False))
        else:
            self._update(paused=not self._settings.paused)
            self._forget_what_is_due()
            self._show(self._trained)

    def _show(self, epoch: int) -> None:
        newest = max(self._trained, 0)
        self._shown_epoch = max(0, min(epoch, newest))
        self._following = self._shown_epoch == newest

    def _go_last(self) -> None:
        """To the newest epoch; from there, train to the end."""
        if not self._following:
            self._show(self._trained)
        elif not self._done:
            self._update(paused=True)
            self._due = float(self._settings.epochs)

    def _forget_what_is_due(self) -> None:
        """A pause acts at once: what the clock had asked for is not trained any more."""
        self._due = float(max(group.training.epoch for group in self._groups))
        self._opened_at = max(min(self._opened_at, self._trained), 0)

    def _step(self, by: int) -> None:
        if self.playing:
            self._forget_what_is_due()
        self._update(paused=True)
        if by > 0 and self._following:
            # From what is due, so that a held key counts every repeat.
            self._due = min(max(self._due, self._trained) + by, self._settings.epochs)
        else:
            self._show(self._shown_epoch + by)

    def _select(self, by: int) -> None:
        self._selected = max(0, min(self._selected + by, len(self._rows) - 1))

    def _add(self, rate: float) -> None:
        check(NetworkSettings, "learning_rates", (rate,))
        if rate in self.settings.learning_rates:
            raise ValueError(f"{rate:g} is there already")
        if len(self._rows) >= MAX_RATES:
            raise ValueError(f"there are {MAX_RATES} learning rates already")
        self._groups.append(self._group((rate,)))
        self._selected = [self._rate(*row) for row in self._rows].index(rate)

    def _remove(self) -> None:
        if len(self._rows) == 1:
            return
        group, network = self._rows[self._selected]
        group.shown.remove(network)
        self._groups = [each for each in self._groups if each.shown]
        self._select(0)
        if self._following:  # what had to catch up may be gone
            self._show(self._trained)

    def _set(self, field: str, value: Any) -> None:
        """Set the speed; anything else begins another training."""
        check(NetworkSettings, field, value)
        if field == "speed":
            self._update(speed=value)
        else:
            self._open(replace(self.settings, **{field: value}))
