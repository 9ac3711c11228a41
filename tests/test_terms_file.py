"""Terms are read from TOML: every line of them, over a preset or without one."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from ledger.files.terms_file import offset_notes, read_rules, read_terms
from ledger.identity import Channel, SaleId
from ledger.increments import Basis, Increment, IncrementTable, OffIncrement
from ledger.money import Currency
from ledger.terms import Rules, Terms
from ledger.terms.bidding import (
    BiddingTerms,
    NextAsk,
    Openings,
    ReserveMode,
    RoomTerms,
    SelfRaise,
    StrikePolicy,
    TieRule,
)
from ledger.terms.information import Information, Topic
from ledger.terms.payment_terms import PaymentMethod, PaymentTerms
from ledger.terms.premium import Band, EarnedClass, PremiumTerms, Schedule
from ledger.terms.sessions import (
    Eligibility,
    ExtensionMode,
    ExtensionScope,
    ExtensionTrigger,
    Session,
    SessionKind,
    SoftClose,
    UnopenedRule,
)
from ledger.terms.tax import Taxable, TaxRate
from tests.clerk import TERMS

EVERYTHING = (Path(__file__).parent / "golden" / "every_term.toml").read_text()

BANDS = (Band(10_000_000, Fraction(1, 4)), Band(None, Fraction(149, 1_000)))

READ = Terms(
    sale=SaleId("MAY26"),
    title="Rare Things",
    house="The House",
    zone="America/Chicago",
    preset=None,
    sessions=(
        Session(
            number=1,
            name="Floor",
            first_lot="1",
            last_lot="200A",
            kind=SessionKind.FLOOR,
            starts_at=datetime(2026, 5, 20, 15, 0, tzinfo=UTC),
            proxies_end_at=datetime(2026, 5, 20, 14, 50, tzinfo=UTC),
            closes_at=None,
            stagger=timedelta(0),
            live_proxies_from=datetime(2026, 5, 1, 17, 30, 30, tzinfo=UTC),
            channels=(Channel.FLOOR, Channel.LIVE),
        ),
        Session(
            number=2,
            name="Timed",
            first_lot="201",
            last_lot="201",
            kind=SessionKind.TIMED,
            starts_at=datetime(2026, 5, 1, 10, 0, tzinfo=UTC),
            proxies_end_at=None,
            closes_at=datetime(2026, 5, 22, 0, 0, tzinfo=UTC),
            stagger=timedelta(seconds=90),
            live_proxies_from=None,
            channels=(Channel.INTERNET,),
            soft_close=SoftClose(
                window=timedelta(minutes=10),
                length=timedelta(minutes=5),
                mode=ExtensionMode.ADD,
                scope=ExtensionScope.GROUP,
                trigger=ExtensionTrigger.LEAD_CHANGE,
                eligibility=Eligibility.PRIOR_BIDDERS,
                unopened=UnopenedRule.STAY_OPEN,
                sole_bidder_wins=True,
                after_close=timedelta(minutes=15),
                group_size=10,
                extensions_max=6,
                hard_stop=datetime(2026, 5, 22, 7, 0, tzinfo=UTC),
                unopened_until=datetime(2026, 5, 22, 6, 0, tzinfo=UTC),
            ),
        ),
    ),
    rules=Rules(
        currency=Currency("USD"),
        bidding=BiddingTerms(
            increments=IncrementTable(
                (
                    Increment(0, 1_000),
                    Increment(100_000, 100_000, (20_000, 50_000, 80_000)),
                    Increment(1_000_000, 10_000, percent=Fraction(1, 10)),
                ),
                Basis.GRID,
                unit=100,
            ),
            off_increment=(
                (Channel.INTERNET, OffIncrement.NEAREST),
                (Channel.MAIL, OffIncrement.DOWN),
                (Channel.LIVE, OffIncrement.REFUSE),
            ),
            ties=TieRule.REOFFER,
            reserve=ReserveMode.COUNTER,
            self_raise=SelfRaise.ROUND,
            whole_units=True,
            lowering=True,
            break_ties=True,
            retractable=False,
            retraction=StrikePolicy.STRIKE_ONE,
            far_times_asking=30,
            far_times_estimate=4,
            openings=Openings.WINNER_AND_UNDERBIDDER,
        ),
        premium=PremiumTerms(
            usual=Schedule(BANDS, minimum=4_900, flat=250),
            by_channel=((Channel.PHONE, Schedule(BANDS, minimum=6_000, flat=250)),),
            by_category=(
                ("wine", Schedule((Band(None, Fraction(11, 50)),), 4_900, 250)),
            ),
            by_class=(("priority", Schedule((Band(None, Fraction(1, 5)),))),),
            surcharges=(
                (Channel.LIVE, Fraction(3, 100)),
                (Channel.PHONE, Fraction(1, 100)),
            ),
            earned=EarnedClass(
                "priority",
                (Channel.MAIL, Channel.FAX),
                share=Fraction(1),
                ahead=timedelta(hours=48),
            ),
        ),
        room=RoomTerms(
            opening_from=Fraction(1, 5),
            opening_to=Fraction(1, 2),
            grace_seconds=3,
            cut_bids_per_bidder=None,
            proxy_wins_ties=False,
            house_bids=False,
            next_ask=NextAsk.ADD,
            grace_channels=(Channel.LIVE,),
        ),
        tax=(
            TaxRate(
                jurisdiction="US-TX",
                name="Sales tax",
                rate=Fraction(33, 400),
                on=tuple(each for each in Taxable if each is not Taxable.RESALE_RIGHT),
                valid_from=date(2025, 1, 1),
                valid_until=date(2026, 12, 31),
            ),
        ),
        settlement=PaymentTerms(
            payment_due_days=5,
            late_fee=Fraction(3, 100),
            interest_per_year=Fraction(3, 25),
            consignor_days=40,
            consignor_days_by_category=(("sports", 30),),
            shipping_days=(3, 9),
            methods=(
                PaymentMethod("card", limit=1_000_000, fee=Fraction(1, 40)),
                PaymentMethod("check", fee=Fraction(-3, 100)),
            ),
        ),
    ),
    information=(
        Information(Topic.VIEWING, "May 18 and 19,\nat the house", "wine"),
        Information(Topic.LICENCE, "No. 12", None),
    ),
)


def read(text: str, tmp_path: Path) -> Terms:
    file = tmp_path / "terms.toml"
    file.write_text(text)
    return read_terms(file)


def test_every_line_of_the_terms_can_be_written(tmp_path):
    assert read(EVERYTHING, tmp_path) == READ


def untouched(given: object, usual: object) -> list[str]:
    """Name the fields that are as if nobody had written them."""
    assert is_dataclass(given)
    names = [field.name for field in fields(given)]
    return [name for name in names if getattr(given, name) == getattr(usual, name)]


def test_the_file_above_leaves_no_field_as_usual():
    rules, timed = READ.rules, READ.sessions[1].soft_close
    bidding = BiddingTerms(rules.bidding.increments)
    assert untouched(rules.bidding, bidding) == ["increments"]
    assert untouched(rules.room, RoomTerms()) == []
    assert untouched(rules.settlement, PaymentTerms()) == []
    assert timed is not None
    usual = SoftClose(timedelta(0), timedelta(0))
    assert untouched(timed, usual) == []


def test_what_is_left_out_is_as_usual(tmp_path):
    """Only the increments, the bands and the sessions have to be written."""
    terms = read(
        """
        sale = "MAY26"
        title = "Rare Things"
        house = "The House"
        zone = "Europe/London"
        currency = "GBP"
        bidding.increments = [{ from = 0, step = 10 }]
        premium.bands = [{ rate = "25%" }]
        [[sessions]]
        number = 1
        name = "Floor"
        lots = "1-200"
        kind = "floor"
        starts = "2026-05-20 10:00"
        channels = ["floor"]
        """,
        tmp_path,
    )
    table = IncrementTable((Increment(0, 1_000),))
    assert terms.rules == Rules(
        currency=Currency("GBP"),
        bidding=BiddingTerms(table, far_times_asking=50, far_times_estimate=5),
        premium=PremiumTerms(Schedule((Band(None, Fraction(1, 4)),))),
    )
    (session,) = terms.sessions
    assert session.proxies_end_at is None
    assert session.starts_at == datetime(2026, 5, 20, 9, 0, tzinfo=UTC)


SALE = EVERYTHING[: EVERYTHING.index("currency")]
SESSIONS = EVERYTHING[EVERYTHING.index("[[sessions]]") :]
HERITAGE = read_rules("heritage-2025")


def over_heritage(overrides: str, tmp_path: Path) -> Rules:
    terms = read(f'preset = "heritage-2025"\n{SALE}{overrides}\n{SESSIONS}', tmp_path)
    assert terms.preset == "heritage-2025"
    assert (terms.title, terms.sessions) == (READ.title, READ.sessions)
    return terms.rules


def test_a_sale_can_take_over_a_preset_whole(tmp_path):
    assert over_heritage("", tmp_path) == HERITAGE


def test_a_key_overrides_the_presets_and_leaves_its_neighbours(tmp_path):
    rules = over_heritage(
        '[bidding]\nties = "re-offer"\n[bidding.off_increment]\nfloor = "refuse"\n'
        '[premium]\nminimum = "20"\n',
        tmp_path,
    )
    off = dict(HERITAGE.bidding.off_increment) | {Channel.FLOOR: OffIncrement.REFUSE}
    bidding = replace(
        HERITAGE.bidding, ties=TieRule.REOFFER, off_increment=tuple(off.items())
    )
    usual = replace(HERITAGE.premium.usual, minimum=2_000)
    premium = replace(HERITAGE.premium, usual=usual)
    assert rules == replace(HERITAGE, bidding=bidding, premium=premium)


def test_a_list_replaces_the_presets_whole_list(tmp_path):
    rules = over_heritage(
        '[settlement]\nshipping_days = [1, 2]\n[[settlement.methods]]\nname = "wire"\n'
        '[[bidding.increments]]\nfrom = "0"\nstep = "5"\n',
        tmp_path,
    )
    assert rules.bidding.increments.increments == (Increment(0, 500),)
    assert rules.settlement.methods == (PaymentMethod("wire"),)
    assert rules.settlement.shipping_days == (1, 2)
    assert rules.settlement.late_fee == HERITAGE.settlement.late_fee


def test_another_currency_needs_amounts_of_its_own(tmp_path):
    text = (
        SALE
        + 'preset = "ebay-2003"\ncurrency = "JPY"\n[[bidding.increments]]\n'
        + 'from = 0\nstep = "1,000"\n'
        + SESSIONS
    )
    rules = read(text, tmp_path).rules
    assert rules.bidding.increments.increments == (Increment(0, 1_000),)
    assert rules.currency == Currency("JPY")


@pytest.mark.parametrize(
    ("written", "note"),
    [
        ("2026-05-20 10:00 -09:00", "is 2026-05-20 14:00-05:00 in America/Chicago"),
        ("2026-05-20 10:00 -06:00", "is 2026-05-20 11:00-05:00 in America/Chicago"),
        ("2026-05-20 10:00 -05:00", None),
        ("2026-05-20 10:00", None),
        ("2026-05-20T15:00Z", None),
    ],
)
def test_an_offset_that_the_saleroom_does_not_have_is_noted(tmp_path, written, note):
    file = tmp_path / "terms.toml"
    file.write_text(TERMS.replace("2026-05-20 10:00", written))
    notes = offset_notes(file)
    assert len(notes) == (note is not None)
    assert (
        note is None or f"terms.toml:12: sessions[0].starts: {written[:10]}" in notes[0]
    )
    assert note is None or note in notes[0]


def test_rules_are_read_from_a_sale_a_preset_or_a_file_like_one(tmp_path):
    sale, like, heir = (tmp_path / name for name in ("sale", "like", "heir"))
    rules = EVERYTHING[EVERYTHING.index("currency") : EVERYTHING.index("[[sessions]]")]
    sale.write_text(EVERYTHING)
    like.write_text(f'title = "Ours"\nsource = "us"\neffective = 2026-01-01\n{rules}')
    heir.write_text('preset = "heritage-2025"\n')
    assert read_rules(sale) == READ.rules
    assert read_rules(str(like)) == READ.rules
    assert read_rules(heir) == HERITAGE


def test_a_preset_goes_before_a_file_of_the_same_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file = Path("ebay-2003")
    file.write_text('preset = "heritage-2025"\n')
    assert read_rules("ebay-2003") != HERITAGE
    assert read_rules("./ebay-2003") == HERITAGE


def test_a_byte_order_mark_and_windows_line_ends_are_no_mistake(tmp_path):
    file = tmp_path / "terms.toml"
    file.write_bytes(EVERYTHING.replace("\n", "\r\n").encode("utf-8-sig"))
    assert read_terms(file) == READ


@pytest.mark.parametrize(
    ("written", "starts_at", "because"),
    [
        ('"2025-12-11 10:00"', (2025, 12, 11, 16, 0), "Chicago in winter"),
        ('"2026-06-11 10:00"', (2026, 6, 11, 15, 0), "Chicago in summer"),
        ('"2025-11-02 00:59"', (2025, 11, 2, 5, 59), "the last minute shown once"),
        ('"2025-11-02 01:30 -05:00"', (2025, 11, 2, 6, 30), "the first of two"),
        ('"2025-11-02 01:30 -06:00"', (2025, 11, 2, 7, 30), "the second of two"),
        ('"2026-03-08 01:59"', (2026, 3, 8, 7, 59), "the last minute before the gap"),
        ('"2026-03-08 03:00"', (2026, 3, 8, 8, 0), "the first minute after the gap"),
        ("2025-12-11 10:00:00", (2025, 12, 11, 16, 0), "a time without quotes"),
        ("2025-12-11T10:00:00+01:00", (2025, 12, 11, 9, 0), "with its own offset"),
        ('"2025-12-11T10:00Z"', (2025, 12, 11, 10, 0), "in UTC"),
    ],
)
def test_local_times_become_instants(written, starts_at, because, tmp_path):
    floor = SESSIONS[: SESSIONS.index("live_proxies_from")] + 'channels = ["floor"]\n'
    text = floor.replace('"2026-05-20 10:00"', written)
    terms = read(f'preset = "heritage-2025"\n{SALE}{text}', tmp_path)
    (session,) = terms.sessions
    assert session.starts_at == datetime(*starts_at, tzinfo=UTC), because
    assert session.starts_at.tzinfo is UTC
    assert session.starts_at - session.proxies_end_at == timedelta(minutes=10)
