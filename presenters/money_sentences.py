"""What a command about money recorded, event by event, in sentences."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from ledger.events import (
    BankEvent,
    ConsignmentEvent,
    Event,
    FundsEvent,
    InvoiceCredited,
    InvoiceEvent,
    OwnTaxEvent,
)
from presenters.account_sentences import consignment_sentence, invoice_sentence
from presenters.funds_sentences import bank_sentence, funds_sentence
from presenters.own_tax import own_tax_sentence

_FUNDS, _BANK, _INVOICE, _CONSIGNMENT, _OWN_TAX = (
    get_args(union)
    for union in (FundsEvent, BankEvent, InvoiceEvent, ConsignmentEvent, OwnTaxEvent)
)


def money_sentences(events: Iterable[Event]) -> list[str]:
    """Say what became of money; what follows from it on lots is told apart."""
    return [words for event in events if (words := _sentence(event)) is not None]


def _sentence(event: Event) -> str | None:
    if isinstance(event, _FUNDS):
        return funds_sentence(event, event.currency)
    if isinstance(event, _BANK):
        return bank_sentence(event, event.currency)
    if isinstance(event, _INVOICE) and not isinstance(event, InvoiceCredited):
        return invoice_sentence(event, event.currency)
    if isinstance(event, _CONSIGNMENT):
        return consignment_sentence(event, event.currency)
    if isinstance(event, _OWN_TAX):
        return own_tax_sentence(event, event.currency)
    return None
