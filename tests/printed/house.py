"""The page of house files: every table and key, from the shapes that read them."""

from __future__ import annotations

import tomllib
from dataclasses import MISSING, fields
from enum import Enum
from functools import cache
from pathlib import Path

from ledger.files.house_file import shapes
from ledger.terms import house, paper
from tests.printed.said import PRINTED, must_mean, of_field
from tests.printed.terms import each_table, header, toml, value

WHOLE = Path(__file__).parents[1] / "golden" / "house.toml"

MADE = {
    shapes.LetterheadTable: house.Letterhead,
    shapes.BankTable: house.BankAccount,
    shapes.PrintTable: house.PrintSettings,
    shapes.WayTable: paper.PayWay,
    shapes.TextTable: paper.LegalText,
    shapes.WordsTable: paper.OwnWords,
    shapes.SalePrintTable: house.SalePrint,
    shapes.EInvoiceTable: house.EInvoicing,
    shapes.ReminderTable: paper.ReminderStep,
    shapes.XeroTable: house.XeroHabits,
    shapes.HouseFile: house.HouseSettings,
}
"""What each table of the file becomes in the settings."""


def house_page():
    """Print every table of a house file."""
    told, lists = each_table(shapes.HouseFile, _row, named=_header)
    about = must_mean("pages", "house")
    return ["# House files", PRINTED, about, *told, "## Words", *lists]


def _header(path):
    """Write the header of a table; that of a sale carries the name of one."""
    return header(path).replace("SALES", "SALE").replace("LANGUAGES", "LANGUAGE")


def _row(shape, name, path):
    field = shape.model_fields[name]
    left_out = "must be there" if field.is_required() else _default(shape, name)
    example = _example((*(n for n, _ in path), name))
    said = of_field(MADE[shape], name) or must_mean("house", f"{shape.__name__}.{name}")
    return (
        f"`{name}`",
        value(shape, name),
        left_out,
        said.replace("None:", "left out:"),
        f"`{example}`" if example else "",
    )


def _default(shape, name):
    """Say what holds where a key is left out."""
    made = fields(MADE[shape])
    kept = next((field.default for field in made if field.name == name), None)
    if kept is not MISSING and isinstance(kept, Enum):
        return f'`"{kept.value}"`'
    if isinstance(kept, str):
        return f'`"{kept}"`'
    if isinstance(kept, bool):
        return f"`{toml(kept)}`"
    if kept and isinstance(kept, tuple):
        return f"`{toml(list(kept))}`"
    return "none"


def _example(way):
    """Show how a key is written in the file that has every key."""
    held = _whole()
    for key in way:
        if isinstance(held, list):
            held = next(one for one in held if key in one)
        held = held[key] if key in held else next(iter(held.values()))[key]
    first = held[0] if isinstance(held, list) and held else held
    return "" if isinstance(first, dict) else f"{way[-1]} = {toml(held)}"


@cache
def _whole():
    return tomllib.loads(WHOLE.read_text(encoding="utf-8"))
