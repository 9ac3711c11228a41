"""One sentence for each entry of the log, whatever stream it stands in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

from ledger.events import (
    BidRefused,
    HammerAmended,
    InvoiceCredited,
    LotEvent,
    LotPassed,
    LotResold,
    LotSold,
)
from ledger.money import Currency
from presenters.account_sentences import (
    account_sentence,
    consignment_sentence,
    document_sentence,
    invoice_sentence,
)
from presenters.event_sentences import result_sentence, sentence
from presenters.funds_sentences import bank_sentence, funds_sentence
from presenters.house_sentences import (
    client_sentence,
    dispute_sentence,
    ledger_sentence,
    look_sentence,
    period_sentence,
    sale_sentence,
)
from presenters.intake_sentences import hold_sentence
from presenters.own_tax import own_tax_sentence
from presenters.user_sentences import user_sentence

if TYPE_CHECKING:
    from ledger.entry import Entry
    from ledger.events import Event, LedgerEvent
    from ledger.house.records import Records
    from ledger.identity import SaleId


def _lot_sentence(event: LotEvent, money: Currency, zone: str) -> str:
    words = sentence(event, money, zone)
    if isinstance(event, LotPassed | LotSold | LotResold | HammerAmended):
        return f"{words} {result_sentence(event, money)}"
    if not isinstance(event, BidRefused):
        return words
    if event.seal is not None and not event.said:
        return f"{words} Refused, in a sealed sentence."
    return f"{words} Refused: {event.said}"


_WITHOUT_MONEY: Mapping[str, Callable[[Any], str]] = {
    "periods": period_sentence,
    "client": client_sentence,
    "hold": hold_sentence,
    "dispute": dispute_sentence,
    "credit-note": document_sentence,
    "series": document_sentence,
    "tax": document_sentence,
    "users": user_sentence,
    "looks": look_sentence,
}
_WITH_MONEY: Mapping[str, Callable[[Any, Currency], str]] = {
    "sale": sale_sentence,
    "account": account_sentence,
    "invoice": invoice_sentence,
    "consignment": consignment_sentence,
    "funds": funds_sentence,
    "suspense": funds_sentence,
    "bank": bank_sentence,
    "own-tax": own_tax_sentence,
}
"""What tells an event, by the first word of its stream."""


def entry_sentence(
    records: Records, entry: Entry[Event], sale: SaleId | None, zone: str
) -> str:
    """Say what an entry tells, amounts in its own currency or that of its sale.

    Moments are told by the clock of ``zone``, as in the columns beside the sentence.
    """
    kind, event = entry.stream.partition(":")[0], entry.event
    if kind == "ledger":
        return ledger_sentence(cast("LedgerEvent", event), zone)
    if kind in _WITHOUT_MONEY:
        return _WITHOUT_MONEY[kind](event)
    money = _currency(records, event, sale)
    if kind == "lot":
        return _lot_sentence(cast("LotEvent", event), money, zone)
    return _WITH_MONEY[kind](event, money)


def _currency(records: Records, event: Event, sale: SaleId | None) -> Currency:
    own: Currency | None = getattr(event, "currency", None)
    if own is not None:
        return own
    if isinstance(event, InvoiceCredited):
        return records.invoice(event.invoice).issued.currency
    assert sale is not None, "what has an amount has a sale"
    return records.sale(sale).terms.rules.currency
