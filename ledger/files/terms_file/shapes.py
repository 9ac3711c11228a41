"""The shape of a terms file: its tables and keys, and what each value is.

Every key is forbidden that is not named here. A value is None where it was left out or
could not be read; what must not be left out has a description instead of a default.
"""

from __future__ import annotations

from pydantic import Field

from ledger.files.toml.leaves import (
    Amount,
    ChannelKey,
    Code,
    Count,
    Cuts,
    Day,
    Early,
    Fee,
    Flag,
    Lots,
    Moment,
    OneBasis,
    OneChannel,
    OneEligibility,
    OneKind,
    OneMode,
    OneNextAsk,
    OneOff,
    OneOpenings,
    OnePolicy,
    OneReserve,
    OneScope,
    OneSelfRaise,
    OneTaxable,
    OneTie,
    OneTopic,
    OneTrigger,
    OneUnopened,
    Rate,
    Sale,
    Span,
    Text,
    Whole,
    Zone,
)
from ledger.files.toml.tables import TomlTable


class IncrementBandTable(TomlTable):
    """A line of ``[[bidding.increments]]``."""

    from_: Amount = Field(
        alias="from", description="where it starts", examples=['from = "0"']
    )
    step: Amount = None
    percent: Rate = None
    values: list[Amount] | None = None
    each: Amount = None


class BiddingTable(TomlTable):
    """The table ``[bidding]``."""

    increments: list[IncrementBandTable | None] | None = Field(
        description="the ladder of prices",
        examples=['[[bidding.increments]] from = "0" step = "10"'],
    )
    basis: OneBasis = None
    off_increment: dict[ChannelKey, OneOff] | None = None
    ties: OneTie = None
    reserve: OneReserve = None
    self_raise: OneSelfRaise = None
    whole_units: Flag = None
    lowering: Flag = None
    break_ties: Flag = None
    retractable: Flag = None
    retraction: OnePolicy = None
    far_times_asking: Cuts = None
    far_times_estimate: Cuts = None
    openings: OneOpenings = None


class RoomTable(TomlTable):
    """The table ``[room]``."""

    opening_from: Rate = None
    opening_to: Rate = None
    grace: Span = None
    cut_bids_per_bidder: Cuts = None
    proxy_wins_ties: Flag = None
    house_bids: Flag = None
    next_ask: OneNextAsk = None
    grace_channels: list[OneChannel] | None = None


class BandTable(TomlTable):
    """A line of ``[[premium.bands]]``; ``from`` only repeats where it starts."""

    from_: Amount = Field(alias="from", default=None)
    up_to: Amount = None
    rate: Rate = Field(description="what it charges", examples=['rate = "25%"'])


class ScheduleTable(TomlTable):
    """A schedule beside the usual one; what it leaves out is as usual."""

    bands: list[BandTable | None] | None = None
    minimum: Amount = None
    flat: Amount = None


class ChannelTable(ScheduleTable):
    """The table ``[premium.channel.…]``."""

    surcharge: Rate = None


class EarnedTable(TomlTable):
    """The table ``[premium.earned]``."""

    class_: Text = Field(
        alias="class", description="the class earned", examples=['class = "priority"']
    )
    channels: list[OneChannel] | None = Field(
        description="the channels that earn it", examples=['channels = ["mail"]']
    )
    share: Rate = Field(
        description="the share of the low estimate to bid",
        examples=['share = "100%"'],
    )
    ahead: Span = Field(
        description="how long before the session", examples=['ahead = "48 hours"']
    )


class PremiumTable(ScheduleTable):
    """The table ``[premium]``."""

    bands: list[BandTable | None] | None = Field(
        description="the bands it is charged by",
        examples=['[[premium.bands]] rate = "25%"'],
    )
    channel: dict[ChannelKey, ChannelTable | None] | None = None
    category: dict[str, ScheduleTable | None] | None = None
    class_: dict[str, ScheduleTable | None] | None = Field(alias="class", default=None)
    earned: EarnedTable | None = None


class TaxTable(TomlTable):
    """A line of ``[[tax]]``."""

    jurisdiction: Text = Field(
        description="who levies it", examples=['jurisdiction = "US-TX"']
    )
    name: Text = Field(description="its name", examples=['name = "Sales tax"'])
    rate: Rate = Field(description="its rate", examples=['rate = "8.25%"'])
    on: list[OneTaxable] | None = Field(
        description="what it is levied on", examples=['on = ["hammer", "premium"]']
    )
    valid_from: Day = Field(
        description="the first day it holds", examples=['valid_from = "2025-01-01"']
    )
    valid_until: Day = None


class MethodTable(TomlTable):
    """A line of ``[[settlement.methods]]``."""

    name: Text = Field(description="what it is called", examples=['name = "wire"'])
    limit: Amount = None
    fee: Fee = None


class SettlementTable(TomlTable):
    """The table ``[settlement]``."""

    payment_due_days: Whole = None
    late_fee: Rate = None
    interest_per_year: Rate = None
    consignor_days: Whole = None
    consignor_days_by_category: dict[str, Whole] | None = None
    shipping_days: list[Whole] | None = None
    methods: list[MethodTable | None] | None = None


class RulesTables(TomlTable):
    """The rules in any file: a sale's, or a preset's."""

    preset: Text = None
    currency: Code = Field(
        description="the currency of every amount", examples=['currency = "USD"']
    )
    bidding: BiddingTable | None = Field(
        description="how bidding climbs", examples=["[bidding] and its increments"]
    )
    premium: PremiumTable | None = Field(
        description="the buyer's premium", examples=["[premium] and its bands"]
    )
    room: RoomTable | None = None
    tax: list[TaxTable | None] | None = None
    settlement: SettlementTable | None = None


class RulesFile(RulesTables):
    """A file of rules without a sale: a preset, or one like it."""

    title: Text = None
    source: Text = None
    effective: Day = None


class SoftCloseTable(TomlTable):
    """The table ``[sessions.soft_close]``."""

    window: Span = Field(
        description="how late a bid extends", examples=['window = "10 minutes"']
    )
    length: Span = Field(
        description="by how much it extends", examples=['length = "10 minutes"']
    )
    mode: OneMode = None
    scope: OneScope = None
    trigger: OneTrigger = None
    eligibility: OneEligibility = None
    unopened: OneUnopened = None
    sole_bidder_wins: Flag = None
    after_close: Span = None
    group_size: Count = None
    extensions_max: Count = None
    hard_stop: Moment = None
    unopened_until: Moment = None


class SessionTable(TomlTable):
    """A line of ``[[sessions]]``."""

    number: Count = Field(description="its number", examples=["number = 1"])
    name: Text = Field(
        description="its name", examples=['name = "Signature Floor Session"']
    )
    lots: Lots = Field(description="its lots", examples=['lots = "50001-50227"'])
    kind: OneKind = Field(
        description="how its lots are sold", examples=['kind = "floor"']
    )
    starts: Moment = Field(
        description="when it starts", examples=['starts = "2025-12-11 10:00"']
    )
    channels: list[OneChannel] | None = Field(
        description="the channels it takes bids by",
        examples=['channels = ["floor", "phone", "internet", "live"]'],
    )
    proxies_end: Early = None
    live_proxies_from: Early = None
    closes: Moment = None
    stagger: Span = None
    soft_close: SoftCloseTable | None = None


class InformationTable(TomlTable):
    """A line of ``[[information]]``."""

    about: OneTopic = Field(
        description="what bidders are informed of", examples=['about = "viewing"']
    )
    text: Text = Field(
        description="the words",
        examples=['text = "December 8 to 10, by appointment."'],
    )
    category: Text = None


class SaleFile(RulesTables):
    """A sale's terms: its rules, and the sale itself."""

    sale: Sale = Field(
        description="the name of the sale", examples=['sale = "HERITAGE-2025-12"']
    )
    title: Text = Field(
        description="what the sale is called", examples=['title = "Space Exploration"']
    )
    house: Text = Field(
        description="who holds the sale", examples=['house = "Heritage Auctions"']
    )
    zone: Zone = Field(
        description="the time zone of the saleroom",
        examples=['zone = "America/Chicago"'],
    )
    sessions: list[SessionTable | None] | None = Field(
        description="the sessions of the sale", examples=["[[sessions]] and its lots"]
    )
    information: list[InformationTable | None] | None = None
