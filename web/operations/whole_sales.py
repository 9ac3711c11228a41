"""Whole sales by every maximum: how bidders were treated, and what would have been."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from ledger.events import LookKind
from ledger.house import House, looks
from ledger.house.answers import Receipts
from ledger.house.command import Command
from ledger.house.replays import SaleReplay
from ledger.house.sale_streams import bidding_of
from ledger.house.shown import opened_amounts
from ledger.identity import BID_ID, PADDLE, BidId, Paddle, SaleId, lot_id
from ledger.replay.wish import Wish
from ledger.roles import Sight
from ledger.store.writer import Recorded
from ledger.terms.bidding import StrikePolicy
from presenters.fairness.account import WITHOUT_HOUSE, fairness_account
from presenters.fairness.report import REPORT, fairness_report
from presenters.opened_history import with_opened_amounts
from presenters.report import ReportShape
from presenters.shape import Shape
from presenters.what_if import SaleWhatIfShape, sale_what_if_shape
from projections.bids import sale_history
from projections.catalogue import lots_of
from projections.reports.model import Report
from web.answers import receipt_text
from web.caller import Caller
from web.files import FileAnswer
from web.looked import must_have_looked
from web.misread import exactly
from web.operation import AsOfQuery, Said, does, reads
from web.operations.audits import AuditQuery
from web.operations.checks import must_be_short
from web.operations.reports import FORMS, asked_scope, report_file
from web.reading import LedgerReading
from web.wishes import must_have_paddles

_BIDS, _PADDLES = (f"{each.pattern}(?:,{each.pattern})*" for each in (BID_ID, PADDLE))


class SaleLookBody(Said, frozen=True, kw_only=True):
    """Why every maximum of a sale is looked at."""

    purpose: Annotated[str, Meta(min_length=1, max_length=200)]
    """What for: it is recorded before anything is shown."""


class SaleLookedAtShape(Shape):
    """A sale whose maximums are shown from now on, in this session and on this day."""

    sale: SaleId
    """The sale."""
    lots: int
    """How many lots it has."""
    receipt: str | None
    """The house's word for that look, a file to keep; null where it was recorded in the
    same session before."""


class SaleWhatIfQuery(AsOfQuery, frozen=True, kw_only=True):
    """What is to be otherwise in a sale than it was."""

    without: (
        Annotated[
            str,
            Meta(max_length=2000),
            exactly(_BIDS, "bids with commas between, like 14#3,15#1"),
        ]
        | None
    ) = None
    """Bids that were never made, with commas between: ``50061#3,50062#1``."""
    without_bidders: (
        Annotated[
            str,
            Meta(max_length=2000),
            exactly(_PADDLES, "paddles with commas between, like 42,1003"),
        ]
        | None
    ) = None
    """Paddles that never came: ``1003,HOUSE``; the house bids for no consignor then."""
    policy: StrikePolicy | None = None
    """The bids were made, and are struck when the bidding ends, by this policy."""

    @property
    def wish(self) -> Wish:
        """Return it as the replay takes it."""
        return Wish(
            without=tuple(map(BidId, _named(self.without))),
            without_paddles=tuple(map(Paddle, _named(self.without_bidders))),
            policy=self.policy,
        )


def look_at_sale(
    reading: LedgerReading, caller: Caller, sale: SaleId, body: SaleLookBody
) -> Command:
    """Look at every maximum of a sale; it is recorded who looks, and why.

    What is told by them is shown from then on, in this session and on this day.
    """
    caller.must_be_shown(LookKind.MAXIMUM)
    reading.records.sale(sale)
    return looks.look(
        LookKind.MAXIMUM,
        reading.records.lot_names(sale),
        purpose=body.purpose,
        viewer=caller.actor,
        session=caller.session,
        at=reading.at,
    )


def sale_that_is_shown(
    house: House, receipts: Receipts, recorded: Recorded, sale: SaleId
) -> SaleLookedAtShape:
    """Return the sale that is looked at."""
    return SaleLookedAtShape(
        sale=sale,
        lots=len(house.lot_names(sale)),
        receipt=receipt_text(receipts, recorded),
    )


def show_fairness(
    reading: LedgerReading, caller: Caller, sale: SaleId, query: AuditQuery
) -> FileAnswer:
    """Tell how a sale treated its bidders, once it is on record who looks at it.

    How long bids took to be recorded, late bids, ties that arrival decided, extensions,
    what the house's bids did to each price, and what came after the hammer.
    """
    report = made_fairness(reading, caller, sale)
    return report_file(report, f"fairness-{sale}", query.format, query.locale)


def made_fairness(reading: LedgerReading, caller: Caller, sale: SaleId) -> Report:
    """Make the report of how a sale treated its bidders; raises HttpProblem."""
    must_be_short(reading.records, sale, f"lotledger audit fairness {sale}")
    with reading.at_one_moment(lambda _: bidding_of(sale)) as (db, records):
        must_have_looked(reading, caller, records, sale)
        lines = sale_history(db, sale)
        listings = {listing.lot: listing for listing in lots_of(db, sale)}
    sealed = dict.fromkeys(line.lot for line in lines if line.sealed)
    replay = SaleReplay(records, sale)
    account = fairness_account(
        with_opened_amounts(lines, opened_amounts(records, sealed)),
        listings,
        lambda lot: replay.what_if(lot, WITHOUT_HOUSE),
    )
    scope = asked_scope(reading, records, caller, sale)
    heading = scope.heading(REPORT, f"How {sale} treated its bidders")
    return fairness_report(account, heading, replay.currency)


def show_sale_what_if(
    reading: LedgerReading, caller: Caller, sale: SaleId, query: SaleWhatIfQuery
) -> SaleWhatIfShape:
    """Show what a sale would have come to, once it is on record who looks at it.

    Each lot is decided again under the terms of the day, without what is left out; the
    lots that would differ stand beside the record, with the money of each party.
    """
    records, wish = reading.records_of_now(), query.wish
    must_have_looked(reading, caller, records, sale)
    must_be_short(records, sale, f"lotledger replay sale {sale} --without-bidder")
    replay = SaleReplay(records, sale)
    must_have_paddles(replay, wish)
    for bid in wish.without:
        replay.must_have_bids(lot_id(sale, bid.partition("#")[0]), (bid,))
    comparisons = [replay.what_if(lot, wish) for lot in records.lot_names(sale)]
    return sale_what_if_shape(sale, wish, comparisons, replay.currency)


def _named(text: str | None) -> list[str]:
    return text.split(",") if text else []


_SALE = "/sales/{sale}"

OPERATIONS = (
    does(f"{_SALE}/looks", "look", look_at_sale, sale_that_is_shown, takes_time=True),
    reads(
        f"{_SALE}/fairness",
        Sight.LOG,
        show_fairness,
        forms=FORMS,
        as_json=ReportShape,
    ),
    reads(f"{_SALE}/what-if", Sight.BIDS, show_sale_what_if, takes_time=True),
)
