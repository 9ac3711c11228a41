"""The panels around the lot on the screen, each made from a state alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from ledger.identity import number_of
from ledger.visible import visible
from presenters.console.keys import KEYS
from presenters.console.state import phone_bidders
from presenters.times import local_time
from presenters.words import counted

if TYPE_CHECKING:
    from datetime import datetime

    from presenters.console.input_line import ClerkLine
    from presenters.console.question import Question
    from presenters.console.state import HeardBid, SessionState

DIM = "dim"
BOLD = "bold"
GOOD = "bold green"
KEY = "bold cyan"

PHONES_SHOWN = 4

LINES = (
    " 105f      paddle 105 bids what is asked; 105=1500f: it bids 1,500",
    " f or l    whoever bid last that way and does not lead",
    " p         the one telephone that does not lead",
    " Escape clears the line, Backspace takes one sign. Any key goes back.",
)


def heading(state: SessionState) -> Text:
    """Name the sale and the session."""
    name = f" {state.sale.id}  {state.sale.terms.title}, {state.session.name}"
    return Text(visible(name), style=BOLD, no_wrap=True, overflow="ellipsis")


def clock(state: SessionState, at: datetime) -> Text:
    """Say what the clock on the wall says, and how far the log is seen."""
    time = local_time(at, state.sale.terms.zone).partition(" ")[2]
    return Text(f"position {state.position}  {time} ", no_wrap=True)


def bids(state: SessionState, width: int, height: int) -> Text:
    """List the last bids on the lot, the newest first."""
    if not state.bids:
        return Text("none yet", style=DIM)
    money = state.sale.terms.rules.currency
    lines = [
        _bid_line(bid, money.write(bid.amount), width) for bid in state.bids[:height]
    ]
    if lines:
        lines[0].stylize(BOLD)
    return Text("\n").join(lines)


def _bid_line(bid: HeardBid, amount: str, width: int) -> Text:
    who = f"{bid.who} cut" if bid.cut else bid.who
    room = max(width - len(amount), 1)
    style = "dim strike" if bid.taken_back else ""
    return Text(f"{who[: room - 1]:<{room}}{amount}", style=style, no_wrap=True)


def telephones(state: SessionState) -> Text:
    """List who bids by telephone, on which line, and who of them leads."""
    lot = state.up
    bidders = [] if lot is None else phone_bidders(lot)
    if lot is None or not bidders:
        return Text("none registered", style=DIM)
    leader = None if lot.standing is None else lot.standing.leader
    lines = []
    for paddle, line in bidders:
        where = "" if line is None else f"  line {line}"
        leads = paddle == leader
        words = f"{state.named(paddle, lot)}{where}{'  leads' if leads else ''}"
        lines.append(Text(words, style=GOOD if leads else "", no_wrap=True))
    return _first_lines(lines, PHONES_SHOWN, "phone")


def coming(state: SessionState, height: int) -> Text:
    """List the lots that come next; those that were skipped stand last."""
    lines = []
    for lot in state.to_come:
        line = Text(no_wrap=True, overflow="ellipsis")
        line.append(f"{number_of(lot.id)}  ", BOLD)
        if lot.skipped:
            line.append("skipped  ", DIM)
        lines.append(line.append(visible(lot.listing.title)))
    if not lines:
        return Text("none left", style=DIM)
    return _first_lines(lines, height, "lot")


def _first_lines(lines: list[Text], height: int, noun: str) -> Text:
    """Keep what fits, and say how much more there is."""
    if len(lines) > height > 0:
        more = len(lines) - height + 1
        lines = [*lines[: height - 1], Text(f"and {counted(more, noun)} more", DIM)]
    return Text("\n", no_wrap=True, overflow="ellipsis").join(lines)


def totals(state: SessionState) -> Text:
    """Say what the session has come to so far."""
    totals, money = state.totals, state.sale.terms.rules.currency
    line = Text(f" Hammer {money.write(totals.hammer)}", style=BOLD)
    over = ", session over" if state.is_over else ""
    lots = f"{totals.sold} sold, {totals.passed} passed, {totals.to_come} to come"
    return line.append(f"  {lots}{over}", "not bold")


def typing(line: ClerkLine) -> Text:
    """Show the line that is half typed; a refused one is no longer gone on with."""
    text = Text(f" > {line}", style=DIM if line.refused else BOLD).append("_", DIM)
    return text.append("  ").append(" CUT ", "black on cyan") if line.cut else text


def question(asked: Question) -> Text:
    """Show a question on the line, and what is half answered."""
    text = Text.assemble((f" {asked.asks}: ", KEY), (asked.answer, BOLD), ("_", DIM))
    return text.append("   Enter goes on, Escape leaves it", DIM)


def help_page() -> Text:
    """Say what each key does, and how a line is typed."""
    meanings = [Text.assemble((f" {key.sign}  ", KEY), key.meaning) for key in KEYS]
    return Text("\n").join([*meanings, *(Text(line) for line in LINES)])


def key_labels(width: int) -> Text:
    """Name the keys, in as many lines as it takes."""
    labels, used = Text(), 0
    for key in KEYS:
        length = len(f" {key.sign} {key.label} ")
        if used + length > width:
            labels.append("\n")
            used = 0
        labels.append(f" {key.sign}", KEY).append(f" {key.label} ")
        used += length
    return labels
