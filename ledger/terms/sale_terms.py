"""The terms of a sale whole: its rules, its sessions, and what it is called."""

from __future__ import annotations

from ledger.identity import SaleId
from ledger.money import Currency
from ledger.terms.bidding import BiddingTerms, RoomTerms
from ledger.terms.information import Information
from ledger.terms.payment_terms import PaymentTerms
from ledger.terms.premium import PremiumTerms
from ledger.terms.sessions import Session, SessionKind
from ledger.terms.tax import TaxRate
from ledger.value import field, later, value


@value
class Rules:
    """The rules of a house for any sale: the content of a preset."""

    currency: Currency
    bidding: BiddingTerms
    premium: PremiumTerms
    room: RoomTerms = field(default_factory=RoomTerms)
    tax: tuple[TaxRate, ...] = ()
    settlement: PaymentTerms = field(default_factory=PaymentTerms)


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
    information: tuple[Information, ...] = later(default=())
    """What bidders are informed of beside the rules."""

    @property
    def floor_sessions(self) -> list[int]:
        """The numbers of the sessions that are held in a room."""
        floor = SessionKind.FLOOR
        return [session.number for session in self.sessions if session.kind is floor]

    def session(self, number: int) -> Session:
        """Return a session by its number."""
        for session in self.sessions:
            if session.number == number:
                return session
        raise LookupError(f"the terms have no session {number}")

    def session_of(self, lot_number: str) -> Session | None:
        """Return the session whose range holds a catalogue number, if any."""
        return next((s for s in self.sessions if s.holds(lot_number)), None)
