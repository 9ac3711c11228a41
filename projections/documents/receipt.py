"""A receipt for a payment: what came in, how, and what it left open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from ledger.events import PaymentReceived
from ledger.money import Minor
from ledger.terms.paper import PaperKind
from projections.documents import heading, paying
from projections.documents.heading import DocumentContext
from projections.documents.model import (
    Block,
    PaperLine,
    PaperTable,
    PrintedDocument,
    SubLine,
    Sum,
)
from projections.documents.wording import DocumentWording


def receipt(
    event: PaymentReceived,
    context: DocumentContext,
    *,
    position: int,
    cleared: bool,
    reversed_on: date | None,
    balance: Minor,
) -> PrintedDocument:
    """Set out a receipt; ``balance`` is what the payment left open of its invoice."""
    wording = context.wording
    frame = heading.frame(context, event.client)
    return PrintedDocument(
        frame=replace(frame, names=frame.names | {"lot": ""}),
        kind=wording.say("receipt"),
        number=event.payment,
        facts=heading.facts(
            context,
            ("received-date", wording.day(event.received_on)),
            ("invoice", event.invoice),
            ("sale", heading.sale_words(context, event.sale)),
            ("paddle", event.paddle),
            ("client", event.client),
        ),
        table=_paper_table(event, wording, position),
        sums=(),
        final=Sum(wording.say("received"), wording.money(event.paid)),
        summaries=(),
        payment=None,
        notes=tuple(_state_lines(event, wording, cleared, reversed_on, balance)),
        texts=paying.texts(context, PaperKind.RECEIPT),
    )


def _paper_table(
    event: PaymentReceived, wording: DocumentWording, position: int
) -> PaperTable:
    paid = wording.figures(event.paid)
    line = PaperLine(
        words=wording.way(event.method),
        entry=f"#{position}",
        amounts=(paid,),
        below=tuple(_fee_lines(event, wording)),
    )
    return PaperTable(
        columns=wording.columns("amount"),
        blocks=(Block("", "", (), (line,), paid),),
        total=PaperLine(wording.say("total"), "", (paid,)),
    )


def _fee_lines(event: PaymentReceived, wording: DocumentWording) -> Iterator[SubLine]:
    if event.fee:
        key = "payment-fee" if event.fee > 0 else "payment-discount"
        yield SubLine(f"{wording.say(key)}: {wording.money(abs(event.fee))}")


def _state_lines(
    event: PaymentReceived,
    wording: DocumentWording,
    cleared: bool,  # noqa: FBT001
    reversed_on: date | None,
    balance: Minor,
) -> Iterator[str]:
    """Say whether the money is good, and what it left open."""
    if reversed_on is not None:
        yield wording.say("taken-back", day=wording.day(reversed_on))
        return
    if not cleared:
        yield wording.say("not-cleared")
    amount, number = wording.money(abs(balance)), event.invoice
    if balance > 0:
        yield wording.say("open-of", amount=amount, number=number)
    elif balance < 0:
        yield wording.say("over-of", amount=amount, number=number)
    else:
        yield wording.say("paid-in-full", number=number)
