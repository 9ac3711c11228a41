"""Amounts as people type them into a page: as the language of the page writes them.

A form names each field that an amount is typed into, and its currency; what is there is
read before anything else, and goes on in the one notation that programs send. That one
is read as well, unless the language gives the same figures another meaning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ledger.money import SYMBOLS, Currency
from web.amounts import WHOLE_DIGITS, currency_named, not_an_amount
from web.languages import LANGUAGES, currency_sign, figure_signs
from web.problem import HttpProblem
from web.typed_file import CELL

AMOUNT = "amount:"
"""What stands before the name of a field, in that of another.

That one has its currency and the language of the page: ``USD de``.
"""

_BLANK = re.compile(r"\s+")
_PLAIN = re.compile(r"(\d+)(?:\.(\d+))?", re.ASCII)
"""An amount as programs write it."""


def in_plain_figures(
    fields: Sequence[tuple[str, str]], language: str
) -> list[tuple[str, str]]:
    """Return the fields of a form, its amounts as programs send them.

    A currency that is a field itself is that of all of them; where none is known, an
    amount stays as it is. Raises HttpProblem.
    """
    given = dict(fields)
    amounts = {
        name.removeprefix(AMOUNT): _read_by(text, given.get("currency"), language)
        for name, text in fields
        if name.startswith(AMOUNT)
    }
    others = [each for each in fields if not each[0].startswith(AMOUNT)]
    plain: list[tuple[str, str]] = []
    for name, text in others:
        try:
            code, written_in = amounts.get(name, ("", language))
            plain.append((name, _plain(text, code, written_in)))
        except HttpProblem as no:
            where = _place_of(name, others, len(plain))
            raise not_an_amount(f"{where}{no.shape.detail}") from no
    return plain


def _read_by(text: str, currency: str | None, language: str) -> tuple[str, str]:
    """Return by which currency and language a field is read.

    The language is that of the page, whatever was chosen in another since; a form that
    names none is in the one that is asked for.
    """
    code, _, written_in = text.partition(" ")
    return currency or code, written_in if written_in in LANGUAGES else language


def _plain(text: str, code: str, language: str) -> str:
    if not code or not text:
        return text
    return plain_amount(text, currency_named(code), language)


def _place_of(name: str, fields: Sequence[tuple[str, str]], index: int) -> str:
    """Say where a cell stands in the file that is typed; nothing of other fields."""
    if not name.startswith(CELL):
        return ""
    columns = [*dict.fromkeys(each for each, _ in fields if each.startswith(CELL))]
    line = 2 + sum(each == name for each, _ in fields[:index])
    file, column = dict(fields)["name"], columns.index(name) + 1
    return f"{file}:{line}:{column}: {name.removeprefix(CELL)}: "


def plain_amount(text: str, currency: Currency, language: str) -> str:
    """Return an amount as programs write it; raises HttpProblem."""
    figures = _BLANK.sub(" ", text).strip().replace("\N{MINUS SIGN}", "-")
    sign = "-" if figures.startswith("-") else ""
    figures = _without_mark(figures.removeprefix("-"), currency, language)
    if not sign and figures.startswith("-"):
        sign, figures = "-", figures.removeprefix("-")
    readings = sorted(set(_readings(figures, currency, language)))
    example = currency.write(1_250 * currency.unit + currency.unit // 2)
    if not readings:
        raise not_an_amount(
            f"{text!r} is not an amount in {currency.code}. Write it like {example}."
        )
    if len(readings) > 1:
        low, high = map(currency.write, readings)
        raise not_an_amount(
            f"{text!r} may be {low} or {high}. "
            "Write all its decimals, or no sign between its thousands."
        )
    return sign + currency.plain(readings[0])


def _without_mark(figures: str, currency: Currency, language: str) -> str:
    """Take off what names the currency, where that is the one: before, or behind."""
    shown = currency_sign(language, currency.code)
    for mark in (currency.code, shown, SYMBOLS.get(currency.code, shown)):
        if figures.startswith(mark) or figures.endswith(mark):
            return figures.removeprefix(mark).removesuffix(mark).strip()
    return figures


def _readings(figures: str, currency: Currency, language: str) -> Iterator[int]:
    """Yield what figures mean, by each notation that they may be in."""
    for notation in (_notation_of(language), _PLAIN):
        if (match := notation.fullmatch(figures)) is not None:
            whole, fraction = re.sub(r"\D", "", match[1]), match[2] or ""
            if len(whole) <= WHOLE_DIGITS and len(fraction) <= currency.decimals:
                yield int(whole + fraction.ljust(currency.decimals, "0"))


def _notation_of(language: str) -> re.Pattern[str]:
    """Return how a language writes figures; a space may stand between groups in all."""
    between, before = figure_signs(language)
    group, decimal = re.escape(_BLANK.sub(" ", between)), re.escape(before)
    first = r"[1-9]\d{0,2}"
    whole = rf"{first}(?:{group}\d{{3}})+|{first}(?: \d{{3}})+|\d+"
    return re.compile(rf"({whole})(?:{decimal}(\d+))?", re.ASCII)
