"""The terms of a sale: what differs between houses is data, and this is its shape.

Terms are announced whole with the sale and recorded in its first event, so that a
replay years later finds the rules of the day. They are read from ``terms.toml`` by
``ledger.files.terms_file``.
"""

from __future__ import annotations

from ledger.identity import SaleId
from ledger.money import Currency
from ledger.terms.bidding import BiddingTerms, RoomTerms
from ledger.terms.premium import PremiumTerms
from ledger.terms.sessions import Session
from ledger.terms.settlement import SettlementTerms, TaxRate
from ledger.value import field, value


@value
class Rules:
    """How a house bids and charges, whatever the sale: what a preset holds."""

    currency: Currency
    bidding: BiddingTerms
    premium: PremiumTerms
    room: RoomTerms = field(default_factory=RoomTerms)
    tax: tuple[TaxRate, ...] = ()
    settlement: SettlementTerms = field(default_factory=SettlementTerms)


@value
class Terms:
    """Everything a sale promises its bidders and consignors."""

    sale: SaleId
    title: str
    house: str
    zone: str
    """The IANA time zone of the saleroom: ``America/Chicago``."""
    preset: str | None
    """The named rules these were built on, if any: ``heritage-2025``."""
    sessions: tuple[Session, ...]
    rules: Rules

    def session(self, number: int) -> Session:
        """Return a session by its number."""
        return next(s for s in self.sessions if s.number == number)

    def session_of(self, lot_number: str) -> Session | None:
        """Return the session whose range holds a catalogue number, if any."""
        return next((s for s in self.sessions if s.holds(lot_number)), None)
