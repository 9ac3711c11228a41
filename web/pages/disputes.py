"""Disputes, from the question to the signature of a second person; and what-ifs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, NamedTuple

from msgspec import Meta

from ledger.events import BidPlaced, BidRefused, LiveBidTaken, Ruling
from ledger.house.replays import SaleReplay
from ledger.identity import DisputeId, LotId, SaleId, lot_id, sale_of
from ledger.replay.steps import Step
from ledger.roles import Sight
from ledger.terms.bidding import StrikePolicy
from presenters.dispute_account import account_of
from presenters.pages.summary import dispute_summary
from presenters.sale import sale_summary_shape
from presenters.step import step_sentence
from web.caller import Caller
from web.fields import LotNumberText
from web.looked import has_looked, purpose_of_look
from web.misread import exactly
from web.operation import AsOfQuery, NamedPageQuery
from web.operations.catalogue import show_entry
from web.operations.disputes import list_disputes
from web.operations.looks import what_a_lot_would_be
from web.page import Filled, shows
from web.reading import LedgerReading
from web.wishes import WishBody


class DisputesQuery(AsOfQuery, frozen=True, kw_only=True):
    """Which lot a dispute is to be opened about."""

    number: LotNumberText | None = None
    """A lot's number in the catalogue."""


_NUMBERS = "(?:[1-9][0-9]{0,8}(?:,[1-9][0-9]{0,8})*)?"


class WhatIfQuery(AsOfQuery, frozen=True, kw_only=True):
    """What is to be otherwise than it was, before it is asked for."""

    without: Annotated[
        str,
        Meta(max_length=500),
        exactly(_NUMBERS, "numbers of bids with commas between, like 3,4"),
    ] = ""
    """Bids that were never made, by their numbers on the lot: ``3,4``."""
    without_bidders: Annotated[str, Meta(max_length=500)] = ""
    """Paddles that never came: ``1003,HOUSE``."""
    policy: StrikePolicy | None = None
    """The bids were made, and are struck when the bidding ends, by this policy."""

    @property
    def asked(self) -> WishBody:
        """Return it as an operation is told of it."""
        return WishBody(
            without=tuple(map(int, filter(None, self.without.split(",")))),
            without_bidders=tuple(filter(None, self.without_bidders.split(","))),
            policy=self.policy,
        )


NumberedBid = BidPlaced | LiveBidTaken | BidRefused
TAKEN = (BidPlaced, LiveBidTaken)
"""What a lot can be decided without."""
TRIED = (*TAKEN, BidRefused)
"""What can be disputed: every bid that has a number."""


class BidOnLot(NamedTuple):
    """A bid that was made on a lot, as a form offers it."""

    number: str
    paddle: str
    sentence: str


def disputes_page(
    reading: LedgerReading, caller: Caller, sale: SaleId, query: DisputesQuery
) -> Filled:
    """Show the disputes of a sale, and open one about a lot."""
    lot = None if query.number is None else lot_id(sale, query.number)
    return {
        "sale": sale_summary_shape(reading.records.sale(sale)),
        "disputes": list_disputes(reading, sale, NamedPageQuery(limit=1000)),
        "number": query.number,
        "bids": [] if lot is None else _bids(_steps(reading, caller, lot), TRIED),
    }


def dispute_page(reading: LedgerReading, dispute: DisputeId) -> Filled:
    """Show a dispute: its question, replays, findings, and who signed it off."""
    records = reading.records
    account = account_of(records, dispute, masked=True)
    state, lot = account.dispute, account.opened.event.lot
    steps = account.replay.steps(lot)
    return {
        "about": dispute_summary(records, account, steps, printed_at=reading.at),
        "state": state.state,
        "finding": state.finding,
        "lot": lot,
        "sale": sale_summary_shape(records.sale(sale_of(lot))),
        "bids": _bids(steps, TAKEN),
        "rulings": list(Ruling),
        "policies": list(StrikePolicy),
    }


def what_if_page(
    reading: LedgerReading, caller: Caller, lot: LotId, query: WhatIfQuery
) -> Filled:
    """Ask what a lot would have come to, beside what it came to.

    Where it is on record that its maximums are looked at, it is shown at once.
    """
    records, asked = reading.records, query.asked
    purpose = purpose_of_look(reading, caller, lot)
    is_shown = purpose is not None and not asked.is_as_it_was
    return {
        "query": query,
        "lot": show_entry(reading, lot),
        "sale": sale_summary_shape(records.sale(sale_of(lot))),
        "bids": _bids(_steps(reading, caller, lot), TAKEN),
        "purpose": purpose,
        "answer": what_a_lot_would_be(records, lot, asked) if is_shown else None,
        "without": query.without.split(","),
        "without_bidders": query.without_bidders.split(","),
        "policies": list(StrikePolicy),
    }


def _steps(reading: LedgerReading, caller: Caller, lot: LotId) -> list[Step]:
    """Return the steps of a lot, with maximums to whoever is on record to look."""
    is_shown = has_looked(reading, caller, [lot])
    return SaleReplay(reading.records, sale_of(lot), masked=not is_shown).steps(lot)


def _bids(
    steps: Iterable[Step], kinds: tuple[type[NumberedBid], ...]
) -> list[BidOnLot]:
    """Return the bids on a lot that are of some kinds."""
    return [
        BidOnLot(
            number=step.event.bid.rpartition("#")[2],
            paddle=step.event.paddle,
            sentence=step_sentence(step),
        )
        for step in steps
        if isinstance(step.event, kinds)
    ]


_SALE = "/sales/{sale}"
PAGES = (
    shows(f"{_SALE}/disputes", Sight.BIDS, disputes_page, "disputes.html"),
    shows(f"{_SALE}/disputes/{{dispute}}", Sight.BIDS, dispute_page, "dispute.html"),
    shows(
        f"{_SALE}/lots/{{number}}/what-if",
        Sight.BIDS,
        what_if_page,
        "what_if.html",
        verb="look",
    ),
)
