"""The writer: who is answered, when, and what is on disk by then."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from random import Random
from threading import Event, Thread, main_thread
from time import monotonic, sleep

import pytest
from eventsourcing.persistence import (
    DatabaseError,
    IntegrityError,
    OperationalError,
    PersistenceError,
)
from sqlalchemy import Engine, event, text

from ledger.damage import Contradiction, LedgerDamaged, OutcomeUnknown
from ledger.entry import Attribution, lot_stream
from ledger.events import BidPlaced, BidRefused
from ledger.house import House, lots, sales
from ledger.house.command import Command
from ledger.house.evolving import EVOLVE
from ledger.house.transaction import HouseTransaction
from ledger.identity import Channel, ClientId, Paddle
from ledger.refusals import KeyUsed, LotExists, Refusal, RowsRefused
from ledger.store.cache import Cache
from ledger.store.database import Database
from ledger.store.dialect import dialect_at
from ledger.store.ledger_file import create_tables
from ledger.store.writer import BATCH_COMMANDS_MAX, Recorded, Writer
from tests.forger import make_tree_anew
from tests.patience import PATIENCE
from tests.rehearsal import REHEARSAL
from tests.sale_of_tests import (
    LEDGER,
    PADDLES,
    SALE,
    all_entries,
    as_cached,
    as_stored,
    asked,
    bid,
    by,
    entry,
    lot,
    new_house,
    place,
    sale_of_tests,
)
from tests.story import usd

pytestmark = pytest.mark.slow

NOTHING = asked("nothing", lambda _: None)


class Gate(Database):
    """A database with a gate before each commit, and a count of those that passed."""

    def __init__(self, url):
        super().__init__(url)
        self.commits = 0
        self.before: Callable[[], object] = lambda: None
        self.after: Callable[[], object] = lambda: None

    @contextmanager
    def appending(self):
        with super().appending() as connection:
            yield connection
            self.before()
        self.commits += 1
        self.after()


class Room:
    """A writer behind a gate, and a house that reads what it wrote."""

    def __init__(self, folder, **writer: int):
        self.database = Gate(dialect_at(place(folder)))
        create_tables(self.database, LEDGER)
        cache = Cache(self.database, EVOLVE, **writer)
        self.house = House(self.database, REHEARSAL)
        self.writer = Writer(
            self.database,
            cache,
            HouseTransaction,
            REHEARSAL.stamp,
            permit=self.house.published,
            digest_key=lambda _: None,
            admit=lambda _command, by, *_: by,
        )
        self.do(sale_of_tests())
        self.head = self.house.head()

    def do(self, command: Command, key: str | None = None) -> Recorded:
        return self.writer.submit(command, by(key))

    def in_one_batch(
        self, commands: Sequence[tuple[Command, Attribution]]
    ) -> list[Future[Recorded]]:
        """Let one transaction take commands, in their order."""
        entered, go = Event(), Event()
        self.database.before = lambda: (entered.set(), go.wait(PATIENCE))
        with ThreadPoolExecutor(len(commands) + 1) as pool:
            pool.submit(self.writer.submit, NOTHING, by())
            assert entered.wait(PATIENCE)
            futures = []
            for number, (command, who) in enumerate(commands, 1):
                futures.append(pool.submit(self.writer.submit, command, who))
                self.wait_for(number)
            self.database.before = lambda: None
            go.set()
        return futures

    def wait_for(self, number: int) -> None:
        """Wait until so many commands stand in line."""
        end = monotonic() + PATIENCE
        while len(self.writer._queue) < number:  # noqa: SLF001 (nobody else can say)
            assert monotonic() < end, f"fewer than {number} stand in line"
            sleep(0.001)


def keyed(command: Command, key: str | None = None) -> tuple[Command, Attribution]:
    return command, by(key)


def broken(_desk) -> None:
    raise AssertionError("a fault in a rule")


@pytest.fixture
def room(tmp_path):
    room = Room(tmp_path)
    yield room
    room.house.close()


def versions(house: House) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for one in all_entries(house):
        found.setdefault(one.stream, []).append(one.version)
    return found


# Group commit


def test_threads_share_commits_and_lose_nothing(room):
    threads, each = 8, 25
    room.database.before = lambda: sleep(0.001)
    commits = room.database.commits

    def bidder(name: int) -> list[tuple[str, Recorded]]:
        answers = []
        for number in range(each):
            key = f"{name}/{number}"
            paddle = PADDLES[name % 3]
            command = bid(1 + number % 3, paddle, 100 + 10 * number + name)
            answers.append((key, room.do(command, key)))
        return answers

    with ThreadPoolExecutor(threads) as pool:
        answered = list(pool.map(bidder, range(threads)))

    log = {one.position: one for one in all_entries(room.house)}
    assert list(log) == list(range(1, room.head + threads * each + 1))
    assert all(
        found == list(range(1, len(found) + 1))
        for found in versions(room.house).values()
    )
    for answers in answered:
        for key, recorded in answers:
            places = range(recorded.first, recorded.last + 1)
            assert tuple(log[n].event for n in places) == recorded.events
            assert {log[n].by.key for n in places} == {key}
        order = [recorded.first for _, recorded in answers]
        assert order == sorted(order), "what one asked first stands first"
    assert room.database.commits - commits < threads * each / 2


def test_nobody_is_answered_before_the_commit(room):
    entered, go = Event(), Event()
    room.database.before = lambda: (entered.set(), go.wait(PATIENCE))
    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(room.do, bid(1, "101", 150))
        assert entered.wait(PATIENCE)
        others = [pool.submit(room.do, bid(1, "102", n)) for n in (200, 300)]
        room.wait_for(2)
        assert not any(one.done() for one in (first, *others))
        assert room.house.head() == room.head, "nothing of it is to be seen"
        go.set()
    assert sorted(one.result().first for one in (first, *others)) == [
        room.head + 1,
        room.head + 2,
        room.head + 3,
    ]


def test_one_transaction_takes_all_who_wait(room):
    commits = room.database.commits
    batch = [keyed(bid(1, "101", 100 + 10 * n)) for n in range(1, 8)]
    futures = room.in_one_batch(batch)
    assert room.database.commits == commits + 2, "the one before, and one for them all"
    firsts = [future.result().first for future in futures]
    assert firsts == list(range(room.head + 1, room.head + 8))


def test_who_comes_while_another_process_writes_is_taken_with_them(room, tmp_path):
    commits, another = room.database.commits, Gate(dialect_at(place(tmp_path)))
    with ThreadPoolExecutor(7) as pool:
        with another.appending():
            futures = [
                pool.submit(room.do, bid(1, "101", 100 + 10 * n)) for n in range(1, 8)
            ]
            room.wait_for(7)
        last = max(future.result().last for future in futures)
    another.close()
    assert room.database.commits == commits + 1
    assert last == room.head + 7


# Faults


def test_a_commit_that_fails_answers_nobody_and_leaves_nothing(room):
    def fail() -> None:
        raise OperationalError("the disk is gone")

    entered, go = Event(), Event()
    room.do(bid(1, "101", 110))
    head = room.house.head()
    room.database.before = lambda: (entered.set(), go.wait(PATIENCE), fail())
    with ThreadPoolExecutor(3) as pool:
        asked = [pool.submit(room.do, bid(1, "102", 200), "the key")]
        assert entered.wait(PATIENCE)
        asked += [pool.submit(room.do, bid(1, "103", n)) for n in (300, 400)]
        room.wait_for(2)
        go.set()
    for one in asked:
        with pytest.raises(OperationalError, match="the disk is gone"):
            one.result()
    assert room.house.head() == head

    room.database.before = lambda: None
    again = room.do(bid(1, "102", 200), "the key")
    assert (again.first, again.repeated) == (head + 1, False)
    assert again.events[0].standing.leader == "102"
    assert again.events[0].bid == "1#2", "what failed left no trace in the cache either"


def test_a_commit_that_worked_and_said_otherwise_is_found_by_its_key(room):
    def fail() -> None:
        raise OperationalError("nobody heard the answer")

    room.database.after = fail
    with pytest.raises(OperationalError):
        room.do(bid(1, "101", 110), "the key")
    room.database.after = lambda: None
    again = room.do(bid(1, "101", 110), "the key")
    assert (again.first, again.repeated) == (room.head + 1, True)
    assert room.house.head() == room.head + 1


def test_a_full_disk_fails_the_command_and_nothing_else(room):
    """SQLite itself runs out of pages, in the middle of an import."""
    pages = {"max": 0}

    def ration(connection, _record) -> None:
        if pages["max"]:
            connection.execute(f"PRAGMA max_page_count={pages['max']}")

    def unreliable() -> None:
        raise OperationalError("let go of the connection")

    event.listen(Engine, "connect", ration)
    try:
        room.database.before = unreliable
        with pytest.raises(OperationalError):
            room.writer.submit(NOTHING, by())
        room.database.before = lambda: None
        pages["max"] = 1  # SQLite makes that the pages it has already
        many = [entry(n, description="long " * 500) for n in range(100, 300)]
        with pytest.raises(OperationalError, match="full"):
            room.do(lots.catalogue(SALE, many))
        assert room.house.head() == room.head
        pages["max"] = 0
        assert room.do(lots.catalogue(SALE, many)).last == room.head + 200
    finally:
        event.remove(Engine, "connect", ration)


def test_who_sends_more_commands_than_a_batch_takes_leads_again(room):
    commands = [keyed(NOTHING)] * (2 * BATCH_COMMANDS_MAX) + [keyed(bid(1, "101", 110))]
    *_, last = room.writer.submit_all(commands)
    (placed,) = last.answer().events
    assert placed.bid == "1#1"
    assert room.do(bid(1, "102", 200)).first == room.house.head()


def test_a_fault_in_one_command_is_told_to_its_own_caller(room):
    good, bad, after = room.in_one_batch(
        [
            keyed(bid(1, "101", 110)),
            keyed(asked("bad", broken), "bad"),
            keyed(bid(1, "102", 200)),
        ]
    )
    with pytest.raises(AssertionError, match="a fault in a rule"):
        bad.result()
    assert (good.result().first, after.result().first) == (room.head + 1, room.head + 2)
    assert room.house.head() == room.head + 2


def test_who_failed_alone_hears_of_that_also_where_nothing_could_be_committed(room):
    """The first command finds the gate open: what is waiting behind it does not."""

    def fail() -> None:
        raise OperationalError("the disk is full")

    turns = iter((lambda: None, fail))
    inner = room.database.appending

    @contextmanager
    def appending():
        before = next(turns, fail)
        with inner() as pen:
            yield pen
            before()

    room.database.appending = appending
    good, bad = room.in_one_batch(
        [keyed(bid(1, "101", 110)), keyed(asked("bad", broken))]
    )
    with pytest.raises(OperationalError):
        good.result()
    with pytest.raises(AssertionError, match="a fault in a rule"):
        bad.result()
    assert room.house.head() == room.head


@pytest.mark.parametrize("fault", [OperationalError("full"), OutcomeUnknown("cut")])
def test_nobody_is_refused_because_of_what_was_not_committed(room, fault):
    """Whether lot 10 is catalogued is known of nobody who asked in one batch."""

    def fail() -> None:
        raise fault

    room.database.before = fail
    catalogued = lots.catalogue(SALE, [entry(10)])
    both = room.writer.submit_all([keyed(catalogued), keyed(catalogued, "again")])
    assert [each.fault for each in both] == [fault, fault]
    room.database.before = lambda: None
    assert room.house.head() == room.head
    assert room.do(catalogued).first == room.head + 1
    with pytest.raises(RowsRefused):
        room.do(catalogued, "again")


def test_a_fault_of_the_file_in_one_command_fails_all_of_its_batch(room):
    """Who knows what else is not there? Nothing is recorded, by whatever name."""
    driver = room.database.dialect.writing_engine().dialect.dbapi

    def out_of_order(_desk) -> None:
        raise driver.OperationalError("no such column")

    futures = room.in_one_batch(
        [keyed(bid(1, "101", 110)), keyed(asked("bad", out_of_order))]
    )
    for future in futures:
        with pytest.raises(OperationalError, match="no such column"):
            future.result()
    assert room.house.head() == room.head


def test_a_fault_of_the_file_where_a_key_is_looked_up_has_the_librarys_name(room):
    room.house.do(bid(1, "101", 110), by=by("K1"))
    table = "ALTER TABLE command_keys RENAME COLUMN first_position TO elsewhere"
    with room.database.writing() as core:
        core.execute(text(table))
    with pytest.raises(DatabaseError, match="first_position"):
        room.house.do(bid(1, "102", 200), by=by("K2"))
    assert room.house.head() == room.head + 1


def test_a_fault_half_way_records_nothing_of_its_command(room):
    def half(desk) -> None:
        bid(1, "101", 110).decide(desk)
        broken(desk)

    bad, after = room.in_one_batch(
        [keyed(asked("half", half)), keyed(bid(1, "102", 200))]
    )
    with pytest.raises(AssertionError):
        bad.result()
    (placed,) = after.result().events
    assert (placed.bid, placed.standing.price) == ("1#1", usd(100))


@pytest.mark.usefixtures("interruptible")
def test_who_is_interrupted_while_waiting_holds_up_nobody(room):
    """It would have been the next to lead; it leaves the line, and its bid with it."""
    entered, go = Event(), Event()
    room.database.before = lambda: (entered.set(), go.wait(PATIENCE))
    leader = Thread(target=room.do, args=(bid(1, "101", 110),))
    leader.start()
    assert entered.wait(PATIENCE)

    def interrupt() -> None:
        room.wait_for(1)
        sleep(0.1)
        signal.pthread_kill(main_thread().ident, signal.SIGINT)
        sleep(0.02)
        go.set()

    other = Thread(target=interrupt)
    other.start()
    with pytest.raises(KeyboardInterrupt):
        room.do(bid(1, "102", 200))
    leader.join(PATIENCE)
    other.join(PATIENCE)
    room.database.before = lambda: None
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(room.do, bid(1, "103", 300)).result(PATIENCE)
    assert (answer.first, answer.events[0].bid) == (room.head + 2, "1#2")


# Keys, within one transaction


def test_a_key_used_twice_in_one_transaction_is_one_command(room):
    same = bid(1, "101", 110)
    first, second, other = room.in_one_batch(
        [keyed(same, "k"), keyed(same, "k"), keyed(bid(1, "101", 120), "k")]
    )
    assert second.result() == replace(first.result(), repeated=True)
    with pytest.raises(KeyUsed) as no:
        other.result()
    assert (no.value.code, no.value.position) == ("key-used", room.head + 1)
    assert room.house.head() == room.head + 1


def test_a_command_that_failed_leaves_its_key_free(room):
    bad, good = room.in_one_batch(
        [keyed(asked("bad", broken), "k"), keyed(bid(1, "101", 110), "k")]
    )
    assert isinstance(bad.exception(), AssertionError)
    assert good.result().repeated is False


# What is at hand


def test_a_transaction_sees_what_it_begins(room):
    """Lots catalogued by one command count for the next in the same transaction."""
    first, second, third = room.in_one_batch(
        [
            keyed(lots.catalogue(SALE, [entry(10), entry(11, reserve=usd(100))])),
            keyed(lots.catalogue(SALE, [entry(12)])),
            keyed(lots.catalogue(SALE, [entry(11)])),
        ]
    )
    assert [one.order for one in first.result().events[:2]] == [4, 5]
    assert second.result().events[0].order == 6
    refused = third.exception()
    assert isinstance(refused, RowsRefused)
    assert [type(each.refusal) for each in refused.rows] == [LotExists]
    assert room.do(lots.catalogue(SALE, [entry(13)])).events[0].order == 7
    assert [held.listing.order for held in room.house.lots(SALE)] == [
        1,
        2,
        3,
        4,
        5,
        6,
        7,
    ]


def test_a_small_shelf_changes_nothing(tmp_path):
    """What a transaction changed stays at hand until it is on disk."""
    (tmp_path / "small").mkdir()
    (tmp_path / "large").mkdir()
    answers = []
    for folder, capacity in (("small", 1), ("large", 1_000)):
        room = Room(tmp_path / folder, capacity=capacity)
        dice = Random(7)
        found = []
        for _ in range(6):
            batch = [
                keyed(bid(dice.randrange(1, 4), dice.choice(PADDLES), 10 * n))
                for n in dice.sample(range(10, 99), 20)
            ]
            found += [future.result() for future in room.in_one_batch(batch)]
        answers.append((found, all_entries(room.house)))
        room.house.close()
    assert answers[0] == answers[1]


def some_command(dice: Random, level: int) -> Command:
    """Do something that somebody may do on a day of bidding, sensible or not."""
    number, paddle = dice.randrange(1, 6), Paddle(dice.choice((*PADDLES, "999")))
    dollars = level + dice.randrange(5, 60) * 10 + dice.choice((0, 0, 0, 3))
    held = lot(number)
    return dice.choice(
        [
            *[bid(number, paddle, dollars, channel=dice.choice(list(Channel)))] * 9,
            lots.set_reserve(held, dice.choice((None, usd(dollars)))),
            lots.track(held, ClientId(f"C-{paddle}")),
            lots.untrack(held, ClientId(f"C-{paddle}")),
            lots.register(held, paddle=paddle, channel=Channel.PHONE),
            lots.cancel_registration(held, paddle=paddle, channel=Channel.PHONE),
            lots.catalogue(SALE, [entry(dice.randrange(1, 12))]),
            sales.limit_paddle(SALE, paddle, dice.choice((None, usd(dollars * 2)))),
            sales.suspend_paddle(SALE, paddle),
            sales.reinstate_paddle(SALE, paddle),
        ]
    )


def test_what_is_at_hand_equals_a_fresh_load(tmp_path):
    """After thousands of commands, and in every fiftieth decision on the way."""
    dice = Random(11)
    with new_house(tmp_path, durable=False, entries=5, lowering=True) as house:
        kinds = Counter()
        decided = house._writer.rehearse  # noqa: SLF001 (a dry run of the house opens nothing)
        for number in range(2_500):
            command = some_command(dice, level=number)
            why = by(reason="as told")
            told = outcome(decided, command, why) if number % 50 == 0 else None
            done = outcome(lambda i, by: house.do(i, by=by).events, command, why)
            assert told is None or told == done
            kinds[
                type(done[0]) if isinstance(done, tuple) and done else str(done)[:12]
            ] += 1
        cached = as_cached(house, 1, 2, 3, 4, 5)
        assert cached == as_stored(house, 1, 2, 3, 4, 5)
        assert len(kinds) > 12, kinds
        assert kinds[BidPlaced] > 100 < kinds[BidRefused], kinds


def outcome(ask: Callable[..., object], command: Command, why) -> object:
    """Return the events of a command, or the words of its refusal."""
    try:
        return ask(replace(command, verb=replace(command.verb, one_bid=False)), by=why)
    except Refusal as no:
        return f"{no.code}: {no}"


def test_a_rehearsal_records_nothing(room):
    told = room.writer.rehearse(bid(1, "101", 110), by("k"))
    assert isinstance(told[0], BidPlaced)
    assert room.house.head() == room.head
    done = room.do(bid(1, "101", 110), "k")
    assert (done.events, done.repeated) == (told, False)


# What is safe


def pragma(database: Database, name: str) -> object:
    """Ask the connection that writes, while it writes."""
    with database.writing() as connection:
        return connection.scalar(text(f"PRAGMA {name}"))


def test_every_commit_waits_for_the_disk(room):
    found: list[object] = []

    @contextmanager
    def asked():
        with type(room.database).appending(room.database) as connection:
            connection._cursor.execute("PRAGMA synchronous")  # noqa: SLF001 (it is the live one)
            found.append(connection._cursor.fetchone()[0])  # noqa: SLF001
            connection._cursor.execute("PRAGMA journal_mode")  # noqa: SLF001
            found.append(connection._cursor.fetchone()[0])  # noqa: SLF001
            yield connection

    room.database.appending = asked
    room.do(bid(1, "101", 110))
    assert found == [2, "wal"], "2 is FULL"
    assert pragma(room.database, "synchronous") == 2


@pytest.mark.parametrize(
    ("deaf_to", "told"),
    [
        ("synchronous", "SQLite answers 1 to PRAGMA synchronous=FULL"),
        ("journal_mode", "SQLite answers 'delete' to PRAGMA journal_mode=WAL"),
    ],
)
def test_what_cannot_be_made_safe_is_not_written_to(tmp_path, deaf_to, told):
    """A build of SQLite may have other defaults, a disk may know no shared memory."""

    def deafen(connection, _record) -> None:
        connection.execute("PRAGMA synchronous=NORMAL")

        def allow(_action, name, value, *_):
            refused = name == deaf_to and value is not None
            return sqlite_ignore if refused else 0

        connection.set_authorizer(allow)

    sqlite_ignore = 2
    event.listen(Engine, "connect", deafen)
    try:
        database = Database(dialect_at(place(tmp_path)))
        with pytest.raises(LedgerDamaged) as damage:
            create_tables(database, LEDGER)
        assert str(damage.value).startswith(told)
        assert str(damage.value).endswith("Move it to a local disk.")
        database.close()
    finally:
        event.remove(Engine, "connect", deafen)


def test_a_ledger_that_is_no_longer_safe_takes_no_bid(tmp_path):
    with new_house(tmp_path) as house:
        head = house.head()

    def deafen(connection, _record) -> None:
        connection.execute("PRAGMA synchronous=OFF")
        connection.set_authorizer(
            lambda _, name, *more: 2 if name == "synchronous" and more[0] else 0
        )

    event.listen(Engine, "connect", deafen)
    try:
        with House.open(place(tmp_path)) as house:
            with pytest.raises(LedgerDamaged, match="PRAGMA synchronous=FULL"):
                house.do(bid(1, "101", 110), by=by())
            assert house.head() == head
    finally:
        event.remove(Engine, "connect", deafen)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE events SET type = type",
        "UPDATE events SET state = x'7b7d' WHERE position = 1",
        "DELETE FROM events",
        "DELETE FROM events WHERE position = (SELECT max(position) FROM events)",
        "INSERT OR REPLACE INTO events VALUES (1, 'lot:X/1', 1, 'x', x'7b7d')",
        "REPLACE INTO events VALUES (99, 'sale:MAY26', 1, 'x', x'7b7d')",
        "INSERT INTO events SELECT * FROM events WHERE 1 ON CONFLICT DO NOTHING",
    ],
)
def test_what_is_recorded_is_not_changed_by_hand(room, change):
    before = all_entries(room.house)
    with (
        pytest.raises(IntegrityError, match="an event is never"),
        room.database.writing() as connection,
    ):
        connection.exec_driver_sql(change)
    assert all_entries(room.house) == before


def test_an_older_copy_put_in_its_place_is_not_written_to(room, tmp_path):
    """Its next positions were given out before: to go on would be a fork."""
    room.do(bid(1, "101", 110))
    with room.database.writing() as connection:
        connection.exec_driver_sql("DROP TRIGGER events_stay")
        connection.exec_driver_sql("DELETE FROM events WHERE position > 8")
        connection.exec_driver_sql("UPDATE ledger SET head = 8, latest_to = 8")
    make_tree_anew(place(tmp_path))
    for _ in range(2):
        with pytest.raises(LedgerDamaged, match="ends at 8 now"):
            room.do(bid(1, "102", 200))
    assert room.house.head() == 8


def test_another_history_that_is_longer_is_not_gone_on_with(room, tmp_path):
    """What others recorded meanwhile follows what was seen here, or nothing is."""
    last = room.do(bid(1, "101", 110)).last
    of_guard = "SELECT sql FROM sqlite_master WHERE name = 'events_stand'"
    with room.database.writing() as connection:
        guard = connection.exec_driver_sql(of_guard).scalar()
        connection.exec_driver_sql("DROP TRIGGER events_stand")
        connection.execute(
            text("UPDATE events SET state = state || ' ' WHERE position = :last"),
            {"last": last},
        )
        connection.execute(
            text(
                "UPDATE events SET state = CAST(state AS BLOB) WHERE position = :last"
            ),
            {"last": last},
        )
        connection.exec_driver_sql(guard)
    make_tree_anew(place(tmp_path))
    with House.open(place(tmp_path), recording=REHEARSAL) as another:
        head = another.do(bid(2, "102", 110), by=by()).last
    for _ in range(2):
        with pytest.raises(Contradiction):
            room.do(bid(3, "103", 110))
    assert room.house.head() == head


def test_faults_of_the_database_have_the_names_of_the_library(room):
    with pytest.raises(PersistenceError), room.database.reading() as connection:
        connection.exec_driver_sql("SELECT nothing FROM nowhere")


def test_other_lots_of_a_damaged_ledger_go_on(room):
    """A lot whose history has a hole is not decided on; the others are."""
    for dollars in (110, 200, 300):
        room.do(bid(1, "101", dollars))
    with room.database.writing() as connection:
        connection.exec_driver_sql("DROP TRIGGER events_stay")
        connection.exec_driver_sql(
            "DELETE FROM events WHERE stream = ? AND version = 3", (lot_stream(lot(1)),)
        )
    fresh = House(room.database, REHEARSAL)
    with pytest.raises(LedgerDamaged, match="Event 3 of lot:MAY26/1 is missing"):
        fresh.do(bid(1, "102", 900), by=by())
    assert fresh.do(bid(2, "102", 900), by=by()).events[0].standing.leader == "102"
