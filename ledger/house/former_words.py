"""The words that commands were put into before digests were taken of arguments.

A ledger that was begun then keeps, with each key, the SHA-256 of these words. They are
frozen: whatever becomes of a type, its words here stay as they were.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import Enum
from json import dumps, loads
from typing import Any, TypeAlias

from ledger.lot.slip import LotSlip
from ledger.replay.filed import asked_in
from ledger.store.terms_text import first_hash, read_terms, write_first_terms

Arguments: TypeAlias = Mapping[str, Any]

_FIELDS = {
    "Band": ("up_to", "rate"),
    "Certificate": ("jurisdiction", "number", "valid_from", "valid_until"),
    "ClientRow": ("client", "kind", "client_class", "paddle", "credit_limit"),
    "CommissionScale": ("bands", "minimum"),
    "ConsignorRules": (
        "commission",
        "by_category",
        "illustration",
        "reserve_fee",
        "buy_back",
        "withhold",
    ),
    "Description": (
        "number",
        "title",
        "description",
        "category",
        "low_estimate",
        "high_estimate",
        "opening",
        "reserve",
        "quantity",
        "quantity_mode",
        "consignor",
    ),
}
"""The fields that each type in the words had, in the order in which they were written.
"""


def former_words(verb: str, arguments: Arguments, at: datetime | None) -> str | None:
    """Return the words that a command had; None for a verb that had none."""
    words = _WORDS.get(verb)
    return None if words is None else words({**arguments, "at": at})


def _repr(value: object) -> str:
    """Write a value as Python wrote it, when words were taken of it."""
    fields = _FIELDS.get(type(value).__name__)
    if fields is not None:
        parts = (f"{name}={_repr(getattr(value, name))}" for name in fields)
        return f"{type(value).__name__}({', '.join(parts)})"
    if isinstance(value, Enum):
        return f"<{type(value).__name__}.{value.name}: {value.value!r}>"
    if isinstance(value, tuple):
        parts_of = ", ".join(map(_repr, value))
        return f"({parts_of},)" if len(value) == 1 else f"({parts_of})"
    return repr(value)


def _former_question(filed: str) -> str:
    """Write what a filed replay asked in the shapes that it and terms had then."""
    inputs = loads(asked_in(filed))
    wish = inputs.get("what_if")
    if wish is not None and wish["terms"] is not None:
        wish["terms"] = loads(write_first_terms(read_terms(dumps(wish["terms"]))))
    return dumps(inputs, ensure_ascii=False, separators=(",", ":"))


def _list_repr(values: Sequence[object]) -> str:
    return f"[{', '.join(map(_repr, values))}]"


def _pattern(pattern: str) -> Callable[[Arguments], str]:
    """Make the words of a verb by a pattern with its arguments' names."""
    return pattern.format_map


def _pattern_with_lists(pattern: str, *names: str) -> Callable[[Arguments], str]:
    """Make words by a pattern in which some arguments are written as lists."""
    return lambda given: pattern.format_map(
        {**given, **{name: _list_repr(list(given[name])) for name in names}}
    )


def _bids_words(given: Arguments) -> str:
    return f"bids {[_bid_words(each) for each in given['slips']]}"


def _bid_words(lot_slip: LotSlip) -> str:
    slip = lot_slip.slip
    received_at = None if slip.received_at == slip.entered_at else slip.received_at
    words = f"{slip.submitted} {slip.channel} {received_at} {slip.static}"
    return f"{lot_slip.lot} {slip.paddle} {words} {slip.break_tie}"


def _bank_words(given: Arguments) -> str:
    lines = [each.line for each in given["matches"]]
    marks = [(line.day, line.amount, line.mark) for line in lines]
    return f"bank {list(given['sales'])} {given['method']} {marks}"


_WORDS: Mapping[str, Callable[[Arguments], str]] = {
    "charge a buyer": _pattern(
        "charge {sale} {paddle} {kind} {lot} {amount} {description}"
    ),
    "take a charge back": _pattern("withdraw charge {sale} {paddle} {charge}"),
    "book a bank's statement": _bank_words,
    "place a bid": _pattern(
        "bid {lot} {paddle} {maximum} {channel} {received_at} {static} {break_tie}"
    ),
    "place bids": _bids_words,
    "close a lot": _pattern("close {lot}"),
    "enrol a client": _pattern("enrol {client} {kind} {client_class}"),
    "enrol clients": _pattern_with_lists("enrol {sale} {enrolments}", "enrolments"),
    "set a client's limit": lambda given: (
        f"client {given['client']} limit {given['currency'].code} {given['limit']}"
    ),
    "file a certificate": lambda given: (
        f"client {given['client']} file {_repr(given['certificate'])}"
    ),
    "revoke a certificate": _pattern("client {client} revoke {jurisdiction} {number}"),
    "set a client's jurisdiction": _pattern(
        "client {client} jurisdiction {jurisdiction}"
    ),
    "agree with a consignor": lambda given: (
        f"consignor {given['consignor']} in {given['sale']}: "
        f"agree {_repr(given['rules'])}"
    ),
    "charge a consignor": _pattern(
        "consignor {consignor} in {sale}: expense {amount} {lot} {description}"
    ),
    "pay an advance": _pattern(
        "consignor {consignor} in {sale}: advance {amount} {method} {reference}"
    ),
    "issue a statement": _pattern("state {sale} {consignor}"),
    "issue statements": _pattern("state {sale}"),
    "pay a consignor": _pattern(
        "consignor {consignor} in {sale}: pay out {amount} {method} {reference}"
    ),
    "reverse a payout": _pattern(
        "consignor {consignor} in {sale}: reverse payout {payout}"
    ),
    "retract a bid": _pattern("lot {lot} retract {bid}"),
    "strike a bid": _pattern("lot {lot} strike {bid} {policy} {authorised_by}"),
    "reopen a lot": _pattern("lot {lot} reopen {ends_at} {authorised_by}"),
    "call a sale off": _pattern("lot {lot} rescind {authorised_by}"),
    "resell a lot": _pattern("lot {lot} resell {bid} {price} {authorised_by}"),
    "amend a hammer": _pattern("lot {lot} hammer {buyer} {price} {authorised_by}"),
    "open a dispute": _pattern_with_lists(
        "dispute {lot} {bids} {raised_by} {question}", "bids"
    ),
    "file a replay": lambda given: (
        f"dispute {given['dispute']} file {_former_question(given['replay'].inputs)}"
    ),
    "find in a dispute": _pattern(
        "dispute {dispute} find {ruling} {found_by} {finding}"
    ),
    "sign a dispute off": _pattern("dispute {dispute} sign off {signed_by}"),
    "invoice a buyer": _pattern_with_lists(
        "bill {sale} {paddle} {session} {lots}", "lots"
    ),
    "credit an invoice": _pattern_with_lists(
        "credit {invoice} {lots} {lines}", "lots", "lines"
    ),
    "credit what was amended": lambda given: (
        f"credit {given['planned'].invoice} {list(given['planned'].lots)} []"
    ),
    "catalogue lots": _pattern_with_lists("catalogue {sale} {entries}", "entries"),
    "amend a lot": lambda given: f"lot {given['lot']} amend {_repr(given['entry'])}",
    "withdraw a lot": _pattern("lot {lot} withdraw"),
    "set a reserve": _pattern("lot {lot} reserve {reserve}"),
    "track a lot": _pattern("track {lot} {client}"),
    "untrack a lot": _pattern("lot {lot} untrack {client}"),
    "register for a lot": _pattern("register {lot} {paddle} {channel} {phone_line}"),
    "cancel a registration": _pattern("lot {lot} cancel {paddle} {channel}"),
    "set how a lot is taxed": _pattern("lot {lot} treat {scheme} {resale_right}"),
    "receive a payment": _pattern(
        "receive {invoice} {paid} {method} {on} {reference} {cleared}"
    ),
    "clear a payment": _pattern("clear {payment} {on}"),
    "reverse a payment": _pattern("reverse {payment} {on}"),
    "move a payment": _pattern("move {payment} {to} {amount} {on}"),
    "refund a payment": _pattern("refund {invoice} {amount} {method} {on} {reference}"),
    "charge what is late": _pattern("late {sale} {invoice} {on}"),
    "waive a late charge": _pattern("waive {invoice} {amount} {on}"),
    "release lots": _pattern_with_lists("release {lots} {invoice} {on}", "lots"),
    "open a lot": _pattern("open {lot} {amount}"),
    "skip a lot": _pattern("room {lot} skip"),
    "bid in the room": _pattern("live {lot} {paddle} {channel} {amount} {cut}"),
    "bid for the house": lambda given: (
        f"room {given['lot']} house {given['amount']} {given['at'].isoformat()}"
    ),
    "set what is asked": _pattern("room {lot} ask {asking}"),
    "give fair warning": _pattern("room {lot} warn"),
    "knock a lot down": _pattern("room {lot} hammer"),
    "pass a lot": _pattern("room {lot} pass"),
    "close a session": _pattern("close session {sale} {session}"),
    "announce a sale": lambda given: f"announce {first_hash(given['terms'])}",
    "amend the terms": lambda given: (
        f"amend {first_hash(given['terms'])} {given['notice']}"
    ),
    "issue a paddle": _pattern("issue {sale} {paddle} {client} {limit}"),
    "limit a paddle": _pattern("sale {sale} limit {paddle} {limit}"),
    "suspend a paddle": _pattern("sale {sale} suspend {paddle}"),
    "reinstate a paddle": _pattern("sale {sale} reinstate {paddle}"),
    "close a sale": _pattern("close {sale}"),
    "close what is due": _pattern("close due {sale} {upto}"),
    "set settlement rules": lambda given: (
        f"settlement {given['sale']} {first_hash(given['rules'])}"
    ),
    "set tax rates": _pattern("tax rates {source}"),
    # Of several together only the demo ever kept a key: what interests its clients.
    "carry out together": lambda _: "interest",
}
