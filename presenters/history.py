"""The auditor's history in words: what touched the bidding, and who says so."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from ledger.identity import number_of
from presenters.standing import rule_words
from presenters.times import local_time

if TYPE_CHECKING:
    from ledger.identity import LotId
    from ledger.money import Currency
    from projections.bids import HistoryLine

COLUMNS = (
    ("position", "right"),
    ("when", "left"),
    ("lot", "right"),
    ("paddle", "right"),
    ("maximum", "right"),
    ("leader", "right"),
    ("price", "right"),
)

AMOUNTS = (
    "submitted",
    "maximum",
    "amount",
    "price",
    "asking",
    "premium",
    "step",
    "against",
)


def row(line: HistoryLine, currency: Currency, zone: str) -> tuple[object, ...]:
    """Write a line as a row: when it was received, or else closed or recorded."""
    at = line.received_at or line.closed_at or line.entered_at or line.recorded_at
    maximum = line.maximum if line.maximum is not None else line.submitted
    return (
        line.position,
        local_time(at, zone),
        number_of(line.lot),
        line.paddle,
        None if maximum is None else currency.write(maximum),
        line.leader,
        None if line.price is None else currency.write(line.price),
    )


def remark(line: HistoryLine, currency: Currency, zone: str) -> str:
    """Say what a line tells: what was done, how, under which rule, by whom."""
    parts = (
        _what(line, currency),
        _under(line, currency),
        _when(line, zone),
        _who(line),
    )
    words = f". {line.said}" if line.said else ""
    return "; ".join(part for part in parts if part) + words


def _what(line: HistoryLine, currency: Currency) -> str:
    kind = line.kind.value
    way = "" if line.channel is None else f" {line.channel.way}"
    amount = "none" if line.amount is None else currency.write(line.amount)
    match kind:
        case "bid" | "live":
            ways = (
                ("in the room", kind == "live"),
                ("cut", line.cut),
                ("static", line.static),
                ("may break a tie", line.break_tie),
            )
            gone = "" if line.taken_out is None else f", taken out at {line.taken_out}"
            traits = "".join(f", {trait}" for trait, so in ways if so)
            return f"bid{way}{traits}{gone}"
        case "refused":
            return f"refused{way}, {line.code}"
        case "house":
            return f"the house bid {amount} for the consignor"
        case "reserve":
            return f"reserve set: {amount}"
        case "sold":
            return f"sold{way}, hammer {amount}"
        case "passed":
            return f"passed, {_words(line.code)}; highest {amount}"
        case _:
            return _called(line, currency) or _put_right(line, way, amount)


def _called(line: HistoryLine, currency: Currency) -> str | None:
    """Say what the auctioneer or the clock did; None where it was neither."""
    match line.kind.value:
        case "opened":
            return f"opened in the room, {_words(line.code)}"
        case "asked":
            asking = "" if line.asking is None else currency.write(line.asking)
            return f"the room was asked for {asking}"
        case "warned":
            return "fair warning"
        case "skipped":
            return "left for later"
        case "extended":
            return f"kept open by {line.bid}, {_words(line.code)}"
        case _:
            return None


def _put_right(line: HistoryLine, way: str, amount: str) -> str:
    """Say what a correction did; of any other line, what it is called."""
    kind, number = line.kind.value, line.phone_line
    match kind:
        case "retracted" | "struck":
            return f"{kind} {line.out}, {_words(line.policy)}"
        case "reopened":
            return f"reopened, {_words(line.code)}"
        case "rescinded" | "resold" | "amended":
            return f"{kind}{way}, hammer {amount}"
        case _:
            return f"{kind}{way}" + ("" if number is None else f", line {number}")


def _words(code: str | None) -> str:
    return (code or "").replace("-", " ")


def _under(line: HistoryLine, currency: Currency) -> str:
    """Name the rule, and what it measured; a slip off the ladder is told as written."""
    parts = []
    if line.maximum is not None and line.submitted != line.maximum:
        assert line.submitted is not None, "a maximum was submitted"
        parts.append(f"written {currency.write(line.submitted)}, {line.off_increment}")
    if line.rule is not None:
        step = f" of {currency.write(line.step)}" if line.step else ""
        over = "" if line.against is None else f" over {currency.write(line.against)}"
        parts.append(f"rule: {rule_words(line.rule)}{step}{over}, terms {line.terms}")
    return "; ".join(parts)


def _when(line: HistoryLine, zone: str) -> str:
    """Say where a bid was typed at another time than it came, and out of its turn."""
    parts = []
    if line.entered_at is not None and line.entered_at != line.received_at:
        parts.append(f"entered {local_time(line.entered_at, zone)}")
    if line.ends_at is not None:
        parts.append(f"closes {local_time(line.ends_at, zone)}")
    if line.out_of_time:
        parts.append("received before a bid above")
    return ", ".join(parts)


def _who(line: HistoryLine) -> str:
    behalf = "" if line.on_behalf_of is None else f" for {line.on_behalf_of}"
    reason = "" if line.reason is None else f", because: {line.reason}"
    second = "" if line.authorised_by is None else f", with {line.authorised_by}"
    return f"{line.actor} ({line.role}){behalf}{second}{reason}"


def row_json(line: HistoryLine, currency: Currency) -> dict[str, object]:
    """Return a line for scripts, every field of it."""
    fields = asdict(line)
    for name in AMOUNTS:
        if fields[name] is not None:
            fields[name] = currency.plain(fields[name])
    return fields


def title(name: LotId | str, zone: str) -> str:
    """Head the history of a sale or lot, and say whose clock its times are on."""
    return f"{name}, times in {zone}"
