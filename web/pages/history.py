"""The history of a sale, a lot, a client, a document or a person; and one entry."""

from __future__ import annotations

from itertools import islice

from ledger.house.checkpoints import verifier_keys
from ledger.refusals import NotRecordedYet
from ledger.roles import Sight
from presenters.audit import audit_lines
from presenters.moment import LedgerMoment
from presenters.report_scope import terms_told_by, zone_told_by
from projections.journal.postings import journal_entry
from projections.mentions import own_lots, touched
from web.operation import LogPageQuery
from web.operations.history import (
    FilterText,
    LogHistory,
    NameText,
    log_history,
    readable_words,
)
from web.operations.reports import FORMS
from web.page import Filled, shows
from web.reading import LedgerReading

READ_MAX = 2_000
"""So many entries are read for one page, however few of them a filter lets through."""


class HistoryQuery(LogPageQuery, frozen=True, kw_only=True):
    """Whose history is told, and which of its entries."""

    name: NameText | None = None
    """A sale, a lot, a client, a document, a dispute or a person; else everything."""
    filter: FilterText | None = None
    """Only entries that every term fits: ``kind:bid-refused paddle:1042``."""


def history_page(reading: LedgerReading, query: HistoryQuery) -> Filled:
    """Tell the entries that touch what is named: when, who, how known, and why.

    Where it read as many as it may, the page says up to where, and how to go on.
    """
    with reading.at_present_moment() as moment:
        history = page_of(moment, query, query.name, query.filter)
    return told_of(reading, query, history)


def page_of(
    moment: LedgerMoment, query: LogPageQuery, name: str | None, filter_line: str | None
) -> LogHistory:
    """Find what touches a name, so much of it as a page tells; raises UnknownName."""
    return log_history(moment, name, filter_line, after=query.after, at_most=READ_MAX)


def told_of(
    reading: LedgerReading, query: LogPageQuery, history: LogHistory
) -> dict[str, object]:
    """Return a page of the entries that touch a name, as templates tell them."""
    lines = list(islice(history.lines(), query.limit + 1))
    shown = lines[: query.limit]
    is_full = len(lines) > query.limit
    return {
        "query": query,
        "subject": history.subject,
        "touching": history.touching,
        "lines": shown,
        "readable": readable_words(reading, shown),
        "next_after": shown[-1].position if is_full else history.read_upto,
        "stops_early": not is_full and history.read_upto is not None,
        "zone": history.zone,
        "formats": FORMS,
    }


def entry_page(reading: LedgerReading, position: int) -> Filled:
    """Show an entry of the log: what it says, its bytes, and its proof."""
    records = reading.records
    if position > (head := records.head()):
        raise NotRecordedYet(position=position, head=head)
    with reading.present_views() as db:
        own = own_lots(db, upto=reading.upto)
    (entry,) = records.entries_at([position])
    zone = zone_told_by(terms_told_by(records, touched(entry.event).sale))
    line = next(audit_lines(records, [entry], own, zone))
    return {
        "line": line,
        "booked": journal_entry(entry.event),
        "readable": readable_words(reading, [line]),
        "entry": entry,
        "text": reading.house.tree().entry(position).decode(),
        "keys": [key.text for key in verifier_keys(records)],
        "head": head,
        "zone": zone,
    }


PAGES = (
    shows("/history", Sight.LOG, history_page, "history.html"),
    shows("/log/{position}", Sight.LOG, entry_page, "entry.html"),
)
