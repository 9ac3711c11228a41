"""Small words around figures: how many of what, and an amount where there is one."""

from __future__ import annotations

from collections.abc import Callable

from ledger.money import Minor


def counted(number: int, noun: str) -> str:
    """Write a number and what it counts: ``1 lot``, ``1,250 lots``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def if_any(write: Callable[[Minor], str], amount: Minor | None) -> str | None:
    """Put an amount into words where there is one; None stays None."""
    return None if amount is None else write(amount)
