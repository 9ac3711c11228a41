"""The auditor's history in words: what touched the bidding, and who says so."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from ledger.events.vocabulary import Rule
from ledger.identity import BidId, Channel, LotId, Paddle, Role, SaleId, number_of
from ledger.increments import OffIncrement
from ledger.terms.bidding import StrikePolicy
from presenters.entry_times import listed_at, other_times_words
from presenters.event_sentences import OWN_LOT, increment_words
from presenters.shape import Amount, Decimals, Shape
from presenters.standing import rule_words
from presenters.times import local_time

if TYPE_CHECKING:
    from ledger.money import Currency
    from projections.bids import HistoryLine

COLUMNS = (
    ("position", "right"),
    ("when", "left"),
    ("lot", "right"),
    ("bid", "right"),
    ("paddle", "right"),
    ("maximum", "right"),
    ("leader", "right"),
    ("price", "right"),
)

_COLUMNS = {
    "command_key": "key",
    "terms_version": "terms",
    "bids_out": "out",
    "remark": "said",
}
"""The keys that the row of the view calls otherwise."""

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


class BiddingEntryShape(Shape):
    """An entry in the history of the bidding: everything that touched it, for auditors.

    What an entry does not say is null.
    """

    position: int
    """The event."""
    sale: SaleId
    """The sale."""
    lot: LotId
    """The lot: its sale and its number in the catalogue."""
    kind: str
    """The event, such as ``bid``, ``live``, ``refused``, ``struck`` or ``sold``."""
    bid: BidId | None
    """The bid: its lot and number, refused bids counted."""
    paddle: Paddle | None
    """Who bid, registered or bought; ``HOUSE`` for the house."""
    client_class: str | None
    """The class that sets the buyer's premium."""
    submitted: Amount | None
    """The amount as the bidder wrote it."""
    maximum: Amount | None
    """The maximum that counts. Private."""
    amount: Amount | None
    """A reserve or an increment that was set, a bid of the house, or a hammer price."""
    off_increment: OffIncrement | None
    """The channel's rule for amounts off the ladder."""
    static: bool | None
    """Whether the bid stands at its own amount."""
    break_tie: bool | None
    """Whether the bidder allows one increment more to win a tie."""
    channel: Channel | None
    """How the bid came."""
    phone_line: int | None
    """The line of the house that calls the bidder."""
    received_at: datetime | None
    """When the bid reached the house."""
    entered_at: datetime | None
    """When the bid was typed."""
    stated: bool
    """Whether somebody stated when the bid reached the house."""
    read_at: datetime | None
    """When a service or console read it, where that decides whether it was in time."""
    closed_at: datetime | None
    """When the lot was closed."""
    claimed_at: datetime | None
    """What was claimed as its time beside the clock's; it decides nothing."""
    recorded_at: datetime
    """When it was recorded."""
    actor: str
    """Who recorded it."""
    role: Role
    """In what capacity they acted."""
    on_behalf_of: str | None
    """For whom they acted."""
    reason: str | None
    """Why: of a correction."""
    command_key: str | None
    """The command key it was recorded with."""
    leader: Paddle | None
    """The paddle that leads then."""
    price: Amount | None
    """The price that the bidding has reached then."""
    asking: Amount | None
    """The least that the next bidder must offer then."""
    reserve_met: bool | None
    """Whether the reserve is met then; null where there is none."""
    premium: Amount | None
    """The buyer's premium on that price."""
    rule: Rule | None
    """The rule that decided the price."""
    step: Amount | None
    """The increment that the rule applied."""
    against: Amount | None
    """The other maximum that the price was measured against. Private."""
    terms_version: int | None
    """The version of the sale's terms in force, counted from 1."""
    ends_at: datetime | None
    """When the lot closes from then on."""
    cut: bool | None
    """Whether a bid in the room was half an increment."""
    policy: StrikePolicy | None
    """The policy for the rest of the bidding once a bid is taken out."""
    bids_out: str | None
    """The bids that a correction took out."""
    authorised_by: str | None
    """The second person of a correction, or of a stated receipt."""
    code: str | None
    """The code of a refusal; why a lot was passed, opened, extended or reopened."""
    sealed: bool | None
    """Whether the amounts are sealed: they are null until they are opened."""
    remark: str | None
    """The sentence that the bidder was given."""
    out_of_time: bool
    """Whether the bid was received before a bid that was recorded earlier."""
    before_close: bool
    """Whether the bid was received before a close that was recorded earlier."""
    own_lot: bool
    """Whether the bidder is the consignor of the lot."""
    taken_out: int | None
    """The event that took the bid out; null where it stands."""


def bidding_entry_shape(line: HistoryLine, currency: Currency) -> BiddingEntryShape:
    """Return an entry in the history of the bidding as its shape."""
    money = Decimals(currency)
    fields = {
        name: getattr(line, _COLUMNS.get(name, name))
        for name in BiddingEntryShape.__struct_fields__
    }
    amounts = {name: money(fields[name]) for name in AMOUNTS}
    return BiddingEntryShape(**{**fields, **amounts, "kind": line.kind.value})


def row(line: HistoryLine, currency: Currency, zone: str) -> tuple[object, ...]:
    """Write a line as a row: when it was received, or else closed or recorded."""
    maximum = line.maximum if line.maximum is not None else line.submitted
    return (
        line.position,
        local_time(listed_at(line), zone),
        number_of(line.lot),
        line.bid,
        line.paddle,
        ("sealed" if line.sealed else None)
        if maximum is None
        else currency.write(maximum),
        line.leader,
        None if line.price is None else currency.write(line.price),
    )


def remark(line: HistoryLine, currency: Currency, zone: str) -> str:
    """Say what a line tells: what was done, how, under which rule, by whom."""
    parts = (
        _event_words(line, currency),
        _rule_words(line, currency),
        other_times_words(line, zone),
        _recorder_words(line),
    )
    words = f". {line.said}" if line.said else ""
    own = f". {OWN_LOT}" if line.own_lot else ""
    return "; ".join(part for part in parts if part) + words + own


def _event_words(line: HistoryLine, currency: Currency) -> str:
    kind = line.kind.value
    way = "" if line.channel is None else f" {line.channel.way}"
    missing = "none" if not line.sealed else "a sealed amount"
    amount = missing if line.amount is None else currency.write(line.amount)
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
            return f"passed, {_code_words(line.code)}; highest {amount}"
        case _:
            return _room_words(line, currency) or _correction_words(line, way, amount)


def _room_words(line: HistoryLine, currency: Currency) -> str | None:
    """Say what the auctioneer or the clock did; None where it was neither."""
    match line.kind.value:
        case "opened":
            return f"opened in the room, {_code_words(line.code)}"
        case "asked":
            asking = "" if line.asking is None else currency.write(line.asking)
            return f"the room was asked for {asking}"
        case "increment":
            return increment_words(line.amount, currency)
        case "warned":
            return "fair warning"
        case "skipped":
            return "left for later"
        case "extended":
            return f"kept open by {line.bid}, {_code_words(line.code)}"
        case _:
            return None


def _correction_words(line: HistoryLine, way: str, amount: str) -> str:
    """Say what a correction did; of any other line, what it is called."""
    kind, number = line.kind.value, line.phone_line
    match kind:
        case "retracted" | "struck":
            return f"{kind} {line.out}, {_code_words(line.policy)}"
        case "reopened":
            return f"reopened, {_code_words(line.code)}"
        case "rescinded" | "resold" | "amended":
            return f"{kind}{way}, hammer {amount}"
        case _:
            return f"{kind}{way}" + ("" if number is None else f", line {number}")


def _code_words(code: str | None) -> str:
    return (code or "").replace("-", " ")


def _rule_words(line: HistoryLine, currency: Currency) -> str:
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


def _recorder_words(line: HistoryLine) -> str:
    behalf = "" if line.on_behalf_of is None else f" for {line.on_behalf_of}"
    reason = "" if line.reason is None else f", because: {line.reason}"
    second = "" if line.authorised_by is None else f", with {line.authorised_by}"
    return f"{line.actor} ({line.role}){behalf}{second}{reason}"


def title(name: LotId | str, zone: str) -> str:
    """Head the history of a sale or lot, and say whose clock its times are on."""
    return f"{name}, times in {zone}"
