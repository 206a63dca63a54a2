"""The networks of the lab: those that it was opened with, and those that were added or have another rate since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lrtui.core.data import Dataset
from lrtui.core.metrics import Metrics
from lrtui.core.network import Parameters
from lrtui.core.recipe import Recipe
from lrtui.core.sharpness import Sharpness
from lrtui.core.slices import result_of
from lrtui.core.training import Training
from lrtui.labs.naming import names_of
from lrtui.labs.network.run import Run
from lrtui.labs.network.settings import NetworkSettings

QUICK = 20_000
"""The most training rows that are measured before the first picture."""


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


@dataclass(eq=False)
class _Group:
    """Networks that train in lockstep, and whether they have caught up with those that were there before."""

    training: Training
    work: Iterator[None]
    sharpness: Sharpness
    is_level: bool = False
    measuring: Iterator[None] | None = None

    @property
    def behind(self) -> int:
        """How many epochs have been trained and their sharpness not measured."""
        return self.sharpness.behind(self.training)

    def measure(self) -> Iterator[None]:
        """Measure the sharpness of these epochs; the same work goes on until it is done."""
        if self.measuring is None:
            self.measuring = self._catch_up()
        return self.measuring

    def _catch_up(self) -> Iterator[None]:
        yield from self.sharpness.catch_up(self.training)
        self.measuring = None


@dataclass(frozen=True)
class _Row:
    """A network that is shown: its place in the group that it trains in, and the number of its mark and colour."""

    group: _Group
    network: int
    tone: int


class Networks:
    """The networks that are shown, in the order of the table.

    One that comes later trains from the beginning until it is level with the others; it is what it would be had it
    been there from the start.
    """

    def __init__(self, settings: NetworkSettings, data: tuple[Dataset, ...]) -> None:
        self._settings = settings
        self._data = data
        group = self._group(settings.recipes)
        group.is_level = True
        self._rows = [_Row(group, network, network) for network in range(len(settings.recipes))]
        # So that the first picture has something to show; on many rows it would keep a person waiting.
        while group.training.epoch < 0 and len(data[0]) <= QUICK:
            next(group.work)

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def recipes(self) -> tuple[Recipe, ...]:
        """How each network's rate acts."""
        return tuple(row.group.training.recipes[row.network] for row in self._rows)

    @property
    def newest(self) -> int:
        """The newest epoch that all networks have reached but for those that are catching up; −1 before the first."""
        groups = self._groups
        level = [group.training.epoch for group in groups if group.is_level and group.training.active]
        return min(level) if level else max(group.training.epoch for group in groups)

    @property
    def done(self) -> bool:
        """Whether there is nothing left to train."""
        return all(group.training.done for group in self._groups)

    def next_work(self, due: float) -> Iterator[None] | None:
        """The work of the group that is behind, up to the epoch that is due or that others have reached."""
        groups = self._groups
        for group in groups:
            group.is_level = group.is_level or group.training.epoch >= self.newest
        group = min(groups, key=lambda group: (group.training.done, group.training.epoch))
        target = max(int(due + 1e-9), 0, *(other.training.epoch for other in groups))
        return group.work if not group.training.done and group.training.epoch < target else None

    def next_measurement(self, least: int) -> Iterator[None] | None:
        """The work of measuring the sharpness where that is ``least`` epochs behind, or has been begun."""
        group = max(self._groups, key=lambda group: (group.measuring is not None, group.behind))
        return group.measure() if group.measuring is not None or group.behind >= least else None

    @property
    def measured(self) -> int:
        """The newest epoch up to which the sharpness of all networks is known that are not catching up."""
        return min(group.sharpness.count for group in self._groups if group.is_level) - 1

    @property
    def sharp_rows(self) -> int:
        """How many training rows the sharpness is measured on."""
        return self._rows[0].group.sharpness.rows

    def sharpness_of(self, weights: Parameters) -> float:
        """The sharpness of a network (K = 1), measured at once; NaN where it has none."""
        values = result_of(Sharpness(self._data[0], 1).measure(weights, (0,)))
        return float(values[0])

    def add(self, recipe: Recipe) -> int:
        """Add a network, above those with smaller rates, in a mark and colour that nobody has; its row."""
        rates = [other.learning_rate for other in self.recipes]
        index = next((index for index, other in enumerate(rates) if other < recipe.learning_rate), len(self))
        tones = {row.tone for row in self._rows}
        tone = next(tone for tone in range(len(tones) + 1) if tone not in tones)
        self._rows.insert(index, _Row(self._group((recipe,)), 0, tone))
        return index

    def change(self, index: int, recipe: Recipe) -> None:
        """Train the network of a row anew by another recipe; it keeps its row, mark and colour."""
        self._rows[index] = _Row(self._group((recipe,)), 0, self._rows[index].tone)

    def remove(self, index: int) -> None:
        """Forget the network of a row."""
        del self._rows[index]

    def runs(self, epoch: int) -> tuple[Run, ...]:
        """All networks, with their weights at ``epoch``."""
        return tuple(_run(row, name, epoch) for row, name in zip(self._rows, names_of(self.recipes), strict=True))

    @property
    def _groups(self) -> list[_Group]:
        return list(dict.fromkeys(row.group for row in self._rows))

    def _group(self, recipes: tuple[Recipe, ...]) -> _Group:
        training = training_of(self._settings, self._data, recipes)
        return _Group(training, training.work(), Sharpness(self._data[0], len(recipes)))


def _run(row: _Row, name: str, epoch: int) -> Run:
    training, network = row.group.training, row.network
    train, validation = (
        Metrics(*(values[:, network] for values in training.history(part))) for part in ("train", "validation")
    )
    there = min(epoch, training.epoch)
    sharpness = row.group.sharpness
    return Run(
        recipe=training.recipes[network],
        name=name,
        rates=training.rates[:, network],
        diverged_at=training.diverged_at[network],
        finished=training.done,
        train=train,
        validation=validation,
        tone=row.tone,
        weights=training.weights(network, there) if there >= 0 else None,
        sharpness=sharpness.history[:, network],
        squares=sharpness.squares[:, network],
    )
