"""The real and the assumed results of lots, side by side in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ledger.events import BidPlaced, BidRefused, LiveBidTaken
from ledger.identity import number_of
from ledger.money import Currency
from ledger.replay.result import (
    Comparison,
    Fared,
    Note,
    Result,
    difference_in_money,
    totals,
)
from presenters.event_sentences import sentence
from presenters.words import amount_or_sealed, counted, if_any

RESERVE = {None: "none", True: "met", False: "not met"}


def note_sentences(comparison: Comparison) -> tuple[str, ...]:
    """Say which bids fared otherwise, and what was left aside."""
    money, zone = comparison.as_recorded.currency, comparison.zone
    return tuple(_note_sentence(note, money, zone) for note in comparison.notes)


def _note_sentence(note: Note, money: Currency, zone: str) -> str:
    event = note.event
    if event is None:
        return "The lot stays open: it waits for its first bid."
    why = "" if note.objection is None else note.objection.words
    match note.fared, event:
        case Fared.LEFT_ASIDE, _:
            aside = "Left aside on both sides, since it came after the hammer"
            return f"{aside}: {sentence(event, money, zone)}"
        case Fared.TOO_LATE, BidPlaced() | LiveBidTaken():
            return f"{_bid_words(event, money)}, was taken, and comes too late."
        case Fared.REFUSED, BidPlaced() | LiveBidTaken():
            return f"{_bid_words(event, money)}, was taken, and is refused here: {why}"
        case Fared.TAKEN, BidRefused(code=code):
            return (
                f"{_bid_words(event, money)}, was refused ({code}), and is taken here."
            )
        case _:
            return f"{sentence(event, money, zone)} The rules refuse that here: {why}"


def _bid_words(bid: BidPlaced | LiveBidTaken | BidRefused, money: Currency) -> str:
    """Name a bid by its number, its bidder and its amount."""
    return f"Bid {bid.bid} of {bid.paddle}, {amount_or_sealed(bid.submitted, money)}"


def result_facts(result: Result) -> list[tuple[str, str | None]]:
    """Name what a lot came to, fact by fact."""
    write = result.currency.write
    return [
        ("stage", result.stage.value),
        ("price", if_any(write, result.price)),
        ("winner", result.winner),
        ("underbidder", result.underbidder),
        ("hammer", if_any(write, result.hammer)),
        ("premium", if_any(write, result.premium)),
        ("total", if_any(write, result.total)),
        ("reserve", RESERVE[result.reserve_met]),
    ]


def money_rows(comparisons: Sequence[Comparison]) -> list[tuple[str, str, str, str]]:
    """Write what each party gets in the end, where it is not the same."""
    write = comparisons[0].as_recorded.currency.write
    return [
        (party, write(was), write(would), write(would - was))
        for party, was, would in difference_in_money(comparisons)
        if was != would
    ]


def comparison_row(comparison: Comparison) -> tuple[object, ...]:
    """Write a lot of a sale as a row: its price, its winner, and the money."""
    was, would = comparison.as_recorded, comparison.as_wished
    write = was.currency.write
    return (
        number_of(comparison.lot),
        if_any(write, was.price),
        if_any(write, would.price),
        was.winner or was.stage.value,
        would.winner or would.stage.value,
        was.underbidder,
        would.underbidder,
        write((would.total or 0) - (was.total or 0)),
    )


def totals_words(results: Iterable[Result], money: Currency) -> str:
    """Say what several lots came to together."""
    sums = totals(results)
    hammer, premium = money.write(sums.hammer), money.write(sums.premium)
    sold = f"{counted(sums.sold, 'lot')} sold"
    return f"{sold}, hammer {hammer}, premium {premium}, {money.write(sums.total)}"
