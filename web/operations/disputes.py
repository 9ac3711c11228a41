"""Disputes: asked, looked into, found and signed off by two."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from ledger.events import Ruling
from ledger.house import disputes
from ledger.house.command import Command
from ledger.identity import BidId, DisputeId, LotId, Paddle, SaleId
from ledger.roles import Sight
from presenters.dispute import DisputeShape, dispute_shape
from presenters.dispute_account import opening_of
from web.answers import what_was_recorded
from web.caller import Caller
from web.fields import PaddleText
from web.operation import NamedPageQuery, Said, does, reads
from web.reading import LedgerReading


class DisputeBody(Said, frozen=True, kw_only=True):
    """What is disputed."""

    question: Annotated[str, Meta(min_length=1, max_length=2000)]
    """The question; no names."""
    bids: tuple[Annotated[int, Meta(ge=1)], ...] = ()
    """The bids that it is about, by their numbers on the lot."""
    raised_by: PaddleText | None = None
    """The paddle of who raised it."""


class FindingBody(Said, frozen=True, kw_only=True):
    """What a dispute came to."""

    ruling: Ruling
    """The ruling."""
    finding: Annotated[str, Meta(min_length=1, max_length=10_000)]
    """What was found, and why; no names."""


def list_disputes(
    reading: LedgerReading, sale: SaleId, query: NamedPageQuery
) -> list[DisputeShape]:
    """List the disputes of a sale, in the order of opening."""
    reading.records.sale(sale)
    histories = reading.records.dispute_histories(sale)
    page = reading.page(
        histories, query, lambda each: each[-1].after.opened.dispute.rpartition("D")[2]
    )
    return [dispute_shape(each[-1].after, opening_of(each)) for each in page]


def open_dispute(reading: LedgerReading, lot: LotId, body: DisputeBody) -> Command:
    """Open a dispute about a lot."""
    number = lot.rpartition("/")[2]
    return disputes.open_dispute(
        lot,
        question=body.question,
        at=reading.at,
        bids=[BidId(f"{number}#{bid}") for bid in body.bids],
        raised_by=None if body.raised_by is None else Paddle(body.raised_by),
    )


def find_in_dispute(
    reading: LedgerReading, caller: Caller, dispute: DisputeId, body: FindingBody
) -> Command:
    """Write down what a dispute came to."""
    return disputes.find(
        dispute,
        ruling=body.ruling,
        finding=body.finding,
        found_by=caller.actor,
        at=reading.at,
    )


def sign_dispute_off(
    reading: LedgerReading, caller: Caller, dispute: DisputeId
) -> Command:
    """Agree with the last finding as a second person, and end the dispute."""
    return disputes.sign_off(dispute, signed_by=caller.actor, at=reading.at)


_DISPUTE = "/sales/{sale}/disputes/{dispute}"

OPERATIONS = (
    reads("/sales/{sale}/disputes", Sight.BIDS, list_disputes),
    does(
        "/sales/{sale}/lots/{number}/disputes",
        "open a dispute",
        open_dispute,
        what_was_recorded,
    ),
    does(
        f"{_DISPUTE}/findings", "find in a dispute", find_in_dispute, what_was_recorded
    ),
    does(
        f"{_DISPUTE}/signature",
        "sign a dispute off",
        sign_dispute_off,
        what_was_recorded,
    ),
)
