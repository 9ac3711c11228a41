"""Where what a remedy's command does is to be had without a command line.

A command has a page, an operation, or both. What is done at the machine that keeps the
ledger, and nowhere else, stays a command, and says where it is typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from urllib.parse import quote

from ledger.refusals import Refusal
from web.operation import BASE

_SALE = "/sales/{sale}"
_LOT = f"{_SALE}/lots/{{number}}"
_CONSIGNOR = f"{_SALE}/consignors/{{consignor}}"
_DISPUTE = f"{_SALE}/disputes/{{dispute}}"
_INVOICE = "/invoices/{invoice}"
_PAYMENT = f"{_INVOICE}/payments/{{payment}}"

ADDRESSES: Mapping[str, tuple[str | None, str]] = MappingProxyType(
    {
        "audit envelopes": (f"{_LOT}/envelopes", f"GET {_LOT}/envelopes"),
        "audit heads": ("/audit/checkpoints", "GET /log/checkpoint"),
        "audit history": ("/history", "GET /log/entries"),
        "bank begin": ("/bank", "PUT /bank/{account}"),
        "bank book": (None, "POST /bank/{account}/entries"),
        "bank list": ("/bank", "GET /bank"),
        "bids list": (f"{_LOT}/history", f"GET {_LOT}/bids"),
        "client add": (f"{_SALE}/prepare", "PUT /clients/{client}"),
        "client show": ("/clients/{client}", "GET /clients/{client}"),
        "correct reopen": (None, f"POST {_LOT}/reopening"),
        "correct rescind": (None, f"POST {_LOT}/rescission"),
        "correct strike": (None, f"POST {_LOT}/bids/{{bid}}/strike"),
        "credit": (_INVOICE, f"POST {_INVOICE}/credits"),
        "dispute find": (_DISPUTE, f"POST {_DISPUTE}/findings"),
        "dispute list": (f"{_SALE}/disputes", f"GET {_SALE}/disputes"),
        "funds apply": ("/bank", "POST /funds/{holder}/{fund}/payments"),
        "funds list": ("/bank", "GET /funds"),
        "funds on-account": (None, "POST /funds"),
        "funds put-back": (_INVOICE, f"POST {_PAYMENT}/return-to-funds"),
        "hold lift": (None, "POST /holds/{hold}/lifting"),
        "hold list": (None, "GET /holds"),
        "hold place": (None, "PUT /holds/{another}"),
        "intake decide": (None, "PUT /clients/{client}/dealing"),
        "invoice list": (f"{_SALE}/settlement", f"GET {_SALE}/invoices"),
        "invoice show": (_INVOICE, f"GET {_INVOICE}"),
        "key show": ("/health", "GET /ledger/keys"),
        "live ask": (f"{_SALE}/room", f"PUT {_LOT}/asking"),
        "live pass": (f"{_SALE}/room", f"POST {_LOT}/pass"),
        "lot purchase": (None, f"PUT {_LOT}/purchase"),
        "lot reserve": (None, f"PUT {_LOT}/reserve"),
        "lot show": (_LOT, f"GET {_LOT}"),
        "lot withdraw": (None, f"POST {_LOT}/withdrawal"),
        "lots": (_SALE, f"GET {_SALE}/catalogue"),
        "pay clear": (_INVOICE, f"POST {_PAYMENT}/clearing"),
        "pay move": (
            "/invoices/{paid}",
            "POST /invoices/{paid}/payments/{payment}/move",
        ),
        "pay reverse": (_INVOICE, f"POST {_PAYMENT}/reversal"),
        "pay uphold": (_INVOICE, f"POST {_PAYMENT}/upholding"),
        "payout": (f"{_SALE}/payouts", f"POST {_CONSIGNOR}/payouts"),
        "payout --reverse": (
            "/statements/{statement}",
            f"POST {_CONSIGNOR}/payouts/{{payout}}/reversal",
        ),
        "period reopen": ("/books", "POST /books/reopening"),
        "period show": ("/books", "GET /books/lock"),
        "results": (_SALE, f"GET {_SALE}/results"),
        "retention due": (None, "GET /retention/due"),
        "role list": ("/users", "GET /roles"),
        "sale amend": (None, f"PUT {_SALE}/terms"),
        "sale announce": ("/announce", "POST /sales"),
        "sale close": (f"{_SALE}/prepare", f"POST {_SALE}/close"),
        "sale settlement": (None, f"PUT {_SALE}/settlement-rules"),
        "set-off reverse": (None, f"POST {_CONSIGNOR}/set-offs/{{payout}}/reversal"),
        "statement issue": (None, f"POST {_CONSIGNOR}/statements"),
        "statement list": (f"{_SALE}/settlement", f"GET {_SALE}/consignors"),
        "tax import": (None, "PUT /tax-rates"),
        "tax lot": (None, f"PUT {_LOT}/tax"),
        "tax margin": (None, "POST /own-tax/{jurisdiction}/margins"),
        "tax own": (None, "GET /own-tax/{jurisdiction}"),
        "tax reverse": (None, "POST /own-tax/{jurisdiction}/margins/reversal"),
        "user key": ("/users", "PUT /users/{user}/key"),
        "user list": ("/users", "GET /users"),
    }
)
"""The page of a command, where there is one, and its operation.

Parts are filled in by the refusal's fields of the same name: ``{paid}`` and
``{another}`` are an invoice and a hold that it does not name.
"""

AT_THE_MACHINE: Mapping[str, str] = MappingProxyType(
    {
        "correct clock": "the clock that was wrong is that of this machine",
        "key new": "the key that signs is made where it is kept, and never sent",
        "key rotate": "the key that signs is made where it is kept, and never sent",
        "season close": "the next ledger is begun in a file, or on a server",
        "take-over": "whoever takes a copy over sees to it that no other is written",
        "vault backup": "the keys of the vault are copied by who may read them",
    }
)
"""Commands that no address stands for, each with the reason."""

_COMMAND = re.compile(
    r",?(?: with)?: (?P<line>lotledger (?P<words>[a-z-]+(?: [a-z][a-z-]*)*)"
    r"(?P<arguments>(?:[^;,.]|\.\w)*))"
)
"""A command of a remedy, with what leads to it; its arguments end where it does."""
_PART = re.compile(r"\{(\w+)\}")
ON_THE_PAGE = "on the page"
"""What stands before a page that a sentence names."""


def with_addresses(refusal: Refusal, remedy: str) -> str:
    """Return a remedy with addresses in place of its commands."""
    parts = dict(_parts_of(refusal))
    placed = _COMMAND.sub(lambda command: _place_of(command, parts), remedy)
    return placed if placed.endswith(".") or placed == remedy else f"{placed}."


def split_at_pages(sentence: str, translated: str = ON_THE_PAGE) -> list[str]:
    """Return the parts of a sentence, of which every second is a page that it names.

    It is in English, or in a language that has other words for ``on the page``.
    """
    before = "|".join(f"(?<={re.escape(each)} )" for each in (ON_THE_PAGE, translated))
    return re.split(rf"(?:{before})(/[\w/-]+)(?![\w/{{-])", sentence)


def _place_of(command: re.Match[str], parts: Mapping[str, str]) -> str:
    """Return where a command is done, with what leads to it."""
    if command["words"] in AT_THE_MACHINE:
        return f" at the machine that keeps the ledger: {command['line']}"
    page, call = _addresses_of(command)
    method, _, path = call.partition(" ")
    called = f"{method} {BASE}{_filled(path, parts)}"
    if page is None:
        return f": {called}"
    return f": {ON_THE_PAGE} {_filled(page, parts)}, or {called}"


def _addresses_of(command: re.Match[str]) -> tuple[str | None, str]:
    """Return the page and the operation of a command; one option may choose others."""
    words = command["words"]
    for option in command["arguments"].split():
        if (chosen := ADDRESSES.get(f"{words} {option}")) is not None:
            return chosen
    return ADDRESSES[words]


def _filled(address: str, parts: Mapping[str, str]) -> str:
    """Return an address with what a refusal names; the rest stays in its braces."""
    return _PART.sub(lambda part: parts.get(part[1], f"{{{part[0]}}}"), address)


def _parts_of(refusal: Refusal) -> Iterator[tuple[str, str]]:
    """Yield the parts of addresses that a refusal names, each as it is written."""
    for name, given in vars(refusal).items():
        match name, str(given).partition("/"):
            case "lot", (sale, "/", number):
                yield from (("sale", quote(sale)), ("number", quote(number)))
            case "dispute", (sale, "/", number):
                yield from (("sale", quote(sale)), (name, quote(number[1:])))
            case "payment", (invoice, "/", number):
                yield from (("invoice", quote(invoice)), (name, quote(number[1:])))
            case "bid", _:
                yield name, quote(str(given).rpartition("#")[2])
            case _:
                yield name, quote(str(given), safe="")
