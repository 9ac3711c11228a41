"""Who a client is to the tax office: a consumer, a business, or registered for VAT."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from ledger.value import value


class TaxPerson(StrEnum):
    """Who a client is to the tax office."""

    CONSUMER = "consumer"
    """A private person, or anybody who buys as one."""
    BUSINESS = "business"
    """In business, and not registered for VAT."""
    REGISTERED = "registered"
    """In business, and registered for VAT."""


@value(kw_only=True)
class TaxStatus:
    """Who a client is to the tax office, from a day on."""

    person: TaxPerson
    country: str
    vat_id: str | None = None
    tax_number: str | None = None
    valid_from: date
    checked_on: date | None = None

    @property
    def is_registered(self) -> bool:
        """Say whether the client is registered for VAT."""
        return self.person is TaxPerson.REGISTERED

    @property
    def registered_in(self) -> str | None:
        """The country whose VAT number they have; Greece writes EL."""
        if not self.is_registered or self.vat_id is None:
            return None
        letters = self.vat_id[:2]
        return "GR" if letters == "EL" else letters
