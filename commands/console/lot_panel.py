"""The lot that is up: what it is, where the bidding stands, and what is asked.

Absentee maximums never appear here, and the reserve only where it may.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from ledger.identity import number_of
from ledger.lot.standing import ladder_on
from ledger.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.lot import Lot
    from ledger.terms import Rules
    from presenters.console.state import SessionState

DIM = "dim"
BOLD = "bold"
GOOD = "bold green"
POOR = "bold red"
LIT = "bold black on yellow"


def title(state: SessionState) -> str:
    """Name the lot that is up, or say what became of the last one."""
    lot = state.shown
    if lot is None:
        return "No lot is up"
    ended = "" if lot.up is not None else f", {lot.stage}"
    return f"Lot {number_of(lot.id)}{ended}"


def asking(state: SessionState) -> str:
    """Say what is asked; nothing where no lot is up."""
    lot = state.up
    return "" if lot is None else lot.listing.currency.write(lot.asking)


def texts(state: SessionState, *, show_reserve: bool) -> Iterator[tuple[str, Text]]:
    """Say the rest, each under the name of its place on the screen."""
    up, lot = state.up, state.shown
    if lot is not None:
        yield "title", Text(visible(lot.listing.title), style=BOLD)
        yield "estimate", Text(_estimate_text(lot))
        yield "reserve", _reserve_text(lot, shown=show_reserve)
        yield "high", _high_bid_text(lot, state)
        yield (
            "description",
            Text(visible(lot.listing.description, keep="\n"), style=DIM),
        )
    if up is None:
        yield "label", _next_step_text(state)
        yield "asks", _next_step_text(state)
        yield "light", Text()
    else:
        warned = up.up is not None and up.up.warned
        climbs = _increment_text(up, state.sale.terms.rules)
        yield "label", Text("asking, ", style=DIM).append(climbs)
        asks = Text("asking ", style=DIM).append(asking(state), BOLD)
        yield "asks", asks.append(", ").append(climbs)
        yield "light", Text(" FAIR WARNING " if warned else "", style=LIT)


def _increment_text(lot: Lot, rules: Rules) -> Text:
    """Say by how much the lot climbs, and whether the auctioneer chose that."""
    step = ladder_on(lot, rules).step_at(lot.asking if lot.price is None else lot.price)
    words = f"steps of {lot.listing.currency.write(step)}"
    if lot.increment is None:
        return Text(words, style=DIM)
    return Text(f"{words}, this lot", style=BOLD)


def _next_step_text(state: SessionState) -> Text:
    if state.is_over:
        return Text("The session is over.", style=DIM)
    if not state.to_come:
        return Text("Every lot is done. e ends the session.", style=DIM)
    number = number_of(state.to_come[0].id)
    return Text(f"n puts up lot {number}.", style=DIM)


def _estimate_text(lot: Lot) -> str:
    """Say what the lot was thought to fetch, and how many pieces it is."""
    write = lot.listing.currency.write
    listing = lot.listing
    low, high, words = listing.low_estimate, listing.high_estimate, "no estimate"
    if low is not None:
        words = f"estimate {write(low)}"
        words += "" if high is None else f" to {write(high)}"
    if listing.quantity == 1:
        return words
    how = listing.quantity_mode.value.replace("-", " ")
    return f"{words}; {listing.quantity} pieces, {how}"


def _reserve_text(lot: Lot, *, shown: bool) -> Text:
    if lot.reserve is None:
        return Text("no reserve", style=DIM)
    amount = f"{lot.listing.currency.write(lot.reserve)} " if shown else ""
    met = lot.standing is not None and bool(lot.standing.reserve_met)
    text = Text(f"reserve {amount}")
    return text.append("met" if met else "not met", GOOD if met else POOR)


def _high_bid_text(lot: Lot, state: SessionState) -> Text:
    """Say where the bidding stands and with whom, or at what it ended."""
    write = lot.listing.currency.write
    if lot.sold is not None:
        text = Text(f"sold at {write(lot.sold.hammer)}  ", style=BOLD)
        return text.append(f"to {state.named(lot.sold.buyer, lot)}", GOOD)
    if lot.price is None:
        return Text("no bid yet" if lot.up is not None else "no bid", style=DIM)
    text = Text("high bid  ").append(f"{write(lot.price)}  ", BOLD)
    return text.append(state.who_leads(lot), GOOD)
