"""What a replay came to: differences, and what if beside what was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ledger.events import BidPlaced, BidRefused, Event, LiveBidTaken
from ledger.identity import SaleId, number_of
from ledger.money import Currency
from ledger.replay.difference import Difference, unequal
from ledger.replay.result import (
    Comparison,
    Fared,
    Note,
    Result,
    Share,
    Totals,
    difference_in_money,
    totals,
)
from ledger.replay.wish import Wish
from presenters.event_json import AMOUNTS, event_json
from presenters.event_sentences import sentence
from presenters.times import iso_time
from presenters.words import counted, if_any

RESERVE = {None: "none", True: "met", False: "not met"}


def difference_json(difference: Difference) -> dict[str, object]:
    """Return a difference for scripts, with both events where there are two."""
    recorded, recomputed = difference.recorded, difference.recomputed
    money = difference.currency
    return {
        "position": difference.position,
        "recorded": None if recorded is None else event_json(recorded, money),
        "recomputed": None if recomputed is None else event_json(recomputed, money),
        "why": difference_words(difference),
    }


def difference_words(difference: Difference) -> str:
    """Say in what a record and the rules differ."""
    if (objection := difference.objection) is not None:
        verb = "do not allow" if objection.code is None else "refuse"
        return f"The rules {verb} it: {objection.words}"
    match difference.recorded, difference.recomputed:
        case None, _:
            return "The rules lead to this as well, and it was not recorded."
        case _, None:
            return "Nothing in the rules leads to this."
        case BidRefused(code=code), BidPlaced():
            return f"Recorded as refused, {code}; the rules take it."
        case BidPlaced(), BidRefused(said=refusal):
            return f"Recorded as taken; the rules refuse it: {refusal}"
        case recorded, recomputed if type(recorded) is not type(recomputed):
            return "The rules lead to another event."
        case recorded, recomputed:
            fields = _unequal_words(recorded, recomputed, difference.currency)
            return f"{'; '.join(fields)}."


def _unequal_words(
    recorded: Event | None, recomputed: Event | None, currency: Currency
) -> list[str]:
    """Name each field that is not the same, with both values."""
    fields = []
    for shape, name, was, now in unequal(recorded, recomputed):
        write = currency.write if name in AMOUNTS[shape] else str
        values = [str(value) if value is None else write(value) for value in (was, now)]
        what = name.replace("_", " ")
        fields.append(f"{what} is recorded as {values[0]}, and comes to {values[1]}")
    return fields


def wish_json(wish: Wish) -> dict[str, object]:
    """Return a wish for scripts; whether other terms were wished, not which."""
    return {
        "without": list(wish.without),
        "without_bidders": list(wish.without_paddles),
        "closes_at": None if wish.closes_at is None else iso_time(wish.closes_at),
        "policy": None if wish.policy is None else wish.policy.value,
        "other_terms": wish.terms is not None,
    }


def comparison_json(comparison: Comparison) -> dict[str, object]:
    """Return what a lot came to for scripts, and what it would have come to."""
    money = comparison.as_recorded.currency
    return {
        "lot": comparison.lot,
        "differs": comparison.differs,
        "recorded": _result_json(comparison.as_recorded),
        "what_if": _result_json(comparison.as_wished),
        "money": _money_json(difference_in_money([comparison]), money),
        "notes": list(note_sentences(comparison)),
    }


def comparisons_json(
    sale: SaleId, wish: Wish, comparisons: Sequence[Comparison], money: Currency
) -> dict[str, object]:
    """Return a sale for scripts: of its lots only those of which there is news."""
    return {
        "sale": sale,
        "wish": wish_json(wish),
        "lots": len(comparisons),
        "different": sum(one.differs for one in comparisons),
        "results": [
            comparison_json(one) for one in comparisons if one.differs or one.notes
        ],
        "recorded": _totals_json(totals(one.as_recorded for one in comparisons), money),
        "what_if": _totals_json(totals(one.as_wished for one in comparisons), money),
        "money": _money_json(difference_in_money(comparisons), money),
    }


def _result_json(result: Result) -> dict[str, object]:
    plain = result.currency.plain
    return {
        "stage": result.stage.value,
        "price": if_any(plain, result.price),
        "winner": result.winner,
        "underbidder": result.underbidder,
        "hammer": if_any(plain, result.hammer),
        "premium": if_any(plain, result.premium),
        "total": if_any(plain, result.total),
        "reserve_met": result.reserve_met,
    }


def _totals_json(sums: Totals, currency: Currency) -> dict[str, object]:
    return {
        "sold": sums.sold,
        "hammer": currency.plain(sums.hammer),
        "premium": currency.plain(sums.premium),
        "total": currency.plain(sums.total),
    }


def _money_json(shares: Iterable[Share], currency: Currency) -> list[dict[str, object]]:
    return [
        {
            "party": share.party,
            "recorded": currency.plain(share.recorded),
            "what_if": currency.plain(share.what_if),
            "difference": currency.plain(share.what_if - share.recorded),
        }
        for share in shares
    ]


def note_sentences(comparison: Comparison) -> tuple[str, ...]:
    """Say which bids fared otherwise, and what was left aside."""
    money = comparison.as_recorded.currency
    return tuple(_note_sentence(note, money) for note in comparison.notes)


def _note_sentence(note: Note, money: Currency) -> str:
    event = note.event
    if event is None:
        return "The lot stays open: it waits for its first bid."
    why = "" if note.objection is None else note.objection.words
    match note.fared, event:
        case Fared.LEFT_ASIDE, _:
            aside = "Left aside, for it came after the hammer"
            return f"{aside}: {sentence(event, money)}"
        case Fared.TOO_LATE, BidPlaced() | LiveBidTaken():
            return f"{_named(event, money)}, was taken, and comes too late."
        case Fared.REFUSED, BidPlaced() | LiveBidTaken():
            return f"{_named(event, money)}, was taken, and is refused here: {why}"
        case Fared.TAKEN, BidRefused(code=code):
            return f"{_named(event, money)}, was refused ({code}), and is taken here."
        case _:
            return f"{sentence(event, money)} Not so here: {why}"


def _named(bid: BidPlaced | LiveBidTaken | BidRefused, money: Currency) -> str:
    """Name a bid by its number, its bidder and its amount."""
    return f"Bid {bid.bid} of {bid.paddle}, {money.write(bid.submitted)}"


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
