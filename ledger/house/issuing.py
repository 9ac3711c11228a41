"""The documents of a sale, issued one by one, and what must be asked for anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from ledger.client import Certificate
from ledger.entry import Attribution
from ledger.events import (
    CreditNoteIssued,
    Event,
    InvoiceIssued,
    LotInvoiced,
    StatementIssued,
)
from ledger.house.aggregates import Aggregates
from ledger.house.command import Command, together
from ledger.house.house import House
from ledger.house.records import Records
from ledger.house.settling import (
    DocumentToIssue,
    documents_of_plan,
    plan_buyers,
    statements,
)
from ledger.identity import ClientId, LotId, SaleId
from ledger.refusals import ApprovalInvalid, KeyUsed
from ledger.settlement import series
from ledger.store.writer import Recorded
from ledger.value import replace

SOON = timedelta(days=30)
"""A certificate that ends within this time is asked for anew."""


def documents(
    aggregates: Aggregates,
    sale: SaleId,
    *,
    session: int | None,
    on: date | None,
    at: datetime,
) -> list[DocumentToIssue]:
    """Return what settling a sale comes to; of one session only its buyers' part.

    Raises what ``plan_buyers`` does.
    """
    plan = plan_buyers(aggregates, sale, session=session)
    to_issue = documents_of_plan(plan, sale, on=on, at=at)
    if session is None:
        to_issue += statements(aggregates, sale, on=on, at=at)
    return to_issue


class Issued(NamedTuple):
    """What issuing a document came to."""

    party: str
    recorded: Recorded
    waits: bool
    """Something came for the party after the key was used, and is on no document."""


def issue(
    house: House, to_issue: Iterable[DocumentToIssue], *, by: Attribution
) -> Iterator[Issued]:
    """Issue documents one by one; each is durable before the next begins.

    The key of each is made of the key of the whole, so that settling again under the
    same key goes on where it stopped. What was issued under it is answered again, and
    issued no second time; what came since waits for another key. Where roles were given
    the credits are one step, which a second person approves as a whole.
    """
    steps = list(to_issue)
    if house.ledger().roles_are_on:
        credits_, steps = _credits_apart(steps)
        if credits_:
            yield _credited(house, credits_, by)
        elif by.approval is not None and not house.uses_key(f"{by.key}"):
            raise ApprovalInvalid(why="nothing here takes a second person now.")
        by = replace(by, approval=None, second=None)
    for step in steps:
        key = None if by.key is None else f"{by.key} {step.name}"
        signed = replace(by, key=key, reason=step.reason or by.reason)
        try:
            recorded = house.do(step.command, by=signed)
        except KeyUsed as refusal:
            if step.of_lots is None:
                raise
            lots_then = _lots_invoiced(house, refusal)
            recorded = house.do(step.of_lots(lots_then), by=signed)
        waits = house.waits_since(recorded, step.command, by=signed)
        yield Issued(step.party, recorded, waits)


def _credits_apart(
    steps: Sequence[DocumentToIssue],
) -> tuple[list[DocumentToIssue], list[DocumentToIssue]]:
    """Part the steps that credit from all others."""
    credits_ = [step for step in steps if step.reason is not None]
    return credits_, [step for step in steps if step.reason is None]


def _credited(
    house: House, steps: Sequence[DocumentToIssue], by: Attribution
) -> Issued:
    """Issue credits together: all, or none."""
    command, reason = credits_together(steps)
    key = by.key
    if by.approval is None and key is not None:
        key = f"{key} credits"
    recorded = house.do(command, by=replace(by, key=key, reason=reason))
    waits = house.waits_since(recorded, command, by=by)
    return Issued(", ".join(step.party for step in steps), recorded, waits)


def credits_together(steps: Sequence[DocumentToIssue]) -> tuple[Command, str]:
    """Return all that is credited as one command, with its reasons.

    A second person approves just that.
    """
    credits_, _ = _credits_apart(steps)
    reasons = dict.fromkeys(step.reason for step in credits_ if step.reason)
    return together([step.command for step in credits_]), "; ".join(reasons)


def _lots_invoiced(house: House, refusal: KeyUsed) -> list[LotId]:
    """Return the lots that were invoiced when a key was used."""
    lots: list[LotId] = []
    after = refusal.position - 1
    while page := house.entries_after(after, limit=500):
        for entry in page:
            if entry.by.key != refusal.key:
                return lots
            if isinstance(entry.event, LotInvoiced):
                lots.append(entry.event.lot)
        after = page[-1].position
    return lots


def rehearse(
    house: House, to_issue: Iterable[DocumentToIssue], *, by: Attribution
) -> tuple[Event, ...]:
    """Return the events of issuing documents, and record none."""
    return house.dry_run(together([step.command for step in to_issue]), by=by)


class Backdated(NamedTuple):
    """A document of an earlier day than the number before it in its series."""

    document: str
    issued_on: date
    before: str
    before_on: date


def backdated(records: Records, events: Iterable[Event]) -> Iterator[Backdated]:
    """Find the documents among events whose day is before that of their predecessor.

    Numbers of a series are to rise with the days; some tax offices ask for it
    (odoo/odoo#11859), none of ours forbids it: it is told, and not refused.
    """
    issued = dict(filter(None, map(_day_of_document, events)))
    for document, day in issued.items():
        name, number = series.parts(document)
        if number == 1:
            continue
        before = series.written(name, number - 1)
        before_on = issued.get(before) or _issued_on(records, before)
        if before_on is not None and day < before_on:
            yield Backdated(document, day, before, before_on)


def _day_of_document(event: Event) -> tuple[str, date] | None:
    match event:
        case InvoiceIssued(invoice=document, issued_on=day):
            return document, day
        case CreditNoteIssued(credit_note=document, issued_on=day):
            return document, day
        case StatementIssued(statement=document, issued_on=day):
            return document, day
        case _:
            return None


def _issued_on(records: Records, document: str) -> date | None:
    """Return the day of a document that was issued before."""
    for entry in records.drawn(*series.parts(document)):
        dated = _day_of_document(entry.event)
        if dated is not None and dated[0] == document:
            return dated[1]
    return None


class EndingCertificate(NamedTuple):
    """A resale certificate to be asked for anew, and on which day it was used."""

    client: ClientId
    certificate: Certificate
    used_on: date


def ending_certificates(
    aggregates: Aggregates, events: Iterable[Event]
) -> Iterator[EndingCertificate]:
    """Find the certificates of invoiced buyers that expired, or soon will."""
    invoices = [event for event in events if isinstance(event, InvoiceIssued)]
    for client, day in {each.client: each.issued_on for each in invoices}.items():
        for certificate in aggregates.client(client).certificates:
            until = certificate.valid_until
            if until is not None and until < day + SOON:
                yield EndingCertificate(client, certificate, day)
