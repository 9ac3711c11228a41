"""What stands on the screen around the lot: each panel is made from a scene alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from commands.console.calls import CALLS
from commands.console.scene import phones
from ledger.identity import number_of
from presenters.times import local_time
from presenters.words import counted

if TYPE_CHECKING:
    from datetime import datetime

    from commands.console.question import Question
    from commands.console.scene import Called, Scene
    from commands.console.slip import Typed
    from ledger.lot import Lot

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


def heading(scene: Scene) -> Text:
    """Name the sale and the session."""
    told = f" {scene.sale.id}  {scene.sale.terms.title}, {scene.session.name}"
    return Text(told, style=BOLD, no_wrap=True, overflow="ellipsis")


def hour(scene: Scene, at: datetime) -> Text:
    """Say what the clock on the wall says, and how far the log is seen."""
    time = local_time(at, scene.sale.terms.zone).partition(" ")[2]
    return Text(f"position {scene.position}  {time} ", no_wrap=True)


def calls(scene: Scene, width: int, height: int) -> Text:
    """List the last calls on the lot, the newest first."""
    if not scene.calls:
        return Text("none yet", style=DIM)
    money = scene.sale.terms.rules.currency
    told = [_call(one, money.write(one.amount), width) for one in scene.calls[:height]]
    if told:
        told[0].stylize(BOLD)
    return Text("\n").join(told)


def _call(called: Called, amount: str, width: int) -> Text:
    who = f"{called.who} cut" if called.cut else called.who
    room = max(width - len(amount), 1)
    style = "dim strike" if called.taken_back else ""
    return Text(f"{who[: room - 1]:<{room}}{amount}", style=style, no_wrap=True)


def telephones(lot: Lot | None) -> Text:
    """List who bids by telephone, on which line, and who of them leads."""
    held = [] if lot is None else phones(lot)
    if lot is None or not held:
        return Text("none registered", style=DIM)
    leader = None if lot.standing is None else lot.standing.leader
    told = []
    for paddle, line in held:
        where = "" if line is None else f"  line {line}"
        leads = paddle == leader
        said = f"{paddle}{where}{'  leads' if leads else ''}"
        told.append(Text(said, style=GOOD if leads else "", no_wrap=True))
    return _cut_off(told, PHONES_SHOWN, "phone")


def coming(scene: Scene, height: int) -> Text:
    """List the lots that come next; those that were skipped stand last."""
    told = []
    for lot in scene.to_come:
        line = Text(no_wrap=True, overflow="ellipsis")
        line.append(f"{number_of(lot.id)}  ", BOLD)
        if lot.skipped:
            line.append("skipped  ", DIM)
        told.append(line.append(lot.listing.title))
    return _cut_off(told, height, "lot") if told else Text("none left", style=DIM)


def _cut_off(told: list[Text], height: int, noun: str) -> Text:
    """Keep what fits, and say how much more there is."""
    if len(told) > height > 0:
        more = len(told) - height + 1
        told = [*told[: height - 1], Text(f"and {counted(more, noun)} more", DIM)]
    return Text("\n", no_wrap=True, overflow="ellipsis").join(told)


def takings(scene: Scene) -> Text:
    """Say what the session has come to so far."""
    held, money = scene.takings, scene.sale.terms.rules.currency
    said = Text(f" Hammer {money.write(held.hammer)}", style=BOLD)
    over = ", session over" if scene.is_over else ""
    told = f"{held.sold} sold, {held.passed} passed, {held.to_come} to come{over}"
    return said.append(f"  {told}", "not bold")


def typing(typed: Typed) -> Text:
    """Show the line that is half typed."""
    said = Text(f" > {typed}", style=BOLD).append("_", DIM)
    return said.append("  ").append(" CUT ", "black on cyan") if typed.cut else said


def question(asked: Question) -> Text:
    """Show a question on the line, and what is half answered."""
    said = Text.assemble((f" {asked.asks}: ", KEY), (asked.answer, BOLD), ("_", DIM))
    return said.append("   Enter goes on, Escape leaves it", DIM)


def meanings() -> Text:
    """Say what each key does, and how a line is typed."""
    told = [Text.assemble((f" {one.key}  ", KEY), one.means) for one in CALLS]
    return Text("\n").join([*told, *(Text(line) for line in LINES)])


def keys(width: int) -> Text:
    """Name the keys, in as many lines as it takes."""
    said, used = Text(), 0
    for call in CALLS:
        label = len(f" {call.key} {call.word} ")
        if used + label > width:
            said.append("\n")
            used = 0
        said.append(f" {call.key}", KEY).append(f" {call.word} ")
        used += label
    return said
