"""The prices of a foreign bid history, beside the announced ones."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.money import Currency
from ledger.refusals import BidBelowAsking
from ledger.replay.foreign import Doubt, Verdict
from presenters.shape import Amount, Decimals, Shape
from presenters.words import counted, if_any

COLUMNS = (
    ("lot", "left"),
    ("price", "right"),
    ("leader", "right"),
    ("bids", "right"),
    ("refused", "right"),
    ("announced", "right"),
    ("why", "left"),
)


class VerdictShape(Shape):
    """The price of one lot of a foreign history."""

    lot: str
    """The lot, as the history names it."""
    price: Amount | None
    """The price under the rules; null where no bid is sound."""
    leader: str | None
    """Who leads at that price; the line of the bid where the file names no bidders."""
    bids: int
    """How many bids were taken."""
    refused: int
    """How many bids were refused."""
    announced: Amount | None
    """The price that was announced; null where none was."""
    agrees: bool | None
    """Whether both prices are the same; null where none was announced."""
    why: str | None
    """A possible reason for another price."""


class VerdictsShape(Shape):
    """The prices of the lots of a foreign history."""

    lots: int
    """How many lots it has."""
    bids: int
    """How many bids were made, the refused ones included."""
    refused: int
    """How many of them were refused."""
    matched: int
    """How many announced prices agree."""
    results: tuple[VerdictShape, ...]
    """Lot by lot."""


def verdicts_shape(verdicts: Sequence[Verdict], currency: Currency) -> VerdictsShape:
    """Return what each lot came to as its shape, and how many prices agree."""
    return VerdictsShape(
        lots=len(verdicts),
        bids=sum(verdict.bids + verdict.refused for verdict in verdicts),
        refused=sum(verdict.refused for verdict in verdicts),
        matched=sum(verdict.agrees is True for verdict in verdicts),
        results=tuple(_verdict_shape(verdict, currency) for verdict in verdicts),
    )


def _verdict_shape(verdict: Verdict, currency: Currency) -> VerdictShape:
    decimal = Decimals(currency)
    return VerdictShape(
        lot=verdict.lot,
        price=decimal(verdict.price),
        leader=verdict.leader,
        bids=verdict.bids,
        refused=verdict.refused,
        announced=decimal(verdict.announced),
        agrees=verdict.agrees,
        why=_doubt_words(verdict, currency),
    )


def verdict_row(verdict: Verdict, currency: Currency) -> tuple[object, ...]:
    """Write a lot as a row of the table of what does not agree."""
    return (
        verdict.lot,
        if_any(currency.write, verdict.price),
        verdict.leader,
        verdict.bids,
        verdict.refused,
        if_any(currency.write, verdict.announced),
        _doubt_words(verdict, currency),
    )


def verdicts_sentence(verdicts: Sequence[Verdict]) -> str:
    """Count lots and bids, and the announced prices that agree."""
    prices = sum(verdict.announced is not None for verdict in verdicts)
    agree = sum(verdict.agrees is True for verdict in verdicts)
    refused = sum(verdict.refused for verdict in verdicts)
    bids = counted(sum(verdict.bids for verdict in verdicts) + refused, "bid")
    agreed = f": {agree} of {prices} announced prices agree" if prices else ""
    return f"{counted(len(verdicts), 'lot')}, {bids}, {refused} refused{agreed}."


def _doubt_words(verdict: Verdict, currency: Currency) -> str | None:
    """Say what a price that the visible bids do not give may come from."""
    visible = if_any(currency.write, verdict.price)
    match verdict.doubt:
        case None:
            return None
        case Doubt.MASKED:
            return (
                f'bids of several bidders may be under the one name "{verdict.masked}":'
                " the bidders are masked"
            )
        case Doubt.REFUSED:
            return _refused_words(verdict, currency)
        case Doubt.NO_SOUND_BID:
            announced = if_any(currency.write, verdict.announced)
            return f"{announced} was announced, but no visible bid is sound"
        case Doubt.BELOW:
            return (
                f"below the {visible} that the visible bids support: a bid was "
                "retracted, or other increments were used"
            )
        case Doubt.BEYOND:
            highest = if_any(currency.write, verdict.highest)
            return (
                f"above every bid of the file, the highest being {highest}: the "
                "winning bid is not among them"
            )
        case Doubt.HIDDEN:
            return (
                f"above the {visible} that the visible bids support, within the "
                "leader's maximum: a hidden reserve, or a missing bid"
            )


def _refused_words(verdict: Verdict, currency: Currency) -> str | None:
    """Name the bid of the file that the rules refuse, and what to look at."""
    if (refused := verdict.refused_bid) is None:
        return None
    bid = refused.bid
    who = "" if bid.bidder is None else f" by {bid.bidder}"
    words = f"line {bid.line}, {currency.write(bid.maximum)}{who}, is refused here"
    if refused.code != BidBelowAsking.code:
        return f"{words} ({refused.code})"
    return f"{words} (asked {currency.write(refused.asking)}): other increments?"
