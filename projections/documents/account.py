"""A statement of account: all that happened between a client and the house."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from ledger.identity import ClientId
from ledger.terms.paper import PaperKind
from projections.client_accounts import AccountLine
from projections.documents import heading, paying
from projections.documents.heading import DocumentContext
from projections.documents.labels import LABELS
from projections.documents.model import (
    Block,
    PaperLine,
    PaperTable,
    PrintedDocument,
    Sum,
)
from projections.documents.wording import DocumentWording


def account(
    client: ClientId,
    lines: Sequence[AccountLine],
    context: DocumentContext,
    *,
    on: date,
) -> PrintedDocument:
    """Set out the account of a client in one currency."""
    wording = context.wording
    balance = lines[-1].balance if lines else 0
    frame = heading.frame(context, client)
    names = {"lot": wording.say("date"), "entry": wording.say("document")}
    total = wording.figures(balance)
    key = "you-owe" if balance > 0 else "you-are-owed" if balance else "nothing-owed"
    return PrintedDocument(
        frame=replace(frame, names=frame.names | names),
        kind=wording.say("account-statement"),
        number=client,
        facts=heading.facts(
            context,
            ("on", wording.day(on)),
            ("client", client),
            ("vat-id", heading.vat_id(context, client)),
        ),
        table=PaperTable(
            columns=wording.columns("amount", "balance"),
            blocks=tuple(_block(line, wording) for line in lines),
            total=PaperLine(wording.say("balance"), "", ("", total)),
        ),
        sums=(),
        final=Sum(wording.say(key), wording.money(abs(balance))),
        summaries=(),
        payment=None,
        notes=(wording.say("account-words"), wording.say("account-days")),
        texts=paying.texts(context, PaperKind.ACCOUNT),
    )


def _block(line: AccountLine, wording: DocumentWording) -> Block:
    key = f"event-{line.event}"
    words = wording.say(key if key in LABELS else "other-entry")
    amounts = (wording.figures(line.amount), wording.figures(line.balance))
    row = PaperLine(
        words=words, entry=line.document, amounts=amounts, remark=line.sale or ""
    )
    return Block(wording.short_day(line.day), "", (), (row,), amounts[1])
