"""The summary of a dispute as a page to print, for those who have to sign it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from json import loads

from commands.dispute.account import OnFile, account_of
from commands.dispute.filed import asked, found, sides
from commands.pages import page
from ledger.entry import Entry
from ledger.events import DisputeEvent
from ledger.house.records import Records
from ledger.identity import BidId, DisputeId, sale_of
from ledger.replay.day import terms_of_the_day
from ledger.replay.steps import Step, steps
from presenters.times import local_time


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Something on record: where, when, by whom, and what it says."""

    position: int
    when: str
    who: str
    said: str
    led_to: str = ""
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """A replay on file, as it is printed."""

    number: int
    line: Line
    as_of: int
    inputs: str
    sides: Sequence[tuple[str, str, str]]
    notes: Sequence[str]
    result: str
    """As filed: its digest is taken of these letters."""
    digest: str
    again: bool


def summary_page(
    records: Records, name: DisputeId, *, printed_by: str, printed_at: datetime
) -> str:
    """Print all that is on record about a dispute, and about its lot; for auditors."""
    as_of = records.head()
    known = records.as_of(as_of)
    told = account_of(known, name)
    opened = told.opened.event
    sale = known.sale(sale_of(opened.lot)).terms
    zone = sale.zone
    day = terms_of_the_day(known.sale_history(sale.sale))
    history = steps(known.history(opened.lot), day)
    return page(
        "dispute.html",
        dispute=name,
        lot=opened.lot,
        title=history[-1].after.listing.title,
        sale=sale.title,
        house=sale.house,
        zone=zone,
        ledger=known.ledger_id(),
        as_of=as_of,
        printed_by=printed_by,
        printed_at=local_time(printed_at, zone),
        state=told.dispute.state.value,
        raised_by=opened.raised_by,
        opened=_line(told.opened, opened.question, zone),
        bids=[_step(one, zone) for one in history if _concerns(one, opened.bids)],
        history=[_step(one, zone) for one in history],
        replays=[_replay(one, zone) for one in told.filed],
        findings=[
            (one.event.ruling.value, _line(one, one.event.finding, zone))
            for one in told.findings
        ],
        signed_off=None
        if told.signed_off is None
        else _line(told.signed_off, told.signed_off.event.signed_by, zone),
    )


def _concerns(step: Step, bids: Sequence[BidId]) -> bool:
    """Say whether a step is a bid in question, or takes one out."""
    event = step.event
    return getattr(event, "bid", None) in bids or not {
        *getattr(event, "bids", ())
    }.isdisjoint(bids)


def _line(entry: Entry[DisputeEvent], said: str, zone: str) -> Line:
    by = entry.by
    behalf = "" if by.on_behalf_of is None else f", for {by.on_behalf_of}"
    return Line(
        position=entry.position,
        when=local_time(entry.event.at, zone),
        who=f"{by.actor} ({by.role.value}){behalf}",
        said=said,
    )


def _step(step: Step, zone: str) -> Line:
    reason = "" if step.reason is None else f", because: {step.reason}"
    return Line(
        position=step.position,
        when=local_time(step.at, zone),
        who=f"{step.actor} ({step.role.value}){reason}",
        said=step.said,
        led_to=step.led_to,
        why=step.why,
    )


def _replay(one: OnFile, zone: str) -> Replay:
    filed = one.entry.event
    inputs, result = loads(filed.inputs), loads(filed.result)
    compared = "what_if" in result
    return Replay(
        number=filed.number,
        line=_line(one.entry, f"{asked(inputs)}: {found(result)}", zone),
        as_of=filed.as_of,
        inputs=filed.inputs,
        sides=[_in_words(*side) for side in sides(result)] if compared else (),
        notes=result["notes"] if compared else (),
        result=filed.result,
        digest=filed.digest,
        again=one.again,
    )


def _in_words(name: str, was: object, would: object) -> tuple[str, str, str]:
    """Write a row of the table in which both outcomes stand side by side."""
    words: dict[object, str] = {None: "none", True: "yes", False: "no"}
    told = [words.get(one, str(one)) for one in (was, would)]
    return name.replace("_", " "), told[0], told[1]
