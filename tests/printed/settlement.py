"""The page of settlement files: every table and key, from the shapes that read them."""

from __future__ import annotations

import tomllib
from dataclasses import MISSING, fields
from functools import cache
from pathlib import Path

from ledger.files.settlement_file import shapes
from ledger.files.settlement_file.scales import SCALES
from ledger.files.terms_file.shapes import BandTable
from ledger.terms import premium, settlement_rules
from tests.printed.said import PRINTED, must_mean, of_field
from tests.printed.terms import each_table, toml, value, written

WHOLE = Path(__file__).parents[1] / "golden" / "settlement.toml"

MADE = {
    shapes.SettlementFile: settlement_rules.SettlementRules,
    shapes.TaxPlaceTable: settlement_rules.TaxPlace,
    shapes.MarginTable: settlement_rules.TaxPlace,
    shapes.AbroadTable: settlement_rules.Abroad,
    shapes.ResaleRightTable: settlement_rules.ResaleRight,
    shapes.CommissionTable: settlement_rules.CommissionScale,
    shapes.ConsignorTable: settlement_rules.ConsignorRules,
    BandTable: premium.Band,
}
"""What each table of the file becomes in the rules."""

BECOMES = {"place": "jurisdiction", "scheme": "usual"}
"""Keys that have another name in the rules."""


def settlement_page():
    """Print every table of a settlement file."""
    told, lists = each_table(shapes.SettlementFile, _row)
    about = must_mean("pages", "settlement")
    return ["# Settlement files", PRINTED, about, *told, "## Words", *lists]


def _row(shape, name, path):
    field = shape.model_fields[name]
    key = field.alias or name
    left_out = "must be there" if field.is_required() else _default(shape, key)
    example = _example((*(n for n, _ in path), key))
    said = of_field(MADE[shape], BECOMES.get(key, key))
    said = said or must_mean("settlement", f"{shape.__name__}.{key}")
    return (
        f"`{key}`",
        value(shape, name),
        left_out,
        said.replace("None:", "left out:"),
        f"`{example}`" if example else "",
    )


def _default(shape, key):
    """Say what holds where a key is left out."""
    made = {field.name: field.default for field in fields(MADE[shape])}
    kept = made.get(BECOMES.get(key, key), MISSING)
    return "none" if kept in {MISSING, 0} and kept is not False else written(kept, key)


def _example(way):
    """Show how a key is written in the file that has every key."""
    if way[-1] == "scale":
        return f"scale = {toml(next(iter(SCALES)))}"
    held = _whole()
    for key in way:
        if isinstance(held, list):
            held = next((one for one in held if key in one), {})
        if key not in held:
            held = next((one for one in held.values() if key in one), {})
        held = held.get(key, {})
    match held:
        case [{}, *_]:
            return ""
        case {} if not all(isinstance(one, str) for one in held.values()):
            return ""
    return f"{way[-1]} = {toml(held)}" if held != {} else ""


@cache
def _whole():
    return tomllib.loads(WHOLE.read_text(encoding="utf-8"))
