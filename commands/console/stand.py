"""The lot on the stand: what it is, where the bidding is, and what is asked.

What a bid of the book would go to is not in here, and the reserve only where it may be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from commands.console.scene import who_leads
from ledger.identity import number_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from commands.console.scene import Scene
    from ledger.lot import Lot

DIM = "dim"
BOLD = "bold"
GOOD = "bold green"
POOR = "bold red"
LIT = "bold black on yellow"


def title(scene: Scene) -> str:
    """Name the lot that is up, or say what became of the last one."""
    lot = scene.shown
    if lot is None:
        return "No lot is up"
    told = "" if lot.up is not None else f", {lot.stage}"
    return f"Lot {number_of(lot.id)}{told}"


def asking(scene: Scene) -> str:
    """Say what is asked; nothing where no lot is up."""
    lot = scene.up
    return "" if lot is None else lot.listing.currency.write(lot.asking)


def texts(scene: Scene, *, show_reserve: bool) -> Iterator[tuple[str, Text]]:
    """Say the rest, each under the name of its place on the screen."""
    up, lot = scene.up, scene.shown
    if lot is not None:
        yield "title", Text(lot.listing.title, style=BOLD)
        yield "estimate", Text(_estimate(lot))
        yield "reserve", _reserve(lot, shown=show_reserve)
        yield "high", _high_bid(lot)
        yield "description", Text(lot.listing.description, style=DIM)
    if up is None:
        yield "label", _invitation(scene)
        yield "light", Text()
    else:
        warned = up.up is not None and up.up.warned
        yield "label", Text("asking", style=DIM)
        yield "light", Text(" FAIR WARNING " if warned else "", style=LIT)


def _invitation(scene: Scene) -> Text:
    if scene.is_over:
        return Text("The session is over.", style=DIM)
    if not scene.to_come:
        return Text("Every lot is done. e ends the session.", style=DIM)
    number = number_of(scene.to_come[0].id)
    return Text(f"n puts up lot {number}.", style=DIM)


def _estimate(lot: Lot) -> str:
    """Say what the lot was thought to fetch, and how many pieces it is."""
    write = lot.listing.currency.write
    listing = lot.listing
    low, high, told = listing.low_estimate, listing.high_estimate, "no estimate"
    if low is not None:
        told = f"estimate {write(low)}" + ("" if high is None else f" to {write(high)}")
    if listing.quantity == 1:
        return told
    how = listing.quantity_mode.value.replace("-", " ")
    return f"{told}; {listing.quantity} pieces, {how}"


def _reserve(lot: Lot, *, shown: bool) -> Text:
    if lot.reserve is None:
        return Text("no reserve", style=DIM)
    amount = f"{lot.listing.currency.write(lot.reserve)} " if shown else ""
    met = lot.standing is not None and bool(lot.standing.reserve_met)
    said = Text(f"reserve {amount}")
    return said.append("met" if met else "not met", GOOD if met else POOR)


def _high_bid(lot: Lot) -> Text:
    """Say where the bidding stands and with whom, or at what it ended."""
    write = lot.listing.currency.write
    if lot.sold is not None:
        said = Text(f"sold at {write(lot.sold.hammer)}  ", style=BOLD)
        return said.append(f"to {lot.sold.buyer}", GOOD)
    if lot.price is None:
        return Text("no bid yet" if lot.up is not None else "no bid", style=DIM)
    said = Text("high bid  ").append(f"{write(lot.price)}  ", BOLD)
    return said.append(who_leads(lot), GOOD)
