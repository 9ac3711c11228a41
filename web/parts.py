"""The parts of an address: what they name, and how they are written."""

from __future__ import annotations

import re

from ledger.identity import (
    BANK_ACCOUNT_ID,
    BILL_ID,
    CLIENT_ID,
    HOLD_ID,
    JURISDICTION,
    LOT_NUMBER,
    PADDLE,
    SALE_ID,
    STATEMENT_ID,
    USER_ID,
    BankAccountId,
    BidId,
    ClientId,
    FundsId,
    HoldId,
    InvoiceId,
    LotId,
    Paddle,
    SaleId,
    StatementId,
    UserId,
    dispute_id,
    lot_id,
    payment_id,
)
from projections.reports.books.registry import BOOKS
from web.problem import HttpProblem

APPROVAL_ID = re.compile(r"a-[0-9a-f]{16}")
_FUND = re.compile(r"[FS][1-9][0-9]{0,8}")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")

PARTS: dict[str, tuple[re.Pattern[str], str]] = {
    "sale": (SALE_ID, "A sale, as it was announced: HERITAGE-2025-12."),
    "number": (LOT_NUMBER, "A lot's number in the catalogue of its sale: 50061."),
    "client": (CLIENT_ID, "A person or firm that the house knows: C-1042."),
    "paddle": (PADDLE, "A client's number in one sale: 1042."),
    "invoice": (BILL_ID, "An invoice or a credit note, by its number."),
    "statement": (STATEMENT_ID, "A consignor's statement, by its number."),
    "payment": (_NUMBER, "A payment on an invoice, counted from 1."),
    "bid": (_NUMBER, "A bid on a lot, by its number there."),
    "dispute": (_NUMBER, "A dispute of a sale, counted from 1."),
    "session": (re.compile(r"[1-9][0-9]{0,3}"), "A session of a sale, by its number."),
    "consignor": (CLIENT_ID, "A client who consigned to the sale: C-101."),
    "charge": (_NUMBER, "A charge of a buyer or a consignor, counted from 1."),
    "payout": (_NUMBER, "A payout to a consignor, counted from 1."),
    "repayment": (_NUMBER, "A repayment of a consignor, counted from 1."),
    "write_off": (_NUMBER, "A write-off of an invoice, counted from 1."),
    "refund": (_NUMBER, "A refund, counted from 1."),
    "entry": (_NUMBER, "An entry of a bank account, counted from 1."),
    "remittance": (_NUMBER, "A remittance of a bank account, counted from 1."),
    "holder": (CLIENT_ID, "Whose money it is: a client, or SUSPENSE."),
    "fund": (_FUND, "Money of a client, or in suspense, by its number: F1, S1."),
    "account": (BANK_ACCOUNT_ID, "A bank account of the house: OPERATING."),
    "jurisdiction": (JURISDICTION, "A country, and what levies tax in it: US-TX."),
    "purchase": (_NUMBER, "What the house bought, counted from 1 in its jurisdiction."),
    "hold": (HOLD_ID, "A legal hold, by a name of the house's own: MATTER-7."),
    "user": (USER_ID, "A user of the house, by a short name: u-anna."),
    "report": (re.compile("|".join(BOOKS)), "A report of the books: trial-balance."),
    "approval": (APPROVAL_ID, "What waits for a second person, by its id."),
    "token": (re.compile(r"[ist]-[0-9a-f]{1,16}"), "A token or a session, by its id."),
    "position": (re.compile(r"[1-9][0-9]{0,15}"), "A position in the log, from 1."),
}
"""The names that stand in braces in addresses, with how each is written."""

_KINDS = {
    "sale": SaleId,
    "client": ClientId,
    "paddle": Paddle,
    "invoice": InvoiceId,
    "statement": StatementId,
    "session": int,
    "position": int,
    "consignor": ClientId,
    "charge": int,
    "payout": int,
    "repayment": int,
    "write_off": int,
    "refund": int,
    "entry": int,
    "remittance": int,
    "purchase": int,
    "account": BankAccountId,
    "jurisdiction": str,
    "hold": HoldId,
    "user": UserId,
    "approval": str,
    "report": str,
    "token": str,
}

_IN_BRACES = re.compile(r"\{(\w+)\}")


def names_in(path: str) -> list[str]:
    """Return the names that stand in braces in an address."""
    return _IN_BRACES.findall(path)


def parts_in(path: str) -> frozenset[str]:
    """Return what the parts of an address are read as, by name."""
    names = frozenset(names_in(path))
    if "number" in names:
        names = names - {"sale", "number"} | {"lot"}
    if "fund" in names:
        names = names - {"holder", "fund"} | {"funds"}
    return names


def read_parts(given: dict[str, str]) -> dict[str, object]:
    """Read the parts of an address; a sale and a number are a lot.

    Raises HttpProblem where one cannot be what it stands for.
    """
    for name, text in given.items():
        pattern, what = PARTS[name]
        if not pattern.fullmatch(text):
            raise HttpProblem(
                404,
                "not-found",
                "Nothing has this name",
                f"{text!r} is no {name}. {what}",
            )
    parts: dict[str, object] = {
        name: _KINDS[name](text) for name, text in given.items() if name in _KINDS
    }
    if "payment" in given:
        parts["payment"] = payment_id(
            InvoiceId(given["invoice"]), int(given["payment"])
        )
    if "dispute" in given:
        parts["dispute"] = dispute_id(SaleId(given["sale"]), int(given["dispute"]))
    if "bid" in given:
        parts["bid"] = BidId(f"{given['number']}#{given['bid']}")
    if "fund" in given:
        parts["funds"] = FundsId(f"{given['holder']}/{given['fund']}")
    if "number" in given:
        parts["lot"] = lot_named(given)
        del parts["sale"]
    return parts


def lot_named(given: dict[str, str]) -> LotId:
    """Return the lot that the parts of an address name."""
    return lot_id(SaleId(given["sale"]), given["number"])
