"""The names things go by: in the catalogue, in the room and in the history."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NewType

SaleId = NewType("SaleId", str)
"""A sale, as announced: ``HERITAGE-2025-12``."""

LotId = NewType("LotId", str)
"""A lot within a sale, as printed in the catalogue: ``HERITAGE-2025-12/50001``."""

ClientId = NewType("ClientId", str)
"""A person or firm the house knows, bidder, consignor or both: ``C-1042``."""

Paddle = NewType("Paddle", str)
"""A client's number in one sale: ``1042``."""

BidId = NewType("BidId", str)
"""One bid on one lot, counted from 1, refused bids included: ``50001#3``."""

HOUSE = Paddle("HOUSE")
"""The paddle that stands for bids by the house for the consignor; nobody holds it."""

DisputeId = NewType("DisputeId", str)
"""A dispute about a lot of a sale, counted from 1: ``HERITAGE-2025-12/D1``."""

InvoiceId = NewType("InvoiceId", str)
"""A buyer's invoice, by its number: ``HA-2025-00017``."""

CreditNoteId = NewType("CreditNoteId", str)
"""A credit note, by its number: ``HA-2025-C00003``."""

StatementId = NewType("StatementId", str)
"""A consignor's statement, by its number: ``HA-2025-S00004``."""

PaymentId = NewType("PaymentId", str)
"""A payment on an invoice, counted from 1: ``HA-2025-00017/P1``."""

FundsId = NewType("FundsId", str)
"""Money that is for no invoice: a client's, or in suspense: ``C-1042/F1``."""

BankAccountId = NewType("BankAccountId", str)
"""A bank account of the house, by an alias: ``OPERATING``."""

HoldId = NewType("HoldId", str)
"""A legal hold, by a name of the house's own: ``MATTER-7``."""

SeriesId = NewType("SeriesId", str)
"""A series of numbers without gaps, of a house and a year: ``HA-2025-C``."""

UserId = NewType("UserId", str)
"""A user, by a short name: ``u-anna``."""

KEY_CHARACTERS_MAX = 200
"""So long a key may be, under which a command is done once."""

SALE_ID = re.compile(r"[A-Z0-9][A-Z0-9-]{0,39}")
LOT_NUMBER = re.compile(r"[1-9][0-9]{0,8}[A-Z]?")
CLIENT_ID = re.compile(r"[A-Z0-9][A-Z0-9-]{0,39}")
PADDLE = re.compile(r"[A-Z0-9]{1,12}")
BID_ID = re.compile(r"[1-9][0-9]{0,8}[A-Z]?#[1-9][0-9]{0,8}")
DISPUTE_ID = re.compile(r"[A-Z0-9][A-Z0-9-]{0,39}/D[1-9][0-9]{0,8}")
HOUSE_PREFIX = re.compile(r"[A-Z][A-Z0-9]{0,7}")
INVOICE_ID = re.compile(r"[A-Z][A-Z0-9]{0,7}-[0-9]{4}-[0-9]{5,9}")
CREDIT_NOTE_ID = re.compile(r"[A-Z][A-Z0-9]{0,7}-[0-9]{4}-C[0-9]{5,9}")
BILL_ID = re.compile(f"{INVOICE_ID.pattern}|{CREDIT_NOTE_ID.pattern}")
STATEMENT_ID = re.compile(r"[A-Z][A-Z0-9]{0,7}-[0-9]{4}-S[0-9]{5,9}")
PAYMENT_ID = re.compile(r"[A-Z][A-Z0-9]{0,7}-[0-9]{4}-[0-9]{5,9}/P[1-9][0-9]{0,8}")
COUNTRY = re.compile(r"[A-Z]{2}")
"""A country by ISO 3166-1."""
VAT_ID = re.compile(r"[A-Z]{2}[A-Z0-9]{2,13}")
"""A VAT number without spaces: the letters of its country, and what it gave out."""
EXEMPTION = re.compile(r"VATEX-[A-Z]{2}(?:-[A-Z0-9]+)*")
"""A reason for no VAT in the list VATEX: ``VATEX-EU-G``."""
FUNDS_ID = re.compile(
    r"SUSPENSE/S[1-9][0-9]{0,8}|[A-Z0-9][A-Z0-9-]{0,39}/F[1-9][0-9]{0,8}"
)
BANK_ACCOUNT_ID = re.compile(r"[A-Z0-9][A-Z0-9-]{0,39}")
USER_ID = re.compile(r"u-[a-z0-9][a-z0-9-]{0,37}")
HOLD_ID = re.compile(r"[A-Z0-9][A-Z0-9-]{0,39}")
REMINDER_ID = re.compile(r"[A-Z][A-Z0-9]{0,7}-[0-9]{4}-[0-9]{5,9}/N[1-9][0-9]{0,8}")
JURISDICTION = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,20})*")
"""A country by ISO 3166-1, and what is levied within it: ``GB``, ``US-TX-DALLAS``."""


class Channel(StrEnum):
    """The way that a bid reaches the house."""

    FLOOR = "floor"
    PHONE = "phone"
    MAIL = "mail"
    FAX = "fax"
    INTERNET = "internet"
    LIVE = "live"

    @property
    def way(self) -> str:
        """The channel within a sentence: ``by phone``, ``from the floor``."""
        return _WAYS.get(self, f"by {self}")


ROOM_CHANNELS = (Channel.FLOOR, Channel.PHONE, Channel.LIVE)
"""The channels that reach the auctioneer while a lot is up."""

_WAYS = {Channel.FLOOR: "from the floor", Channel.LIVE: "live online"}


class Role(StrEnum):
    """In what capacity somebody acts."""

    BIDDER = "bidder"
    CLERK = "clerk"
    AUCTIONEER = "auctioneer"
    COMPLIANCE = "compliance"
    ACCOUNTANT = "accountant"
    DEVELOPER = "developer"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    SYSTEM = "system"


def lot_id(sale: SaleId, number: str) -> LotId:
    """Name a lot by its sale and its catalogue number: ``MAY26`` and ``27A``."""
    return LotId(f"{sale}/{number}")


def sale_of(lot: LotId) -> SaleId:
    """Return the sale that a lot belongs to."""
    return SaleId(lot.partition("/")[0])


def number_of(lot: LotId) -> str:
    """Return the catalogue number of a lot within its sale."""
    return lot.partition("/")[2]


def dispute_id(sale: SaleId, number: int) -> DisputeId:
    """Name a dispute by its sale and its number in it: ``MAY26`` and 1."""
    return DisputeId(f"{sale}/D{number}")


def payment_id(invoice: InvoiceId, number: int) -> PaymentId:
    """Name a payment by its invoice and its number on it."""
    return PaymentId(f"{invoice}/P{number}")


def invoice_of(payment: PaymentId) -> InvoiceId:
    """Return the invoice that a payment was received for."""
    return InvoiceId(payment.partition("/")[0])


def funds_id(client: ClientId | None, number: int) -> FundsId:
    """Name money that is for no invoice, by its client and its number there."""
    if client is None:
        return FundsId(f"SUSPENSE/S{number}")
    return FundsId(f"{client}/F{number}")


def funds_client(funds: FundsId) -> ClientId | None:
    """Return the client whose money it is; None where it is in suspense."""
    holder, _, number = funds.rpartition("/")
    return None if number.startswith("S") else ClientId(holder)


def reminder_id(invoice: InvoiceId, number: int) -> str:
    """Name a reminder by its invoice and its number on it: ``HA-2025-00017/N1``."""
    return f"{invoice}/N{number}"


def lot_order(number: str) -> tuple[int, str]:
    """Sort key of a catalogue number: ``27`` before ``27A`` before ``28``."""
    digits = number.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return int(digits), number[len(digits) :]


CLAIM_MINUTES = 15
"""How far back a claim may lie without a reason, unless a birth says otherwise."""
