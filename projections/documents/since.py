"""What became of an invoice after it was issued: paid, credited, moved, given back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ledger.events import (
    Event,
    InvoiceCredited,
    LateFeeCharged,
    LateFeeWaived,
    PaymentMoved,
    PaymentReceived,
    PaymentRefunded,
    PaymentReversed,
)
from ledger.identity import invoice_of
from ledger.money import Minor
from projections.documents.model import Sum, Summary
from projections.documents.wording import DocumentWording


@dataclass(frozen=True, slots=True)
class SinceIssued:
    """How an invoice stands, and the events that led there."""

    changes: tuple[tuple[Event, Minor], ...]
    """Each event that changed what is open, and by how much."""
    balance: Minor
    """What is open; below zero it is in the buyer's favour."""


def since_issued(balances: Sequence[tuple[Event, Minor]]) -> SinceIssued:
    """Follow what was open after each event, from the first that is handed in.

    Each change is the difference that its event made, so that they always add up to
    what is open now, whatever kinds of events there will be.
    """
    changes = tuple(
        (event, after - before)
        for (_, before), (event, after) in pairwise(balances)
        if after != before
    )
    return SinceIssued(changes, balances[-1][1])


def since_summary(since: SinceIssued, wording: DocumentWording) -> Summary:
    """Say what came in and what changed since, and what is open now."""
    sums = [
        Sum(event_words(event, wording), wording.figures(change))
        for event, change in since.changes
    ]
    last = "in-favour" if since.balance < 0 else "still-open"
    sums.append(Sum(wording.say(last), wording.figures(abs(since.balance))))
    return Summary(wording.say("since"), tuple(sums))


def event_words(event: Event, wording: DocumentWording) -> str:
    """Say what happened to an invoice, in the words of its document."""
    match event:
        case PaymentReceived(method=method, received_on=day):
            way = wording.way(method)
            return wording.say("received-on", way=way, day=wording.day(day))
        case PaymentReversed(reversed_on=day):
            return wording.say("reversed-on", day=wording.day(day))
        case PaymentMoved(to=payment):
            return wording.say("moved-to", number=invoice_of(payment))
        case PaymentRefunded(refunded_on=day):
            return wording.say("refunded-on", day=wording.day(day))
        case InvoiceCredited(credit_note=note):
            return wording.say("credited-by", number=note)
        case LateFeeCharged() | LateFeeWaived():
            return wording.say("late-charges")
    return wording.say("other-entry")


def left_words(balance: Minor, wording: DocumentWording) -> str:
    """Say what a credit note leaves of its invoice."""
    if not balance:
        return wording.say("nothing-left")
    key = "left-open" if balance > 0 else "left-over"
    return wording.say(key, amount=wording.money(abs(balance)))
