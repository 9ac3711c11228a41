"""What a ledger knows of its bidders beside their bids."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ledger.events import (
    CertificateFiled,
    ClientEnrolled,
    LotReceived,
    SellerBiddingAnnounced,
    TaxStatusSet,
)
from ledger.identity import HOUSE, ClientId, Paddle, Role, SaleId
from ledger.indicators.people import BidderFacts
from presenters.indicators.lot_walk import seconds
from projections.bids import HistoryKind
from projections.invoices import DocumentKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date
    from fractions import Fraction

    from ledger.entry import Entry
    from ledger.events import Event
    from projections.evidence import EvidenceRows

    NameOf = Callable[[SaleId, Paddle], str]

OWN_BIDS = (HistoryKind.BID, HistoryKind.LIVE, HistoryKind.REFUSED)

Marks = dict[str, list[int]]


def known_people(
    rows: EvidenceRows, name_of: NameOf, entries: Iterable[Entry[Event]], day: date
) -> BidderFacts:
    """Return who the bidders are, and what they did beside bidding, by a day."""
    client_of = {
        name_of(sale, paddle): client for (sale, paddle), client in rows.holders.items()
    }
    enrolled: dict[str, tuple[Fraction, int]] = {}
    numbers: dict[str, Marks] = defaultdict(lambda: defaultdict(list))
    owners: dict[str, str] = {}
    announced: dict[str, int] = {}
    for entry in entries:
        match entry.event:
            case ClientEnrolled(client=enrolled_client):
                since = seconds(entry.by.recorded_at)
                enrolled[enrolled_client] = (since, entry.position)
            case LotReceived(lot=lot, owner=owner):
                owners[lot] = owner
            case SellerBiddingAnnounced(sale=sale):
                announced.setdefault(sale, entry.position)
        for client, number in _numbers_shown(entry.event):
            numbers[number][client].append(entry.position)
    return BidderFacts(
        client_of=client_of,
        enrolled=enrolled,
        overdue=_overdue(rows, name_of, day),
        hands=_hands(rows, name_of),
        numbers={number: dict(marks) for number, marks in numbers.items()},
        owners=owners,
        announced={
            listing.lot: announced[listing.sale]
            for listing in rows.listings
            if listing.sale in announced
        },
    )


def _numbers_shown(event: Event) -> list[tuple[ClientId, str]]:
    """Return what a client showed the house that belongs to nobody else."""
    match event:
        case TaxStatusSet(client=client, vat_id=vat_id, tax_number=tax_number):
            return [(client, number) for number in (vat_id, tax_number) if number]
        case CertificateFiled(client=client, jurisdiction=place, number=number):
            return [(client, f"{place} {number}")]
        case _:
            return []


def _overdue(rows: EvidenceRows, name_of: NameOf, day: date) -> Marks:
    overdue: Marks = defaultdict(list)
    for document in rows.documents:
        is_due = document.due_on is not None and document.due_on < day
        is_open = document.balance > 0 and not document.void
        if document.kind is DocumentKind.INVOICE and is_due and is_open:
            overdue[name_of(document.sale, document.paddle)].append(document.position)
    return dict(overdue)


def _hands(rows: EvidenceRows, name_of: NameOf) -> dict[str, Marks]:
    """Say whose bids each person entered who said to be a bidder."""
    hands: dict[str, Marks] = defaultdict(lambda: defaultdict(list))
    for line in rows.lines:
        if line.kind not in OWN_BIDS or line.role is not Role.BIDDER:
            continue
        if line.paddle is not None and line.paddle != HOUSE:
            person = " ".join(line.actor.split()).casefold()
            hands[person][name_of(line.sale, line.paddle)].append(line.position)
    return {person: dict(marks) for person, marks in hands.items()}
