"""What all labs share: a table of verbs, and settings that change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar, Generic, TypeVar

from lrtui.labs.actions import Action
from lrtui.labs.settings import Settings, next_speed

SettingsT = TypeVar("SettingsT", bound=Settings)


class Lab(Generic[SettingsT]):
    """The state of a lab. ``act`` changes it by one of its verbs; a subclass adds its own to those of all labs."""

    NAME: ClassVar[str]
    _settings: SettingsT

    def __init__(self) -> None:
        self._verbs: dict[str, Callable[[Action], None]] = {
            "open": lambda action: self._open(action.amount),
            "speed": lambda action: self._update(speed=next_speed(self._settings.speed, action.amount)),
        }

    def act(self, action: Action) -> None:
        """Do what ``action`` asks.

        Raises:
            ValueError: the lab has no such verb, or does not accept the value.
        """
        if action.verb not in self._verbs:
            raise ValueError(f"the {self.NAME} lab has no action {action.verb!r}")
        self._verbs[action.verb](action)

    @property
    def settings(self) -> SettingsT:
        """What the lab is set to."""
        return self._settings

    @property
    def present(self) -> SettingsT:
        """What reproduces the present moment."""
        return self.settings

    def _open(self, settings: SettingsT) -> None:
        """Begin anew with other settings."""
        raise NotImplementedError

    def _update(self, **fields: Any) -> None:
        self._settings = replace(self._settings, **fields)

    def _cycle(self, field: str, values: tuple[str, ...]) -> None:
        """Go to the next of the values that a setting can have."""
        index = values.index(getattr(self._settings, field)) + 1
        self._update(**{field: values[index % len(values)]})
