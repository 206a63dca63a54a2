"""How much a visitor may ask of a machine that others share."""

from __future__ import annotations

from typing import Any

from lrtui.labs.actions import Action

MOST: dict[str, int] = {
    "steps": 100_000,
    "epochs": 1000,
    "hidden": 200,
    "rates": 20,
    "scout_epochs": 200,
    "patience": 200,
    "iterations": 500,
    "seeds": 10,
}
"""The largest value of each setting that costs time or memory."""

LEAST: dict[str, int] = {"batch": 10}
"""The smallest: an epoch takes as many steps as there are batches."""

MOST_NETWORKS = 8


def check_visitor(action: Action, settings: Any) -> None:
    """Refuse what costs too much.

    Raises:
        ValueError: with a message for the visitor.
    """
    if action.verb == "set" and action.amount > MOST.get(action.field, action.amount):
        raise ValueError(f"at most {MOST[action.field]:,} here, where many share a machine")
    if action.verb == "set" and action.amount < LEAST.get(action.field, action.amount):
        raise ValueError(f"at least {LEAST[action.field]:,} here, where many share a machine")
    if action.verb == "add" and len(settings.learning_rates) >= MOST_NETWORKS:
        raise ValueError(f"at most {MOST_NETWORKS} networks here, where many share a machine")
