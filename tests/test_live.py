"""A live ledger: the machine's clock says when, and what is claimed is a note."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from importlib import import_module
from inspect import signature

import pytest

from ledger.entry import Attribution, KnownBy, Way
from ledger.events import (
    BidPlaced,
    BidRefused,
    Birth,
    ClockCorrected,
    LedgerBegun,
    LiveBegun,
    LotSold,
)
from ledger.house import House, bids, clients, ledgers, lots, sales
from ledger.house.command import COMMANDS, together
from ledger.house.evolving import EVOLVE
from ledger.house.stamp import Recording
from ledger.house.transaction import HouseTransaction
from ledger.identity import Channel, ClientId, Paddle
from ledger.ledger import Times
from ledger.lot import Stage
from ledger.lot.slip import LotSlip, Slip
from ledger.refusals import (
    ClaimAhead,
    ClaimWithoutReason,
    ClockBehind,
    ClockRight,
    EndHasPassed,
    LiveAlready,
    ReasonNeeded,
    ReceiptNeedsReason,
    RecordedRefusal,
    Refusal,
    RehearsalForEver,
    UnknownLot,
)
from ledger.store.cache import Cache
from ledger.store.database import Database
from ledger.store.dialect import dialect_at
from ledger.store.ledger_file import create_tables
from ledger.store.writer import Waiting, Writer
from tests.live_service import Hands
from tests.rehearsal import REHEARSAL
from tests.sale_of_tests import (
    LEDGER,
    SALE,
    bid,
    by,
    entry,
    lot,
    place,
    sale_of_tests,
)
from tests.story import clock, usd

pytestmark = pytest.mark.slow


@pytest.fixture
def hands():
    return Hands()


@pytest.fixture
def house(tmp_path, hands):
    recording = Recording(clock=hands)
    with House.open(place(tmp_path), new_id=LEDGER, recording=recording) as house:
        house.do(sale_of_tests(), by=by())
        yield house


@pytest.fixture
def told(tmp_path, hands):
    """Open a ledger as the first release left it: nothing says how it began."""
    database = Database(dialect_at(place(tmp_path)))
    create_tables(database, LEDGER)
    recording = Recording(clock=hands)
    with House(database, recording) as house:
        writer = Writer(
            database,
            Cache(database, EVOLVE),
            HouseTransaction,
            Untimed,
            permit=house.published,
            digest_key=lambda _: None,
            admit=lambda _command, by, *_: by,
        )
        writer.submit(sale_of_tests(), by())
        assert house.ledger().times is Times.TOLD
        yield house


class Untimed:
    """Stamps nothing, as the first release did."""

    prelude = ()

    def __init__(self, known, *, head, last_at) -> None:
        pass

    def on(self, command, by):
        return command, by


def in_one_commit(house: House, waiting) -> list[BaseException | None]:
    """Let one transaction take commands, in their order; return what each met."""
    writer = house._writer  # noqa: SLF001 (only a crowd of threads would do the same)
    line = [Waiting(command, by) for command, by in waiting]
    writer._commit(line)  # noqa: SLF001
    return [each.fault for each in line]


def entries(house: House):
    return house.entries_after(0, limit=10_000)


def claiming(time: str, **more: str) -> Attribution:
    return replace(by(**more), recorded_at=clock(time), claimed_at=clock(time))


def enrol(house: House, name: str, by_: Attribution | None = None):
    house.do(clients.enrol(ClientId(name)), by=by_ or by())
    return entries(house)[-1]


# How it is begun


@pytest.mark.parametrize("birth", list(Birth))
def test_the_first_entry_says_as_what_it_was_begun(tmp_path, hands, birth):
    recording = Recording(clock=hands, birth=birth, program="7", claim_minutes=3)
    with House.open(place(tmp_path), new_id=LEDGER, recording=recording) as house:
        recorded = house.do(clients.enrol(ClientId("C-1")), by=by())
        first, second = entries(house)
        assert first.event == LedgerBegun(birth=birth, program="7", claim_minutes=3)
        assert (first.position, first.stream, first.version) == (1, "ledger", 1)
        assert (second.position, recorded.first, recorded.last) == (2, 2, 2)
        assert house.ledger().live == (birth is Birth.LIVE)


def test_what_is_refused_begins_nothing(tmp_path, hands):
    with House.open(
        place(tmp_path), new_id=LEDGER, recording=Recording(clock=hands)
    ) as house:
        with pytest.raises(ReasonNeeded):
            house.do(ledgers.begin_live(at=clock("10:00")), by=by())
        with pytest.raises(UnknownLot):
            house.do(bid(1, "101", 100), by=by())
        assert house.head() == 0


def test_a_dry_run_begins_nothing(tmp_path, hands):
    with House.open(
        place(tmp_path), new_id=LEDGER, recording=Recording(clock=hands)
    ) as house:
        assert house.rehearse(clients.enrol(ClientId("C-1")), by=by())
        assert house.head() == 0


def test_it_is_begun_once_whatever_the_next_one_asks_for(tmp_path, hands):
    for birth in (Birth.LIVE, Birth.REHEARSAL):
        recording = Recording(clock=hands, birth=birth)
        with House.open(place(tmp_path), new_id=LEDGER, recording=recording) as house:
            enrol(house, f"C-{birth}".upper())
            assert house.ledger().live
    assert [type(e.event) for e in entries(House.open(place(tmp_path)))].count(
        LedgerBegun
    ) == 1


def test_another_program_says_so_before_what_it_records(tmp_path, hands):
    for program in ("1", "1", "2"):
        recording = Recording(clock=hands, program=program)
        with House.open(place(tmp_path), new_id=LEDGER, recording=recording) as house:
            house.do(clients.enrol(ClientId(f"C-{house.head()}")), by=by())
            kinds = [type(entry.event).__name__ for entry in entries(house)]
            known = house.ledger().program
    assert kinds == [
        "LedgerBegun",
        "ClientEnrolled",
        "ClientEnrolled",
        "ProgramChanged",
        "ClientEnrolled",
    ]
    assert known == "2"


def test_a_repeat_says_nothing_of_another_program(tmp_path, hands):
    for program in ("1", "2"):
        recording = Recording(clock=hands, program=program)
        with House.open(place(tmp_path), new_id=LEDGER, recording=recording) as house:
            recorded = house.do(clients.enrol(ClientId("C-1")), by=by("once"))
            assert house.head() == 2
    assert recorded.repeated


# The clock


def test_the_clock_says_when_and_what_is_typed_does_not(house, hands):
    hands.set("10:07")
    entry = enrol(house, "C-1", replace(by(), recorded_at=clock("03:00")))
    assert entry.by.recorded_at == clock("10:07")
    assert entry.by.claimed_at is None


def test_the_time_of_what_the_house_does_is_the_clocks(house, hands):
    hands.set("10:07")
    house.do(bid(1, "101", 200, at=clock("04:00")), by=by())
    placed = entries(house)[-1].event
    assert placed.received_at == placed.entered_at == clock("10:07")


def test_commands_of_one_command_have_one_moment(house, hands):
    hands.set("10:09")
    both = [
        bid(1, "101", 200, at=clock("04:00")),
        bid(2, "102", 200, at=clock("05:00")),
    ]
    house.do(together(both), by=by())
    assert [e.event.entered_at for e in entries(house)[-2:]] == [clock("10:09")] * 2


def test_a_timed_lot_closes_when_it_was_due_however_late_that_is_noticed(house, hands):
    house.do(bid(1, "101", 200), by=by())
    hands.set("15:20")
    house.do(bids.close_lot(lot(1), at=clock("09:00")), by=by())
    entry = entries(house)[-1]
    assert isinstance(entry.event, LotSold)
    assert entry.event.at == clock("15:00")
    assert entry.by.recorded_at == clock("15:20")


def test_a_claim_moves_no_deadline(house, hands):
    hands.set("15:05")
    late = bid(1, "101", 200, at=clock("14:59"))
    with pytest.raises(RecordedRefusal) as no:
        house.do(late, by=claiming("14:59", reason="the line was busy"))
    assert no.value.bid_code == "bidding-closed"
    entry = entries(house)[-1]
    assert isinstance(entry.event, BidRefused)
    assert entry.by.claimed_at == clock("14:59")


def test_a_clock_that_is_a_little_behind_never_goes_backwards(house, hands):
    hands.set("10:30")
    enrol(house, "C-1")
    hands.at -= timedelta(seconds=59)
    assert enrol(house, "C-2").by.recorded_at == clock("10:30")


def test_a_clock_that_is_far_behind_stops_everything_until_it_is_accepted(house, hands):
    hands.set("10:30")
    enrol(house, "C-1")
    before = house.head()
    hands.set("10:28")
    for command in (clients.enrol(ClientId("C-2")), bid(1, "101", 200)):
        with pytest.raises(ClockBehind, match=r"10:30:00 UTC.* says 2026-05-20 10:28"):
            house.do(command, by=by())
        with pytest.raises(ClockBehind):
            house.rehearse(command, by=by())
    with pytest.raises(ReasonNeeded):
        house.do(ledgers.correct_clock(at=clock("01:00")), by=by())
    assert house.head() == before
    house.do(ledgers.correct_clock(at=clock("01:00")), by=by(reason="it was ahead"))
    assert entries(house)[-1].event == ClockCorrected(at=clock("10:28"))
    # From there the new time counts, and is not dragged along by the old one.
    hands.set("10:29")
    assert enrol(house, "C-2").by.recorded_at == clock("10:29")


def test_a_clock_that_is_right_is_not_corrected(house):
    with pytest.raises(ClockRight):
        house.do(ledgers.correct_clock(at=clock("10:00")), by=by(reason="why not"))


def test_looking_back_works_within_each_stretch(house, hands):
    hands.set("10:30")
    enrol(house, "C-1")
    wrong = house.head()
    hands.set("10:10")
    house.do(ledgers.correct_clock(at=hands.at), by=by(reason="it was ahead"))
    hands.set("10:20")
    enrol(house, "C-2")
    assert house.position_at(clock("10:20")) == wrong + 2
    assert house.position_at(clock("10:15")) == wrong + 1
    assert house.position_at(clock("10:05")) < wrong
    assert house.later_with_earlier_times(wrong + 1, clock("10:15")) == (0, True)


# Claims


def test_a_claim_is_a_note_beside_the_time(house, hands):
    hands.set("10:20")
    entry = enrol(house, "C-1", claiming("10:05"))
    assert entry.by.recorded_at == clock("10:20")
    assert entry.by.claimed_at == clock("10:05")


def test_nothing_is_claimed_ahead(house):
    with pytest.raises(ClaimAhead, match="it is 2026-05-20 10:00:00 UTC"):
        enrol(house, "C-1", claiming("10:01", reason="soon"))


@pytest.mark.parametrize(("back", "needed"), [(15, False), (16, True)])
def test_a_claim_that_lies_far_back_says_why(house, hands, back, needed):
    hands.set("11:00")
    claimed_at = hands.at - timedelta(minutes=back)
    alone = replace(by(), claimed_at=claimed_at)
    if needed:
        with pytest.raises(ClaimWithoutReason, match="more than 15 minutes back"):
            enrol(house, "C-1", alone)
        alone = replace(alone, reason="the letter lay below others")
    assert enrol(house, "C-1", alone).by.claimed_at == claimed_at


# Receipts


def slips(channel: Channel, received_at: datetime) -> list[LotSlip]:
    slip = Slip(
        paddle=Paddle("101"),
        submitted=usd(200),
        channel=channel,
        received_at=received_at,
        entered_at=received_at,
    )
    return [LotSlip(lot(1), slip)]


def asked(how: str, channel: Channel, received_at: datetime, **more: object):
    if how == "alone":
        told = {"channel": channel, "received_at": received_at, **more}
        return bid(1, "101", 200, **told)
    return bids.take_bids(slips(channel, received_at), **more)


@pytest.mark.parametrize("how", ["alone", "in a file"])
@pytest.mark.parametrize("channel", list(Channel))
def test_a_receipt_is_stated_on_paper_alone_or_by_two(house, hands, how, channel):
    hands.set("12:00")
    stated = asked(how, channel, clock("11:00"))
    if channel not in {Channel.MAIL, Channel.FAX}:
        before = house.head()
        with pytest.raises(Refusal) as no:
            house.do(stated, by=by())
        assert no.value.given == ReceiptNeedsReason.code
        stated = asked(how, channel, clock("11:00"), authorised_by="Ben")
        with pytest.raises(ReasonNeeded):
            house.do(stated, by=by())
        assert house.head() == before
    house.do(stated, by=by(reason="the modem failed"))
    entry = entries(house)[-1]
    assert isinstance(entry.event, BidPlaced)
    assert entry.event.received_at == clock("11:00")
    assert entry.event.entered_at == clock("12:00")
    assert entry.by.second == (
        None if channel in {Channel.MAIL, Channel.FAX} else "Ben"
    )


@pytest.mark.parametrize("how", ["alone", "in a file"])
def test_no_letter_came_before_the_sale_was_announced_by_one_word_alone(
    house, hands, how
):
    hands.set("12:00")
    early = clock("10:00") - timedelta(days=1)
    with pytest.raises(Refusal) as no:
        house.do(asked(how, Channel.MAIL, early), by=by())
    assert no.value.given == ReceiptNeedsReason.code
    before = house.head()
    with suppress(RecordedRefusal):
        by_two = asked(how, Channel.MAIL, early, authorised_by="Ben")
        house.do(by_two, by=by(reason="the envelope shows it"))
    assert entries(house)[before].event.received_at == early


def test_a_stated_receipt_wins_a_tie(house, hands):
    hands.set("11:00")
    house.do(bid(1, "101", 200), by=by())
    hands.set("12:00")
    letter = bid(
        1, "102", 200, channel=Channel.MAIL, received_at=clock("10:30"), at=hands.at
    )
    house.do(letter, by=by())
    assert house.lot(lot(1)).standing.leader == "102"


def test_what_a_service_read_in_time_is_in_time_and_wins_no_tie(house, hands):
    hands.set("14:59")
    house.do(bid(1, "101", 200), by=by())
    hands.at = clock("15:00") + timedelta(seconds=2)
    with pytest.raises(RecordedRefusal):
        house.do(bid(1, "103", 500), by=by())
    read_at = clock("14:58")
    house.do(bid(1, "102", 200, read_at=read_at), by=by())
    entry = entries(house)[-1].event
    assert entry.read_at == read_at
    assert entry.received_at == entry.entered_at == hands.at
    assert house.lot(lot(1)).standing.leader == "101"


# Rehearsals, and ledgers of before


def test_a_rehearsal_keeps_what_is_told_and_nothing_of_the_machine(tmp_path):
    with House.open(place(tmp_path), new_id=LEDGER, recording=REHEARSAL) as house:
        told = replace(
            claiming("03:00"), known=KnownBy.TOLD, login="root", way=Way.COMMAND
        )
        entry = enrol(house, "C-1", told)
        assert entry.by == replace(by(), recorded_at=clock("03:00"))
        with pytest.raises(RehearsalForEver):
            house.do(ledgers.begin_live(at=clock("10:00")), by=by(reason="now"))


def test_a_live_ledger_is_live_already(house):
    with pytest.raises(LiveAlready):
        house.do(ledgers.begin_live(at=clock("10:00")), by=by(reason="now"))


@pytest.mark.parametrize("told", [True, False], ids=["told", "by the clock"])
def test_ties_go_by_the_log_where_a_clock_was_set_back(tmp_path, hands, told):
    """However far: only a receipt that somebody states goes before the log."""
    recording = Recording(clock=hands, birth=Birth.REHEARSAL if told else Birth.LIVE)
    with House.open(place(tmp_path), new_id=LEDGER, recording=recording) as house:
        house.do(sale_of_tests(), by=by())
        hands.set("11:00")
        house.do(bid(1, "101", 200, at=clock("11:00")), by=claiming("11:00"))
        hands.set("10:40")
        if not told:
            house.do(ledgers.correct_clock(at=hands.at), by=by(reason="it was ahead"))
        house.do(bid(1, "102", 200, at=clock("10:40")), by=claiming("10:40"))
        assert house.lot(lot(1)).standing.leader == "101"
        letter = {"channel": Channel.MAIL, "received_at": clock("10:39")}
        house.do(bid(1, "103", 200, at=clock("10:40"), **letter), by=claiming("10:40"))
        assert house.lot(lot(1)).standing.leader == "103"


def test_the_end_of_told_times_is_not_told(told, hands):
    hands.set("11:00")
    told.do(ledgers.begin_live(at=clock("03:00")), by=claiming("03:00", reason="now"))
    entry = entries(told)[-1]
    assert entry.event.at == entry.by.recorded_at == clock("11:00")
    assert entry.by.claimed_at == clock("03:00")
    assert enrol(told, "C-2").by.recorded_at == clock("11:00")


def test_nobody_claims_that_a_ledger_will_be_live(told, hands):
    with pytest.raises(ClaimAhead):
        told.do(ledgers.begin_live(at=hands.at), by=claiming("10:30", reason="soon"))


def test_what_waits_behind_the_beginning_of_live_is_live(told, hands):
    hands.set("11:00")
    begin = ledgers.begin_live(at=clock("03:00"))
    in_one_commit(told, [(begin, by(reason="now")), (bid(1, "101", 200), by())])
    live, placed = entries(told)[-2:]
    assert isinstance(live.event, LiveBegun)
    assert placed.event.entered_at == placed.by.recorded_at == clock("11:00")


def test_what_waits_behind_a_corrected_clock_goes_by_it(house, hands):
    hands.set("10:30")
    enrol(house, "C-1")
    hands.set("10:10")
    corrects = ledgers.correct_clock(at=hands.at), by(reason="it was ahead")
    faults = in_one_commit(
        house, [corrects, corrects, (clients.enrol(ClientId("C-2")), by())]
    )
    assert [type(fault) for fault in faults] == [type(None), ClockRight, type(None)]
    assert [e.by.recorded_at for e in entries(house)[-2:]] == [clock("10:10")] * 2


def test_a_told_ledger_that_goes_live_is_read_within_each_stretch(told, hands):
    """Its last told time lies a century ahead of the clock that it goes on by."""
    hands.set("11:00")
    far = clock("10:00") + timedelta(days=36_500)
    enrol(told, "C-FAR", replace(by(), recorded_at=far))
    enrol(told, "C-NEAR")
    blinded = told.head()
    told.do(ledgers.begin_live(at=hands.at), by=by(reason="the season begins"))
    hands.set("11:30")
    enrol(told, "C-LIVE")
    assert told.position_at(clock("11:29")) == blinded + 1
    assert told.position_at(clock("11:30")) == told.position_at(far) == told.head()
    # Another program recorded there first, and says so at the time that it was told.
    assert told.position_at(clock("10:30")) == blinded - 3
    assert told.later_with_earlier_times(blinded - 3, clock("10:30")) == (1, True)
    assert told.later_with_earlier_times(blinded + 1, clock("11:29")) == (0, True)


def test_the_last_stretch_that_had_begun_by_then_is_looked_back_to(house, hands):
    for ahead, right in (("10:30", "10:10"), ("10:20", "09:50")):
        hands.set(ahead)
        enrol(house, f"C-{ahead}".replace(":", ""))
        hands.set(right)
        house.do(ledgers.correct_clock(at=hands.at), by=by(reason="it was ahead"))
    hands.set("10:00")
    enrol(house, "C-LAST")
    assert house.position_at(clock("10:00")) == house.head()
    assert house.position_at(clock("09:55")) == house.head() - 1


# Doors


def test_what_is_due_later_is_not_closed_now(house, hands):
    hands.set("14:00")
    house.do(sales.close_due(SALE, upto=clock("18:00")), by=by())
    assert house.lot(lot(1)).stage is Stage.OPEN
    hands.set("15:10")
    house.do(sales.close_due(SALE, upto=clock("18:00")), by=by())
    assert house.lot(lot(1)).stage is Stage.PASSED


def test_no_lot_ends_before_it_is_entered(house, hands):
    hands.set("15:00")
    with pytest.raises(Refusal, match=r"close at 2026-05-20 15:00:00 UTC") as no:
        house.do(lots.catalogue(SALE, [entry(9)]), by=by())
    assert no.value.given == EndHasPassed.code
    hands.set("14:59")
    house.do(lots.catalogue(SALE, [entry(9)]), by=by())


@pytest.mark.parametrize("channel", [Channel.INTERNET, Channel.MAIL])
def test_a_file_that_is_imported_again_is_known(house, hands, channel):
    """Whether its bids were entered as they were received, or are entered now."""
    read = slips(channel, clock("10:00"))
    for time in ("12:00", "12:30"):
        hands.set(time)
        recorded = house.do(
            bids.take_bids(read, authorised_by="Ben"),
            by=by("the file", reason="the modem failed"),
        )
    assert recorded.repeated
    assert recorded.events[0].entered_at == clock("12:00")


def test_every_command_that_is_told_a_time_is_timed_anew():
    """The times that are no part of the clock: each moves a deadline, or is a receipt.

    An end that is set lies ahead, and what is due is closed when it is.
    """
    for module in ("accounts", "bank", "consigning", "disputes", "invoicing", "room"):
        import_module(f"ledger.house.{module}")
    for name, make in COMMANDS.items():
        told = {
            each.name
            for each in signature(make).parameters.values()
            if "datetime" in str(each.annotation)
        }
        assert told <= {"at", "received_at", "read_at", "ends_at", "upto"}, name
        if told:
            assert "at" in told, f"{name!r} is told {told}, and not when it is recorded"
