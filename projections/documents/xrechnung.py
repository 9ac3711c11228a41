"""XRechnung: what public buyers in Germany ask of an e-invoice beyond EN 16931.

The rules are those of the standard XRechnung 3.0 (KoSIT): BR-DE-1 to BR-DE-9, BR-DE-15
and BR-DE-21, and an electronic address of both parties (BT-34, BT-49). What is missing
is data of the house, so that all of it is told at once, each with where to write it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ledger.terms.house import ClientName, EInvoicing, HouseSettings
from projections.documents.mistakes import NotAnEInvoice

PROFILE = "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
PROCESS = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"

_PHONE = re.compile(r"(?:.*\d){3}")
"""BR-DE-27: a telephone number has three digits at least."""
_EMAIL = re.compile(r"[^@\s]+@([^@.\s]+\.)+[^@.\s]+")
"""BR-DE-28."""


def must_be_complete(
    settings: HouseSettings, seller: EInvoicing, buyer: ClientName | None, client: str
) -> None:
    """Refuse an invoice that a public buyer would send back; raises NotAnEInvoice."""
    missing = [*_missing_of_seller(settings, seller), *_missing_of_buyer(buyer)]
    if missing:
        listed = ", ".join(missing)
        raise NotAnEInvoice(
            f"XRechnung asks for more than is known of the house and of {client}: "
            f"{listed}.",
            "Add it, or print a Factur-X.",
        )


def phone_of(settings: HouseSettings, seller: EInvoicing) -> str | None:
    """Return the telephone of the house's contact."""
    return seller.phone or settings.letterhead.phone


def email_of(settings: HouseSettings, seller: EInvoicing) -> str | None:
    """Return the e-mail address of the house's contact."""
    return seller.email or settings.letterhead.email


def _missing_of_seller(settings: HouseSettings, seller: EInvoicing) -> Iterator[str]:
    known = {
        "city": seller.city,
        "postcode": seller.postcode,
        "contact": seller.contact,
        "phone": _PHONE.match(phone_of(settings, seller) or ""),
        "email": _EMAIL.fullmatch(email_of(settings, seller) or ""),
    }
    for key, value in known.items():
        if not value:
            yield f"einvoice.{key} in house.toml"
    if not settings.letterhead.email:
        yield "letterhead.email in house.toml"
    if not settings.letterhead.banks:
        yield "[[letterhead.banks]] in house.toml"


def _missing_of_buyer(buyer: ClientName | None) -> Iterator[str]:
    if buyer is None:
        yield "a line in names.csv"
        return
    for column in ("postcode", "city", "email", "buyer_reference"):
        if not getattr(buyer, column):
            yield f"{column} in names.csv"
