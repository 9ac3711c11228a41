"""The phrases of refusals: what each says over HTTP, with places for what it quotes."""

from __future__ import annotations

import ast
import re
from datetime import date, datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from ledger.money import Currency, Minor, Money
from ledger.refusals import RecordedRefusal, Refusal, RowsRefused, bidding, room
from tests.source import ROOT
from web.api import OPERATIONS
from web.console import PAGES
from web.misread import MEANS
from web.remedies import told_over_http
from web.request import misread

MADE_OF_OTHERS = {RecordedRefusal.code, RowsRefused.code}
_OF_BIDS = {bidding.__name__, room.__name__}
"""Where what a bid is refused with is defined."""
NAMES = {
    "lot": "MAY26/14",
    "sale": "MAY26",
    "bid": "14#7",
    "dispute": "MAY26/D3",
    "invoice": "LL-2026-00007",
    "payment": "LL-2026-00007/P2",
}
"""What fields name that are parts of addresses."""
_PLACES = {
    "Money": "amount",
    "Words": "words",
    "date": "day",
    "int": "number",
    **dict.fromkeys(
        ("Channel", "PurchaseTaxKind", "Role", "TaxScheme", "Taxable"), "word"
    ),
    "BankAccountId": "account",
    "BidId": "bid",
    "ClientId": "client",
    "CreditNoteId": "document",
    "DisputeId": "dispute",
    "FundsId": "funds",
    "HoldId": "hold",
    "InvoiceId": "invoice",
    "LotId": "lot",
    "Paddle": "paddle",
    "PaymentId": "payment",
    "SaleId": "sale",
    "StatementId": "statement",
}
"""What stands for a value of a kind; a text has a place of its own name."""
_TEXTS = {
    **dict.fromkeys(("field", "form", "kind", "stage", "state"), "word"),
    **dict.fromkeys(("channels", "roles"), "list"),
    "early": "span",
    "sha256": "digest",
    "way": "command",
}
"""What stands for a text that is no data, or whose name is no place."""
_QUOTED = re.compile(
    r"(?<=on the page )(?P<page>/\S*[^\s.,;])"
    r"|(?P<call>(?:DELETE|GET|POST|PUT) /\S*[^\s.,;])"
    r"|(?<=: )(?P<command>lotledger (?:[^;,.]|\.\w)*)"
    r"|<(?P<field>\w+)>"
)


_MISREAD = (
    ("x", int),
    ("x", int | None),
    ("x", bool),
    ("x", Annotated[str, Meta(min_length=2)]),
    ("x", Annotated[str, Meta(max_length=0)]),
    ("x", list[str]),
    ({}, str),
    ("x", dict[str, str]),
    (["x"], Annotated[list[str], Meta(min_length=2)]),
    (["x"], Annotated[list[str], Meta(max_length=0)]),
    ("1", Annotated[int, Meta(ge=2)]),
    ("1", Annotated[int, Meta(le=0)]),
    ("x", Literal["a", "b"]),
    ("x", date),
    ("x", datetime),
    ("2026-05-31T14:00:00", Annotated[datetime, Meta(tz=True)]),
    ("x", bytes),
)
"""Texts of forms, and fields that do not read them."""


class Quoted(str):
    """A value that a sentence quotes, written in whatever way."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        return str(self)


def kinds_of_refusal(of=Refusal):
    """Yield every refusal, and those that tell the same in other words."""
    for kind in of.__subclasses__():
        is_one = hasattr(kind, "code") and kind.code not in MADE_OF_OTHERS
        if is_one and kind.__module__.startswith("ledger."):
            yield kind
        yield from kinds_of_refusal(kind)


def is_of_a_bid(kind):
    """Say whether a bid is refused so: that is recorded, and told as it is."""
    return kind.__module__ in _OF_BIDS


def phrases_of(kind):
    """Yield what a refusal says happened, now and earlier, and what to do."""
    fields = kind.fields()
    refusal = kind(**{name: Quoted(f"<{name}>") for name in fields})
    told = told_over_http(refusal)
    facts = [what.format_map(vars(refusal)) for what in (kind.what, *kind.earlier)]
    recorded = [kind.remedy.format_map(vars(refusal))] if is_of_a_bid(kind) else []
    for text in (*facts, told.removeprefix(f"{facts[0]} "), *recorded):
        phrase = _with_places(text, fields)
        if re.search("[a-z]", re.sub(r"%\(\w+\)s", "", phrase)):
            yield phrase


def _with_places(text, fields):
    count = {}

    def place(name):
        count[name] = count.get(name, 0) + 1
        return f"%({name}{count[name] if count[name] > 1 else ''})s"

    def placed(quoted):
        if (field := quoted["field"]) is None:
            return place(quoted.lastgroup)
        kind = fields[field]
        if kind == "datetime":
            return f"{place('moment')} {place('zone')}"
        if kind in {"str", "Words"} and field in _TEXTS:
            return place(_TEXTS[field])
        return place(_PLACES.get(kind, field.replace("_", "")))

    return _QUOTED.sub(placed, text)


def misread_fields():
    """Yield what is said of the fields of a form that are missing, or not as typed."""
    for text, hint in _MISREAD:
        yield _misread({"field": text}, hint)
    for means in sorted(filter(None, meanings())):
        hint = Annotated[str, Meta(pattern="^[0-9]$", extra={MEANS: means})]
        yield _misread({"field": "x"}, hint)
    yield _misread({}, str)
    yield _misread({"field": {}}, msgspec.defstruct("Part", [("part", str)]))
    yield _misread({"field": "x", "other": "y"}, str)


def _misread(fields, hint):
    form = msgspec.defstruct("Form", [("field", hint)], forbid_unknown_fields=True)
    try:
        msgspec.convert(fields, form, strict=False)
    except msgspec.ValidationError as fault:
        return misread(fault, form, fields).shape.detail
    raise AssertionError(hint)


def meanings():
    """Return what each pattern that the service reads means; None: nothing."""
    asked = [
        each for operation in OPERATIONS for each in (operation.query, operation.body)
    ]
    asked += [page.query for page in PAGES]
    shapes = msgspec.inspect.multi_type_info([each for each in asked if each])
    return {means for shape in shapes for means in _meanings(shape, set())}


def _meanings(info, seen, extra=None):
    """Yield what the patterns mean of a type and of what it is made of."""
    if isinstance(info, msgspec.inspect.StrType) and info.pattern is not None:
        yield (extra or {}).get(MEANS)
    if isinstance(info, msgspec.inspect.StructType):
        if info.cls in seen:
            return
        seen.add(info.cls)
    parts = [getattr(info, name, None) for name in ("type", "item_type", "value_type")]
    parts += [*getattr(info, "types", ())]
    parts += [each.type for each in getattr(info, "fields", ())]
    for part in filter(None, parts):
        yield from _meanings(part, seen, getattr(info, "extra", None))


_EXAMPLES = {
    "Money": Money(Minor(125_000), Currency("USD")),
    "Words": "something else is asked now.",
    "date": date(2026, 5, 31),
    "datetime": datetime(2026, 5, 31, 14, tzinfo=ZoneInfo("America/Chicago")),
    "int": 7,
}
_EXAMPLE_TEXTS = {
    "stage": "sold",
    "channels": "phone, mail",
    "way": "lotledger correct reopen MAY26/14 --reason TEXT",
    "roles": "clerk or auditor",
}


def refusal_with_values(kind, **texts):
    """Return a refusal of a kind, with values."""
    texts = _EXAMPLE_TEXTS | texts
    return kind(
        **{
            name: texts.get(name) or _EXAMPLES.get(of) or NAMES.get(name, "X-1")
            for name, of in kind.fields().items()
        }
    )


def example_of(kind):
    """Return what happened and what to do of a refusal with values, as it is told."""
    refusal = refusal_with_values(kind)
    told = told_over_http(refusal)
    fact = kind.what.format_map(vars(refusal))
    return fact, told.removeprefix(f"{fact} ")


def sentences_of_the_service():
    """Yield the titles of what the service refuses itself, and what it says in full."""
    for path in (ROOT / "web").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "HttpProblem":
                for said in node.args[2:4]:
                    if isinstance(said, ast.Constant):
                        yield said.value
