"""What whoever checks asks: what was opened, what is decided again, what is counted.

Each answers as the audit of its name does on the command line.
"""

from __future__ import annotations

from functools import partial
from typing import Annotated

from msgspec import Meta

from ledger.damage import VERIFY
from ledger.house import House
from ledger.house.erasing import bids_are_erased
from ledger.house.key_readers import key_readers
from ledger.house.packing import census_at
from ledger.house.records import Records
from ledger.house.replays import recompute_sale
from ledger.identity import LotId, SaleId, sale_of
from ledger.ledger import origin
from ledger.refusals import NotRecordedYet
from ledger.replay.timeline import timeline_of
from ledger.roles import Sight
from ledger.store.steps import silently
from ledger.verification.brought import Brought
from ledger.verification.envelopes import check_envelopes
from presenters.envelopes import envelopes_report
from presenters.key_readers import readable_by
from presenters.pack.words import CensusShape, census_shape
from presenters.procedures.gather import procedures_shape
from presenters.procedures.shape import ProceduresShape
from presenters.recount import RecountShape, masked_recount_shape
from presenters.report import ReportShape
from presenters.verification import VerificationShape
from presenters.verified.whole import verified
from projections.reports.model import Report
from web.caller import Caller
from web.files import FileAnswer
from web.operation import NowQuery, reads
from web.operations.audits import AuditQuery
from web.operations.reports import FORMS, asked_scope, report_file
from web.problem import HttpProblem
from web.reading import LedgerReading

ONCE_MAX = 200_000
"""A sale of more events is replayed at the machine, where it may take its time."""
VERIFIED_MAX = 100_000
"""A log of more entries is verified at the machine: this many take half a minute."""


class CensusQuery(NowQuery, frozen=True, kw_only=True):
    """Of which size of the log the events are counted."""

    size: Annotated[int, Meta(ge=1, le=2**53)] | None = None
    """Of the log as it was then; as it stands, where nothing is said."""


def show_envelopes(
    reading: LedgerReading, caller: Caller, sale: SaleId, query: AuditQuery
) -> FileAnswer:
    """Hold what was opened of a sale against what was sealed, and each price with it.

    It needs no key: whoever has a copy of the ledger finds the same.
    """
    made = made_envelopes(reading, caller, sale)
    return report_file(made, f"envelopes-{sale}", query.format, query.locale)


def show_envelopes_of_lot(
    reading: LedgerReading, caller: Caller, lot: LotId, query: AuditQuery
) -> FileAnswer:
    """Hold what was opened of a lot against what was sealed, and each price with it."""
    reading.records.lot(lot)
    made = made_envelopes(reading, caller, sale_of(lot), lot)
    name = f"envelopes-{lot.replace('/', '-')}"
    return report_file(made, name, query.format, query.locale)


def made_envelopes(
    reading: LedgerReading, caller: Caller, sale: SaleId, lot: LotId | None = None
) -> Report:
    """Make the report of what was opened of a sale, or of one lot of it.

    Raises UnknownSale.
    """
    records = reading.records_of_now()
    lots = records.lot_names(sale) if lot is None else [lot]
    timeline = timeline_of(records.sale_history(sale))
    is_erased = partial(bids_are_erased, records)
    checked = [
        check_envelopes(records.history(each), timeline, is_erased=is_erased)
        for each in lots
    ]
    title = f"What was opened of {lot or sale}, and what it shows"
    scope = asked_scope(reading, records, caller, sale)
    heading = scope.heading("audit-envelopes", title)
    currency = timeline.last.terms.rules.currency
    readable = readable_by(key_readers(reading.house))
    return envelopes_report(checked, currency, heading, readable)


def replay_sale(reading: LedgerReading, sale: SaleId) -> RecountShape:
    """Take every decision of a sale again, under the terms of the day.

    What is sealed stays so in what differs: whoever looks at it has steps for that.
    """
    records = reading.records
    records.sale(sale)
    must_be_short(records, sale, f"lotledger replay sale {sale}")
    recounts = list(recompute_sale(records, sale, place="", processes=1))
    return masked_recount_shape(recounts)


def must_be_short(records: Records, sale: SaleId, command: str) -> None:
    """Leave a long sale to a command at the machine; raises HttpProblem."""
    events = records.lot_events(sale)
    _must_be_few(f"{sale} has {events:,} events", events, ONCE_MAX, command)


def _must_be_few(has: str, count: int, most: int, command: str) -> None:
    if count > most:
        words = f"{has}, more than {most:,}. Ask with: {command}"
        raise HttpProblem(409, "too-long", "Too long for one answer", words)


def count_events(house: House, query: CensusQuery) -> CensusShape:
    """Count the events of every stream of the log, and sign for nothing.

    Whoever has a copy of the ledger sees so that a pack left nothing out.
    """
    head = house.tree().size()
    size = query.size or head
    if size > head:
        raise NotRecordedYet(position=size, head=head)
    records = house.as_of(size)
    name = origin(records.ledger(), records.ledger_id())
    return census_shape(census_at(house, size), name)


def show_procedures(house: House) -> ProceduresShape:
    """Tell how the record is kept, from this very ledger, as auditors ask for it."""
    return procedures_shape(house, lambda _done, _of: None)


def verify_ledger(house: House) -> VerificationShape:
    """Verify the ledger: work everything out again, and name what is not as recorded.

    It rests on no key of the reader's: whoever brings one verifies at the machine.
    """
    head = house.head()
    _must_be_few(f"The log has {head:,} entries", head, VERIFIED_MAX, VERIFY)
    brought = Brought(
        folder=house.keys,
        files=house.files_folder,
        root=house.keys_at_hand.handed().root,
    )
    return verified(house.dialect, brought, place="", processes=1, step=silently)


_SALE = "/sales/{sale}"

OPERATIONS = (
    reads(
        f"{_SALE}/envelopes",
        Sight.LOG,
        show_envelopes,
        forms=FORMS,
        as_json=ReportShape,
    ),
    reads(
        f"{_SALE}/lots/{{number}}/envelopes",
        Sight.LOG,
        show_envelopes_of_lot,
        forms=FORMS,
        as_json=ReportShape,
    ),
    reads(f"{_SALE}/replay", Sight.BIDS, replay_sale, takes_time=True),
    reads("/log/census", Sight.LOG, count_events, looks_back=False, takes_time=True),
    reads(
        "/log/verification",
        Sight.LOG,
        verify_ledger,
        looks_back=False,
        takes_time=True,
    ),
    reads("/procedures", Sight.LOG, show_procedures, looks_back=False, takes_time=True),
)
