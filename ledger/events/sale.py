"""The events of a sale: its terms, its paddles, its end."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

from ledger.events.bookkeeping import SettlementSet
from ledger.events.intake import SaleIntakeEvent
from ledger.events.messages import MessageTold
from ledger.events.reviews import IndicatorReviewed
from ledger.events.vocabulary import event
from ledger.identity import ClientId, Paddle, SaleId
from ledger.money import Minor
from ledger.terms import Terms
from ledger.value import later


@event("sale-announced/2")
class SaleAnnounced:
    """The house announced a sale, on these terms."""

    sale: SaleId
    terms: Terms
    terms_hash: str
    """SHA-256 of the terms as stored, so that two copies can be told apart."""
    sealed: bool = later(default=False)
    """The maximums and reserves of its lots are sealed."""


@event("terms-amended/2")
class TermsAmended:
    """The house changed the terms; once bids exist, only by a saleroom notice."""

    sale: SaleId
    version: int
    terms: Terms
    terms_hash: str
    notice: str | None
    """What the saleroom was told; None where no bid had been taken yet."""


@event("paddle-issued/1")
class PaddleIssued:
    """A client was given a number to bid with in this sale."""

    sale: SaleId
    paddle: Paddle
    client: ClientId
    client_class: str | None
    limit: Minor | None
    """The most that all lots led or bought may come to, at hammer; None: no limit."""


@event("paddle-limited/1")
class PaddleLimited:
    """The house set, changed or lifted the credit limit of a paddle."""

    sale: SaleId
    paddle: Paddle
    limit: Minor | None


@event("paddle-suspended/1")
class PaddleSuspended:
    """The house stopped a paddle from bidding; what it leads, it still leads."""

    sale: SaleId
    paddle: Paddle


@event("paddle-reinstated/1")
class PaddleReinstated:
    """A suspended paddle may bid again."""

    sale: SaleId
    paddle: Paddle


@event("session-opened/1")
class SessionOpened:
    """The auctioneer opened a session in the room."""

    sale: SaleId
    session: int
    at: datetime


@event("session-closed/1")
class SessionClosed:
    """The last lot of a session had been sold, passed or withdrawn."""

    sale: SaleId
    session: int
    at: datetime


@event("sale-closed/1")
class SaleClosed:
    """Every lot of the sale was sold, passed or withdrawn."""

    sale: SaleId
    at: datetime


SaleEvent: TypeAlias = (
    SaleAnnounced
    | TermsAmended
    | PaddleIssued
    | PaddleLimited
    | PaddleSuspended
    | PaddleReinstated
    | SessionOpened
    | SessionClosed
    | SaleClosed
    | MessageTold
    | SettlementSet
    | IndicatorReviewed
    | SaleIntakeEvent
)
