"""Small words around figures: how many of what, and an amount where there is one."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ledger.money import Currency, Minor


def counted(number: int, noun: str) -> str:
    """Write a number and what it counts: ``1 lot``, ``1,250 lots``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def ranges(numbers: Iterable[int]) -> str:
    """Write numbers with the first and last of three or more: ``1, 2, 5-208``."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(
        f"{run[0]}-{run[-1]}" if run[2:] else ", ".join(map(str, run)) for run in runs
    )


def if_any(write: Callable[[Minor], str], amount: Minor | None) -> str | None:
    """Put an amount into words where there is one; None stays None."""
    return None if amount is None else write(amount)


def amount_or_sealed(amount: Minor | None, currency: Currency) -> str:
    """Put an amount into words, or say that it is sealed."""
    return "a sealed amount" if amount is None else currency.write(amount)


def were(number: int, noun: str, what: str) -> str:
    """Say what a number of things were: ``1 maximum was erased``."""
    return f"{counted(number, noun)} {'was' if number == 1 else 'were'} {what}"
