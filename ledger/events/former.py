"""Former shapes of events: what older versions wrote, and what it means today.

An event that was released is stored for ever, under its name and in its shape. When an
event gets a successor, its former shape moves here, unchanged, with everything in it
that has changed since; what has not changed is shared with today's. Its ``upcast``
gives the event of today: a rule that was mended meanwhile is written out as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, Protocol, TypeVar, dataclass_transform, get_type_hints

from ledger.events.bookkeeping import SettlementSet
from ledger.events.sale import SaleAnnounced, TermsAmended
from ledger.identity import ROOM_CHANNELS, SaleId
from ledger.money import Currency
from ledger.terms import Rules, Terms
from ledger.terms.bidding import BiddingTerms, NextAsk, RoomTerms
from ledger.terms.payment_terms import PaymentTerms
from ledger.terms.premium import PremiumTerms
from ledger.terms.sessions import Session
from ledger.terms.settlement_rules import (
    ConsignorRules,
    ResaleRight,
    SettlementRules,
    TaxPlace,
)
from ledger.terms.tax import TaxRate, TaxRounding, TaxScheme
from ledger.value import field, later, value

T = TypeVar("T")


class Former(Protocol):
    """A shape that has a successor."""

    def upcast(self) -> Any:  # noqa: ANN401 (each becomes an event of its own)
        """Return the event of today that this one means."""


FORMER: dict[str, type[Former]] = {}
"""The names that nothing is written under any more, with the shapes they mean."""


@dataclass_transform(
    frozen_default=True, kw_only_default=True, field_specifiers=(field, later)
)
def former(name: str) -> Callable[[type[T]], type[T]]:
    """Make a class the shape that was stored under a former name."""

    def mark(cls: type[Any]) -> type[Any]:
        FORMER[name] = shape = value(kw_only=True)(cls)
        return shape

    return mark


def _upcast_value(shape: type[T], before: object, **changed: object) -> T:
    """Build today's shape of a value from its former one, and from what has changed."""
    kept = {name: getattr(before, name) for name in get_type_hints(type(before))}
    return shape(**kept | changed)


@value
class RoomTerms1:
    """The auctioneer's rights, before the next asking and the grace were chosen."""

    opening_from: Fraction
    opening_to: Fraction
    grace_seconds: int
    cut_bids_per_bidder: int | None
    proxy_wins_ties: bool
    house_bids: bool

    def upcast(self) -> RoomTerms:
        """Ask by the basis of the ladder, and grant the grace to the whole room."""
        return _upcast_value(
            RoomTerms, self, next_ask=NextAsk.ADD, grace_channels=ROOM_CHANNELS
        )


@value
class Rules1:
    """The rules of a house, with the former terms of the room."""

    currency: Currency
    bidding: BiddingTerms
    premium: PremiumTerms
    room: RoomTerms1
    tax: tuple[TaxRate, ...]
    settlement: PaymentTerms

    def upcast(self) -> Rules:
        """Return the rules that these mean today."""
        return _upcast_value(Rules, self, room=self.room.upcast())


@value
class Terms1:
    """The terms of a sale, with the former rules."""

    sale: SaleId
    title: str
    house: str
    zone: str
    preset: str | None
    sessions: tuple[Session, ...]
    rules: Rules1

    def upcast(self) -> Terms:
        """Return the terms that these mean today."""
        return _upcast_value(Terms, self, rules=self.rules.upcast())


@former("sale-announced/1")
class SaleAnnounced1:
    """A sale announced on former terms."""

    sale: SaleId
    terms: Terms1
    terms_hash: str

    def upcast(self) -> SaleAnnounced:
        """Return the announcement; its hash remains that of what was stored."""
        return _upcast_value(SaleAnnounced, self, terms=self.terms.upcast())


@former("terms-amended/1")
class TermsAmended1:
    """Terms amended to former terms."""

    sale: SaleId
    version: int
    terms: Terms1
    terms_hash: str
    notice: str | None

    def upcast(self) -> TermsAmended:
        """Return the amendment; its hash remains that of what was stored."""
        return _upcast_value(TermsAmended, self, terms=self.terms.upcast())


@value
class TaxPlace1:
    """Whose taxes a sale bears, before it was chosen where a tax is rounded."""

    jurisdiction: str
    usual: TaxScheme
    by_category: tuple[tuple[str, TaxScheme], ...]

    def upcast(self) -> TaxPlace:
        """Round on each line, as was done."""
        return _upcast_value(TaxPlace, self, rounding=TaxRounding.LINE)


@value
class SettlementRules1:
    """Settlement rules, with the former place of tax."""

    prefix: str
    tax: TaxPlace1
    consignors: ConsignorRules
    resale_right: ResaleRight | None
    per_session: bool

    def upcast(self) -> SettlementRules:
        """Return the rules that these mean today."""
        return _upcast_value(SettlementRules, self, tax=self.tax.upcast())


@former("settlement-set/1")
class SettlementSet1:
    """A sale settled by former rules."""

    sale: SaleId
    version: int
    rules: SettlementRules1
    rules_hash: str

    def upcast(self) -> SettlementSet:
        """Return the event; its hash remains that of what was stored."""
        return _upcast_value(SettlementSet, self, rules=self.rules.upcast())
