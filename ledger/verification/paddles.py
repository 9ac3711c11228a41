"""Whose a paddle is: by the sale, by the client's file, and by the invoices."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.entry import Entry
from ledger.events import ClientEnrolled, Event, InvoiceIssued, PaddleIssued
from ledger.identity import ClientId, Paddle, SaleId
from ledger.verification.finding import Finding, FindingKind
from ledger.verification.pages import Page


class Paddles:
    """Remembers who was enrolled and who got which paddle, and holds documents to it.

    It needs memory for each client and each paddle, and for nothing else.
    """

    def __init__(self) -> None:
        self._classes: dict[ClientId, str | None] = {}
        self._holders: dict[tuple[SaleId, Paddle], tuple[ClientId, int]] = {}

    def hear(self, page: Page) -> Iterator[Finding]:
        """Yield the entries that give a paddle to another client than others do."""
        for entry in page.entries:
            if entry is None:
                continue
            match entry.event:
                case ClientEnrolled(client=client, client_class=class_):
                    self._classes[client] = class_
                case PaddleIssued():
                    yield from self._issued(entry, entry.event)
                case InvoiceIssued():
                    yield from self._invoiced(entry, entry.event)
                case _:
                    pass

    def _issued(self, entry: Entry[Event], issued: PaddleIssued) -> Iterator[Finding]:
        client = issued.client
        self._holders[issued.sale, issued.paddle] = client, entry.position
        paddle = f"gives paddle {issued.paddle} of {issued.sale} to client {client}"
        if client not in self._classes:
            yield _finding(entry, f"{paddle}, who was not enrolled before")
        elif self._classes[client] != issued.client_class:
            yield _finding(
                entry,
                f"{paddle} as of class {issued.client_class}, and the client was "
                f"enrolled as of class {self._classes[client]}",
            )

    def _invoiced(
        self, entry: Entry[Event], invoice: InvoiceIssued
    ) -> Iterator[Finding]:
        holder = self._holders.get((invoice.sale, invoice.paddle))
        paddle = f"paddle {invoice.paddle} of {invoice.sale}"
        if holder is None:
            yield _finding(entry, f"invoices {paddle}, which was not issued before")
        elif holder[0] != invoice.client:
            yield _finding(
                entry,
                f"invoices client {invoice.client} for {paddle}, which position "
                f"{holder[1]} gives to client {holder[0]}: one of them was changed",
            )

    def finish(self) -> Iterator[Finding]:
        """Yield nothing: the end shows no more."""
        yield from ()


def _finding(entry: Entry[Event], what: str) -> Finding:
    return Finding(
        kind=FindingKind.PADDLE,
        what=f"Position {entry.position} {what}",
        position=entry.position,
    )
