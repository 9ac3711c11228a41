"""Invoices, credit notes and statements as a house sends them.

A document renders one event: what was issued stands there, and is never worked out
again. Around it stand the settings of the house and the names that it keeps outside the
log. The same event, settings and names make the same bytes.

To set type is heavy: the rooms that do it are entered when something is printed, not
when this package is imported.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from ledger.events import CreditNoteIssued, InvoiceIssued, StatementIssued
from ledger.terms.house import DocumentLocale, HouseSettings, Names

__all__ = [
    "NotAnEInvoice",
    "NotPrinted",
    "credit_note_pdf",
    "credit_note_xml",
    "invoice_pdf",
    "invoice_xml",
    "statement_pdf",
]


class NotAnEInvoice(ValueError):
    """An invoice cannot be told by EN 16931, and what to do about it."""

    def __init__(self, said: str, remedy: str) -> None:
        super().__init__(f"{said} {remedy}")


class NotPrinted(ValueError):
    """A document cannot be set with the pictures or fonts of the house."""

    def __init__(self, said: str, remedy: str) -> None:
        super().__init__(f"{said} {remedy}")


def invoice_pdf(
    event: InvoiceIssued,
    *,
    settings: HouseSettings,
    names: Names,
    locale: DocumentLocale | None = None,
    xml: bytes | None = None,
) -> bytes:
    """Print an invoice, in the locale of its sale unless another is asked for.

    An e-invoice of the same event, handed in as ``xml``, is put inside: Factur-X.
    """
    made: bytes = _room("printing").invoice_pdf(event, settings, names, locale, xml)
    return made


def credit_note_pdf(
    event: CreditNoteIssued,
    *,
    settings: HouseSettings,
    names: Names,
    locale: DocumentLocale | None = None,
    xml: bytes | None = None,
) -> bytes:
    """Print a credit note, in the look of the invoice that it answers."""
    made: bytes = _room("printing").credit_note_pdf(event, settings, names, locale, xml)
    return made


def statement_pdf(
    event: StatementIssued,
    *,
    settings: HouseSettings,
    names: Names,
    locale: DocumentLocale | None = None,
) -> bytes:
    """Print a consignor's statement."""
    made: bytes = _room("printing").statement_pdf(event, settings, names, locale)
    return made


def invoice_xml(
    event: InvoiceIssued, *, settings: HouseSettings, names: Names
) -> bytes:
    """Write an invoice as an e-invoice by EN 16931; needs the extra ``einvoice``.

    Raises NotAnEInvoice where the standard has no room for what was billed.
    """
    made: bytes = _room("einvoice").invoice_xml(event, settings, names)
    return made


def credit_note_xml(
    event: CreditNoteIssued, *, settings: HouseSettings, names: Names
) -> bytes:
    """Write a credit note as an e-invoice by EN 16931; needs the extra ``einvoice``.

    Raises NotAnEInvoice where the standard has no room for what was billed.
    """
    made: bytes = _room("einvoice").credit_note_xml(event, settings, names)
    return made


def _room(name: str) -> ModuleType:
    return import_module(f"{__name__}.{name}")
