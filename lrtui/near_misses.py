"""What somebody probably meant who typed a word or an option that there is not. Standard library only."""

from collections.abc import Iterable

ALMOST = 0.7
"""How alike two words must be, from 0 to 1, for the one to be taken for the other."""

EVERYDAY = {
    "--learning-rate": ("--lr", "--lrs"),
    "--learning-rates": ("--lrs", "--compare"),
    "--lr": ("--lrs",),
    "--lrs": ("--compare", "--lr"),
    "--rate": ("--lr", "--lrs"),
    "--rates": ("--lrs", "--compare"),
    "--eta": ("--lr", "--lrs"),
    "--start": ("--x0",),
    "--x": ("--x0",),
    "--init": ("--x0",),
    "--iterations": ("--steps", "--epochs"),
    "--steps": ("--epochs",),
    "--curvature": ("--a",),
    "--objective": ("--f",),
    "--function": ("--f",),
    "--formula": ("--f",),
    "--expression": ("--f",),
    "--batch-size": ("--batch",),
    "--units": ("--hidden",),
    "--file": ("--data",),
    "--csv": ("--data",),
    "--dataset": ("--data",),
    "--input": ("--data",),
    "--target": ("--label",),
    "--format": ("--print",),
    "--json": ("--print",),
    "--out": ("--output",),
    "--optimiser": ("--optimizer",),
    "--opt": ("--optimizer",),
    "--momentum": ("--optimizer",),
    "--scheduler": ("--schedule",),
    "--lr-schedule": ("--schedule",),
    "--sigma": ("--noise",),
    "--fps": ("--speed",),
    "--random-state": ("--seed",),
    "--min-lr": ("--from",),
    "--max-lr": ("--to",),
}
"""Options that other programs have, and what the same is called here: the first of them that a lab has."""


def called(flag: str, known: Iterable[str]) -> str | None:
    """The one of the options ``known`` that other programs call ``flag``; None where there is none."""
    flags = set(known)
    return next((here for here in EVERYDAY.get(flag, ()) if here in flags), None)


def misspelt(word: str, known: Iterable[str]) -> str | None:
    """The one of ``known`` that is nearest to ``word``; None where none is near."""
    from difflib import get_close_matches  # only after a mistake: it would take time of every start

    bare = {right.lstrip("-"): right for right in known}
    near = get_close_matches(word.lstrip("-"), bare, n=1, cutoff=ALMOST)
    return bare[near[0]] if near else None
