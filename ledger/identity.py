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

SALE_ID = re.compile(r"[A-Z0-9][A-Z0-9-]{0,39}")
LOT_NUMBER = re.compile(r"[1-9][0-9]{0,8}[A-Z]?")
CLIENT_ID = re.compile(r"[A-Z0-9][A-Z0-9-]{0,39}")
PADDLE = re.compile(r"[A-Z0-9]{1,12}")
BID_ID = re.compile(r"[1-9][0-9]{0,8}[A-Z]?#[1-9][0-9]{0,8}")
DISPUTE_ID = re.compile(r"[A-Z0-9][A-Z0-9-]{0,39}/D[1-9][0-9]{0,8}")


class Channel(StrEnum):
    """How a bid reaches the house."""

    FLOOR = "floor"
    PHONE = "phone"
    MAIL = "mail"
    FAX = "fax"
    INTERNET = "internet"
    LIVE = "live"


class Role(StrEnum):
    """In what capacity somebody acts."""

    BIDDER = "bidder"
    CLERK = "clerk"
    AUCTIONEER = "auctioneer"
    COMPLIANCE = "compliance"
    ACCOUNTANT = "accountant"
    DEVELOPER = "developer"
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


def lot_order(number: str) -> tuple[int, str]:
    """Sort key of a catalogue number: ``27`` before ``27A`` before ``28``."""
    digits = number.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return int(digits), number[len(digits) :]
