"""The page of terms files: every table and key, from the shapes that read them."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import MISSING, fields
from datetime import date
from enum import Enum, StrEnum
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import get_args

from ledger.files.terms_file import shapes
from ledger.files.terms_file.building import USUAL_BOUNDS
from ledger.increments import Increment, IncrementTable
from ledger.money import write_rate
from ledger.terms import (
    Rules,
    Terms,
    bidding,
    information,
    payment_terms,
    premium,
    sessions,
    tax,
)
from tests.printed.said import (
    PRINTED,
    meant,
    must_mean,
    of_field,
    table,
    title,
    words,
)

ROOT = Path(__file__).parents[2]
COLUMNS = ("key", "value", "left out", "meaning", "example")

MADE = {
    shapes.RulesTables: Rules,
    shapes.SaleFile: Terms,
    shapes.BiddingTable: bidding.BiddingTerms,
    shapes.IncrementBandTable: Increment,
    shapes.RoomTable: bidding.RoomTerms,
    shapes.BandTable: premium.Band,
    shapes.PremiumTable: premium.Schedule,
    shapes.EarnedTable: premium.EarnedClass,
    shapes.TaxTable: tax.TaxRate,
    shapes.MethodTable: payment_terms.PaymentMethod,
    shapes.SettlementTable: payment_terms.PaymentTerms,
    shapes.InformationTable: information.Information,
    shapes.SessionTable: sessions.Session,
    shapes.SoftCloseTable: sessions.SoftClose,
}
"""What each table of the file becomes in the terms."""

BECOMES = {
    "starts": "starts_at",
    "closes": "closes_at",
    "proxies_end": "proxies_end_at",
    "grace": "grace_seconds",
}
"""Keys that have another name in the terms."""

LEFT_OUT = {"proxies_end": "when it starts"} | {
    key: f"`{times}`; none where the other is given"
    for key, times in USUAL_BOUNDS.items()
}
"""What holds where a key is left out that has no default of its own."""

CHOSEN = {("premium", "channel"), ("premium", "category"), ("premium", "class")}
"""Tables whose own tables have names that a file chooses."""


def terms_page():
    """Print every table of a terms file."""
    printed, lists = each_table(shapes.SaleFile, _row, keys=_own_first)
    told = ["# Terms files", PRINTED, must_mean("pages", "terms"), *printed]
    rows = [
        _row(shapes.RulesFile, name, None) for name in shapes.RulesFile.__annotations__
    ]
    told += ["## A preset of one's own", must_mean("pages", "presets")]
    told += [table(*COLUMNS, rows=rows), "## Words"]
    return [*told, *lists]


def each_table(file, row, *, keys=lambda shape: shape.model_fields, named=None):
    """Print the tables of a file, and the lists of words that stand in them."""
    told, lists = [], {}
    for path, shape in tables(file):
        rows = [row(shape, name, path) for name in keys(shape)]
        told.append(f"## {(named or header)(path)}\n\n{table(*COLUMNS, rows=rows)}")
        for field in shape.model_fields.values():
            lists |= {kind.__name__: kind for kind in enums(field.annotation)}
    return told, list(map(words, lists.values()))


def tables(shape, path=()):
    """Walk through the tables of a file: the way to each, and its shape."""
    yield path, shape
    for name, field in shape.model_fields.items():
        for held, inner in _inner(field.annotation):
            yield from tables(inner, (*path, (field.alias or name, held)))


def _inner(annotation, held=None):
    """Find a table inside an annotation, and whether a list or a table holds it."""
    if isinstance(annotation, type) and issubclass(annotation, shapes.TomlTable):
        yield held, annotation
    held = {list: list, dict: dict}.get(getattr(annotation, "__origin__", None), held)
    for one in get_args(annotation):
        yield from _inner(one, held)


def header(path):
    names = [f"{name}.{name.upper()}" if held is dict else name for name, held in path]
    if not names:
        return "The file itself"
    dotted = ".".join(names)
    return f"`[[{dotted}]]`" if path[-1][1] is list else f"`[{dotted}]`"


def _own_first(shape):
    """Name the keys of a table, those that it takes over from another last."""
    return sorted(
        shape.model_fields, key=lambda name: name not in shape.__annotations__
    )


def _row(shape, name, path):
    field = shape.model_fields[name]
    key = field.alias or name
    left_out = "must be there" if field.is_required() else _default(shape, key)
    example = _examples()[path is None].get((*(n for n, _ in path or ()), key), "")
    return (
        f"`{key}`",
        value(shape, name),
        left_out,
        _meaning(shape, name, key),
        f"`{example}`" if example else "",
    )


def _homes(shape, name):
    """List the tables, this one and those it extends, that write a key down."""
    return [
        one for one in shape.__mro__ if name in vars(one).get("__annotations__", {})
    ]


def _meaning(shape, name, key):
    """Say what a key means: in the words of the code, or of ``meanings.toml``."""
    for one in dict.fromkeys((shape, *_homes(shape, name))):
        made = MADE.get(one)
        said = of_field(made, BECOMES.get(key, key)) if made else None
        if said := said or meant("terms", f"{one.__name__}.{key}"):
            return _without_none(said, shape, name)
    return must_mean("terms", f"{shape.__name__}.{key}")


def _without_none(said, shape, name):
    """Say as a file says it what the code says with None."""
    unlimited = "Cuts" in _homes(shape, name)[0].__annotations__[name]
    return said.replace("None:", '"unlimited":' if unlimited else "left out:")


def value(shape, name):
    """Say what a key holds."""
    written = _homes(shape, name)[0].__annotations__[name]
    if "Table" in written:
        return "a list of tables" if written.startswith("list") else "a table"
    told = [
        _word(shape, name) if leaf.startswith("One") else must_mean("kinds", leaf)
        for leaf in re.findall(r"\b(?!None)[A-Z]\w+", written)
    ]
    if written.startswith("dict"):
        return f"a table: {' = '.join(told if len(told) > 1 else ['a name', *told])}"
    return f"a list: {told[0]}" if written.startswith("list") else told[0]


def _word(shape, name):
    named = title(list(enums(shape.model_fields[name].annotation))[-1])
    return f"a word: [{named}](#{named.lower().replace(' ', '-')})"


def enums(annotation):
    """Find the lists of words in an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        yield annotation
    for one in get_args(annotation):
        yield from enums(one)


def _default(shape, key):
    """Say what holds where a key is left out."""
    if issubclass(shape, shapes.ScheduleTable) and shape is not shapes.PremiumTable:
        return "none" if key == "surcharge" else "as usual"
    made = IncrementTable if key == "basis" else MADE.get(shape)
    if key in LEFT_OUT:
        return LEFT_OUT[key]
    kept = {field.name: field.default for field in fields(made)} if made else {}
    default = kept.get(BECOMES.get(key, key), MISSING)
    return "none" if default is MISSING else written(default, key)


def written(default, key):
    """Write a default as the file would."""
    match default:
        case Enum():
            return f'`"{default.value}"`'
        case Fraction():
            return f'`"{write_rate(default)}"`'
        case bool() | int() if key != "grace":
            return f"`{str(default).lower()}`"
        case tuple() if default:
            return f"`{json.dumps(default)}`"
        case _:
            return "none"


@cache
def _examples():
    """Take an example of each key from files that are tested to be sound.

    Returns those for a sale, and those for a preset.
    """
    sale, preset = {}, {}
    for found, place in (
        (preset, "ledger/files/presets/heritage-2025.toml"),
        (sale, "examples/heritage-2025-12/terms.toml"),
        (sale, "tests/golden/every_term.toml"),
    ):
        _collect(tomllib.loads((ROOT / place).read_text(encoding="utf-8")), (), found)
    return sale, preset


def _collect(held, path, found):
    """Write down every line that is neither a table nor a list of tables."""
    for key, inner in held.items():
        way = (*path, key)
        match inner:
            case [{}, *_]:
                for one in inner:
                    _collect(one, way, found)
            case {} if _general(way) in _ways():
                _collect(inner, way, found)
            case _:
                found[_general(way)] = f"{key} = {toml(inner)}"


def _general(way):
    """Leave out a name that the file chooses, such as that of a class."""
    return (*way[:2], *way[3:]) if way[:2] in CHOSEN else way


@cache
def _ways():
    return {tuple(name for name, _ in path) for path, _ in tables(shapes.SaleFile)}


def toml(value):
    match value:
        case bool():
            return str(value).lower()
        case str():
            return '"{}"'.format(value.replace("\n", "\\n"))
        case date():
            return value.isoformat()
        case list():
            return f"[{', '.join(map(toml, value))}]"
        case dict():
            inner = ", ".join(f"{key} = {toml(one)}" for key, one in value.items())
            return f"{{ {inner} }}"
    return str(value)
