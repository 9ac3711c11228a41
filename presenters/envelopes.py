"""Sealed amounts and prices as a report: what was opened, and what that shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.events import NAMES, BidPlaced, LotSold, ReserveSet
from ledger.events.sealed import SEALABLE
from ledger.identity import number_of
from ledger.replay.as_opened import StepVerdict
from ledger.verification.envelopes import EnvelopeState
from presenters.words import counted
from projections.reports.model import Column, Heading, Kind, Report, ReportTable, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.events import LotEvent
    from ledger.money import Currency
    from ledger.replay.as_opened import Decided
    from ledger.verification.envelopes import Envelope, LotEnvelopes

ENVELOPES = (
    Column("lot", "Lot", key=True),
    Column("position", "Position", Kind.POSITION, key=True),
    Column("what", "What"),
    Column("bid", "Bid"),
    Column("paddle", "Paddle"),
    Column("state", "State"),
    Column("submitted", "Submitted", Kind.AMOUNT),
    Column("maximum", "Maximum", Kind.AMOUNT),
    Column("opened_at", "Opened at", Kind.POSITION),
    Column("authorised_by", "Opened by hand with"),
    Column("due", "Due", Kind.YES_NO),
    Column("commitment", "Commitment"),
)
PRICES = (
    Column("lot", "Lot", key=True),
    Column("position", "Position", Kind.POSITION, key=True),
    Column("event", "Event"),
    Column("bid", "Bid"),
    Column("leader", "Leader"),
    Column("price", "Price", Kind.AMOUNT),
    Column("rule", "Rule"),
    Column("verdict", "Shown"),
    Column("shut", "Rests on what stayed shut"),
    Column("follows", "Follows instead", Kind.AMOUNT),
)
_NAME_OF = {shape: name.partition("/")[0] for name, shape in NAMES.items()}


def envelopes_report(
    checked: Sequence[LotEnvelopes], currency: Currency, heading: Heading, readable: str
) -> Report:
    """Return what was opened, and what it shows of each price, as two tables."""
    envelopes = [_envelope_row(lot, each) for lot in checked for each in lot.envelopes]
    prices = [_price_row(lot, each) for lot in checked for each in lot.decided]
    return Report(
        heading=heading,
        tables=(
            ReportTable(
                name="envelopes",
                title="Envelopes",
                columns=ENVELOPES,
                rows=tuple(envelopes),
                currency=currency,
                note=f"{envelope_words(checked)} {readable}",
            ),
            ReportTable(
                name="prices",
                title="Prices",
                columns=PRICES,
                rows=tuple(prices),
                currency=currency,
                note=price_words(checked),
            ),
        ),
    )


def envelope_words(checked: Sequence[LotEnvelopes]) -> str:
    """Say how many envelopes were opened, and what of them is wrong."""
    states = [each.state for lot in checked for each in lot.envelopes]
    numbers = (
        f"{states.count(state)} {state}" for state in EnvelopeState if state in states
    )
    words = f"Amounts of bids and reserves: {', '.join(numbers) or 'none'}."
    if strangers := sum(len(lot.strangers) for lot in checked):
        words += f" {counted(strangers, 'opening')} of what nobody sealed, or again."
    if due := sum(len(lot.due) for lot in checked):
        words += f" {due} shut that the terms open by now."
    if erased := sum(len(lot.erased) for lot in checked):
        words += f" {erased} shut for good: what opens them was erased."
    return words


def price_words(checked: Sequence[LotEnvelopes]) -> str:
    """Say how many prices follow from what was opened, and how many it leaves open."""
    counts = {
        verdict: sum(lot.count(verdict) for lot in checked) for verdict in StepVerdict
    }
    follow = counts[StepVerdict.CHECKED]
    total = sum(counts.values())
    words = f"{follow} of {counted(total, 'price')} follow from opened amounts alone."
    if fits := counts[StepVerdict.FITS]:
        words += (
            f" {fits} fit, if what stayed shut is what the recorded price tells of it."
        )
    if unchecked := counts[StepVerdict.NOT_CHECKED]:
        words += f" {unchecked} could not be checked: the column says by what."
    if differs := counts[StepVerdict.DIFFERS]:
        words += f" {differs} DIFFER: what was opened leads elsewhere."
    return words


def _envelope_row(lot: LotEnvelopes, envelope: Envelope) -> Row:
    event = envelope.event
    is_reserve = isinstance(event, ReserveSet)
    what = "reserve" if is_reserve else "refused bid"
    return (
        number_of(lot.lot),
        envelope.position,
        "bid" if isinstance(event, BidPlaced) else what,
        None if isinstance(event, ReserveSet) else event.bid,
        None if isinstance(event, ReserveSet) else event.paddle,
        envelope.state,
        envelope.submitted,
        envelope.maximum,
        envelope.opened_at,
        envelope.authorised_by,
        envelope.position in lot.due,
        None if event.seal is None else event.seal.commitment,
    )


def _price_row(lot: LotEnvelopes, decided: Decided) -> Row:
    event = decided.event
    leader, price, rule = _outcome(event)
    again = decided.recomputed
    return (
        number_of(lot.lot),
        decided.position,
        _NAME_OF[type(event)],
        getattr(event, "bid", None),
        leader,
        price,
        rule,
        decided.verdict,
        ", ".join(decided.shut) or None,
        None if again is None else _outcome(again)[1],
    )


def _outcome(event: LotEvent) -> tuple[str | None, int | None, str | None]:
    """Return who leads by an event, at what price, and by which rule."""
    if isinstance(event, LotSold):
        return event.buyer, event.price, None
    standing = getattr(event, "standing", None)
    if standing is None:
        code = getattr(event, "code", None) if isinstance(event, SEALABLE) else None
        return None, None, code
    return standing.leader, standing.price, standing.rule
