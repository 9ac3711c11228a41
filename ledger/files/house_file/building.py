"""From the shape of a house file to the settings, once nothing is wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from ledger.files.house_file import shapes
from ledger.files.toml.tables import TomlTable, sure
from ledger.terms.house import (
    BankAccount,
    EInvoicing,
    HouseSettings,
    Letterhead,
    Logo,
    PrintSettings,
    SalePrint,
    XeroHabits,
)
from ledger.terms.paper import LegalText, OwnWords, PayWay, ReminderStep

_PARTED = re.compile(r"\n[ \t]*\n")


def settings(
    file: shapes.HouseFile,
    logo: Logo | None,
    fonts: str | None,
    texts: Sequence[str],
) -> HouseSettings:
    """Make the settings of a house."""
    chart = file.chart or {}
    return HouseSettings(
        letterhead=_letterhead(sure(file.letterhead), logo),
        print=_print_settings(file.print or shapes.PrintTable(), fonts, texts),
        chart=tuple((role, sure(account)) for role, account in chart.items()),
        einvoice=EInvoicing(**_written_values(file.einvoice))
        if file.einvoice
        else None,
        reminders=tuple(_reminder_step(sure(each)) for each in file.reminders or ()),
        xero=_xero_habits(file.xero or shapes.XeroTable()),
    )


def _letterhead(table: shapes.LetterheadTable, logo: Logo | None) -> Letterhead:
    written = _written_values(table)
    written["lines"] = tuple(sure(line) for line in table.lines or ())
    banks = tuple(sure(bank) for bank in table.banks or ())
    written["banks"] = tuple(BankAccount(**_written_values(bank)) for bank in banks)
    return Letterhead(**written | {"logo": logo})


def _print_settings(
    table: shapes.PrintTable, fonts: str | None, texts: Sequence[str]
) -> PrintSettings:
    written = _written_values(table)
    sales = (table.sales or {}).items()
    written["sales"] = tuple(
        (sale, SalePrint(**_written_values(sure(own)))) for sale, own in sales
    )
    languages = (table.languages or {}).items()
    written["languages"] = tuple(
        (language, OwnWords(**_written_values(sure(own))))
        for language, own in languages
    )
    ways = (sure(way) for way in table.ways or ())
    written["ways"] = tuple(PayWay(**_written_values(way)) for way in ways)
    written["texts"] = tuple(
        _legal_text(sure(each), text)
        for each, text in zip(table.texts or (), texts, strict=True)
    )
    return PrintSettings(**written | {"fonts": fonts})


def _reminder_step(table: shapes.ReminderTable) -> ReminderStep:
    words = tuple((key, sure(text)) for key, text in (table.words or {}).items())
    return ReminderStep(step=sure(table.step), after=sure(table.after), words=words)


def _legal_text(table: shapes.TextTable, text: str) -> LegalText:
    """Cut a text into its paragraphs, which an empty line parts."""
    written = _written_values(table)
    written.pop("file", None)
    if table.on is not None:
        written["on"] = tuple(sure(kind) for kind in table.on)
    paragraphs = (" ".join(part.split()) for part in _PARTED.split(text))
    return LegalText(**written | {"text": tuple(part for part in paragraphs if part)})


def _xero_habits(table: shapes.XeroTable) -> XeroHabits:
    types = (table.tax_types or {}).items()
    tax_types = tuple((tax, sure(name)) for tax, name in types)
    return XeroHabits(**_written_values(table) | {"tax_types": tax_types})


def _written_values(table: TomlTable) -> dict[str, Any]:
    """Return what a file writes down in a table; all else is as usual."""
    values = {key: getattr(table, key) for key in table.model_fields_set}
    return {key: value for key, value in values.items() if value is not None}
