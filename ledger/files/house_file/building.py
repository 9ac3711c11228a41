"""From the shape of a house file to the settings, once nothing is wrong."""

from __future__ import annotations

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


def settings(
    file: shapes.HouseFile, logo: Logo | None, fonts: str | None
) -> HouseSettings:
    """Make the settings of a house."""
    chart = file.chart or {}
    return HouseSettings(
        letterhead=_letterhead(sure(file.letterhead), logo),
        print=_print_settings(file.print or shapes.PrintTable(), fonts),
        chart=tuple((role, sure(account)) for role, account in chart.items()),
        einvoice=EInvoicing(**_written_values(file.einvoice))
        if file.einvoice
        else None,
        xero=_xero_habits(file.xero or shapes.XeroTable()),
    )


def _letterhead(table: shapes.LetterheadTable, logo: Logo | None) -> Letterhead:
    written = _written_values(table)
    written["lines"] = tuple(sure(line) for line in table.lines or ())
    banks = tuple(sure(bank) for bank in table.banks or ())
    written["banks"] = tuple(BankAccount(**_written_values(bank)) for bank in banks)
    return Letterhead(**written | {"logo": logo})


def _print_settings(table: shapes.PrintTable, fonts: str | None) -> PrintSettings:
    written = _written_values(table)
    sales = (table.sales or {}).items()
    written["sales"] = tuple(
        (sale, SalePrint(**_written_values(sure(own)))) for sale, own in sales
    )
    return PrintSettings(**written | {"fonts": fonts})


def _xero_habits(table: shapes.XeroTable) -> XeroHabits:
    types = (table.tax_types or {}).items()
    tax_types = tuple((tax, sure(name)) for tax, name in types)
    return XeroHabits(**_written_values(table) | {"tax_types": tax_types})


def _written_values(table: TomlTable) -> dict[str, Any]:
    """Return what a file writes down in a table; all else is as usual."""
    values = {key: getattr(table, key) for key in table.model_fields_set}
    return {key: value for key, value in values.items() if value is not None}
