"""From the shape of a terms file to the terms themselves, once nothing is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

from ledger.files.terms_file import shapes
from ledger.files.toml.tables import TomlTable, sure
from ledger.files.toml.values import UNLIMITED
from ledger.increments import Increment, IncrementTable
from ledger.money import Currency, Minor
from ledger.terms import Rules, Terms
from ledger.terms.bidding import BiddingTerms, RoomTerms
from ledger.terms.information import Information
from ledger.terms.payment_terms import PaymentMethod, PaymentTerms
from ledger.terms.premium import Band, EarnedClass, PremiumTerms, Schedule
from ledger.terms.sessions import Session, SoftClose
from ledger.terms.tax import TaxRate
from ledger.value import replace

Value = TypeVar("Value")
Key = TypeVar("Key")


def terms(sale: shapes.SaleFile) -> Terms:
    """Make the terms of a sale."""
    return Terms(
        sale=sure(sale.sale),
        title=sure(sale.title),
        house=sure(sale.house),
        zone=sure(sale.zone),
        preset=sale.preset,
        sessions=tuple(_session(s) for s in _all_sure(sale.sessions)),
        rules=rules(sale),
        information=tuple(
            Information(sure(each.about), sure(each.text), each.category)
            for each in _all_sure(sale.information)
        ),
    )


def rules(file: shapes.RulesTables) -> Rules:
    """Make the rules of a house."""
    return Rules(
        currency=sure(file.currency),
        bidding=_bidding_terms(sure(file.bidding), sure(file.currency)),
        premium=_premium_terms(sure(file.premium)),
        room=_room_terms(file.room or shapes.RoomTable()),
        tax=tuple(_tax_rate(tax) for tax in _all_sure(file.tax)),
        settlement=_payment_terms(file.settlement or shapes.SettlementTable()),
    )


def _all_sure(values: Iterable[Value | None] | None) -> tuple[Value, ...]:
    return tuple(sure(value) for value in values or ())


def _pairs(
    table: Mapping[Key, Value | None] | None,
) -> tuple[tuple[Key, Value], ...]:
    return tuple((key, sure(value)) for key, value in (table or {}).items())


def _keys_given(table: TomlTable, *keys: str) -> dict[str, Any]:
    """Return those of the keys that the file gives; the others stay as usual."""
    return {key: getattr(table, key) for key in keys if key in table.model_fields_set}


def _bidding_terms(table: shapes.BiddingTable, currency: Currency) -> BiddingTerms:
    unit = currency.unit if table.whole_units else 1
    increments = tuple(_increment(line, unit) for line in _all_sure(table.increments))
    return BiddingTerms(
        increments=IncrementTable(increments, unit=unit, **_keys_given(table, "basis")),
        off_increment=_pairs(table.off_increment),
        **_keys_given(table, "ties", "reserve", "self_raise"),
        **_keys_given(table, "whole_units", "lowering", "break_ties"),
        **_keys_given(table, "retractable", "retraction", "openings"),
        **_bounds(table),
    )


USUAL_BOUNDS = {"far_times_asking": 50, "far_times_estimate": 5}
"""How far is far beyond what stands, where a file says nothing of it."""


def _bounds(table: TomlTable) -> dict[str, Any]:
    """Return the bounds that the file gives, or else the usual ones; None: unlimited.

    A file that gives one of them has chosen: the other is as it says, or is none.
    """
    given = _keys_given(table, *USUAL_BOUNDS) or USUAL_BOUNDS
    return {key: None if times == UNLIMITED else times for key, times in given.items()}


def _increment(line: shapes.IncrementBandTable, unit: Minor) -> Increment:
    """Make a line of the ladder; a percentage alone climbs by the smallest amounts."""
    step = line.step if line.each is None else line.each
    if line.percent is not None and step is None:
        step = unit
    return Increment(
        start=sure(line.from_),
        step=sure(step),
        values=_all_sure(line.values),
        percent=line.percent,
    )


def _room_terms(table: shapes.RoomTable) -> RoomTerms:
    shares = _keys_given(table, "opening_from", "opening_to")
    flags = _keys_given(table, "proxy_wins_ties", "house_bids")
    room = RoomTerms(**shares, **flags, **_keys_given(table, "next_ask"))
    if table.grace_channels is not None:
        room = replace(room, grace_channels=_all_sure(table.grace_channels))
    if table.grace is not None:
        room = replace(room, grace_seconds=int(table.grace.total_seconds()))
    if (cuts := table.cut_bids_per_bidder) is not None:
        room = replace(room, cut_bids_per_bidder=None if cuts == UNLIMITED else cuts)
    return room


def _premium_terms(table: shapes.PremiumTable) -> PremiumTerms:
    usual = Schedule(_bands(table), **_keys_given(table, "minimum", "flat"))
    by_channel = {c: t for c, t in _pairs(table.channel) if _is_schedule(t)}
    surcharges = [(c, t.surcharge) for c, t in _pairs(table.channel)]
    return PremiumTerms(
        usual,
        by_channel=_schedules(by_channel, usual),
        by_category=_schedules(table.category, usual),
        by_class=_schedules(table.class_, usual),
        surcharges=tuple((c, rate) for c, rate in surcharges if rate is not None),
        earned=_earned_class(table.earned) if table.earned else None,
    )


def _is_schedule(table: shapes.ScheduleTable) -> bool:
    """Say whether a table is a schedule of its own, and no mere surcharge."""
    return bool(table.model_fields_set & shapes.ScheduleTable.model_fields.keys())


def _schedules(
    tables: Mapping[Key, shapes.ScheduleTable | None] | None, usual: Schedule
) -> tuple[tuple[Key, Schedule], ...]:
    """Make the schedules beside the usual one; what they leave out is as usual."""
    return tuple((key, _schedule_beside(usual, table)) for key, table in _pairs(tables))


def _schedule_beside(usual: Schedule, table: shapes.ScheduleTable) -> Schedule:
    bands = _bands(table) if table.bands else usual.bands
    return replace(usual, bands=bands, **_keys_given(table, "minimum", "flat"))


def _bands(table: shapes.ScheduleTable) -> tuple[Band, ...]:
    return tuple(Band(band.up_to, sure(band.rate)) for band in _all_sure(table.bands))


def _earned_class(table: shapes.EarnedTable) -> EarnedClass:
    return EarnedClass(
        client_class=sure(table.class_),
        channels=_all_sure(table.channels),
        share=sure(table.share),
        ahead=sure(table.ahead),
    )


def _tax_rate(table: shapes.TaxTable) -> TaxRate:
    return TaxRate(
        jurisdiction=sure(table.jurisdiction),
        name=sure(table.name),
        rate=sure(table.rate),
        on=_all_sure(table.on),
        valid_from=sure(table.valid_from),
        valid_until=table.valid_until,
    )


def _payment_terms(table: shapes.SettlementTable) -> PaymentTerms:
    days = _keys_given(table, "payment_due_days", "consignor_days")
    settlement = PaymentTerms(
        **days,
        **_keys_given(table, "late_fee", "interest_per_year"),
        consignor_days_by_category=_pairs(table.consignor_days_by_category),
        methods=tuple(
            PaymentMethod(sure(method.name), **_keys_given(method, "limit", "fee"))
            for method in _all_sure(table.methods)
        ),
    )
    if table.shipping_days is None:
        return settlement
    first, last = _all_sure(table.shipping_days)
    return replace(settlement, shipping_days=(first, last))


def _session(table: shapes.SessionTable) -> Session:
    starts_at = sure(table.starts)
    first_lot, last_lot = sure(table.lots)
    soft = table.soft_close
    return Session(
        number=sure(table.number),
        name=sure(table.name),
        first_lot=first_lot,
        last_lot=last_lot,
        kind=sure(table.kind),
        starts_at=starts_at,
        proxies_end_at=_moment_before(table.proxies_end, starts_at),
        closes_at=table.closes,
        stagger=table.stagger or timedelta(),
        live_proxies_from=_moment_before(table.live_proxies_from, starts_at),
        channels=_all_sure(table.channels),
        soft_close=_soft_close(soft) if soft else None,
    )


def _moment_before(
    early: datetime | timedelta | None, starts_at: datetime
) -> datetime | None:
    return starts_at - early if isinstance(early, timedelta) else early


def _soft_close(table: shapes.SoftCloseTable) -> SoftClose:
    return SoftClose(
        window=sure(table.window),
        length=sure(table.length),
        **_keys_given(table, "mode", "scope", "trigger", "eligibility", "unopened"),
        **_keys_given(table, "sole_bidder_wins", "after_close", "group_size"),
        **_keys_given(table, "extensions_max", "hard_stop", "unopened_until"),
    )
