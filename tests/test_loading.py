"""One identity map: no history is loaded twice in a command, nor left behind."""

from __future__ import annotations

from collections import Counter, OrderedDict
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from threading import Thread

import pytest
from click import Context, Group

from commands.main import main
from ledger.damage import LedgerDamaged
from ledger.entry import LEDGER_STREAM, lot_stream
from ledger.house import House, lots, replays, seals
from ledger.house.evolving import EVOLVE
from ledger.house.records import Records
from ledger.replay import timeline
from ledger.store import at_hand, cache
from ledger.store.cache import Cache
from ledger.store.connection import ReadConnection, WriteConnection
from ledger.store.json_text import member
from ledger.store.loading import HISTORY
from ledger.store.postgresql_connection import PostgresqlReadConnection
from ledger.vault.sealing import Sealer
from projections.reports.books.registry import BOOKS
from tests.patience import PATIENCE
from tests.sale_of_tests import (
    PADDLES,
    SALE,
    as_cached,
    as_stored,
    bid,
    by,
    entry,
    lot,
    new_house,
    place,
)
from tests.settled_sale import hammered, settle, settled_by
from tests.settling_clerk import (
    DAY,
    clerk_of_consigned_lots,
    clerk_who_can_settle,
)

pytestmark = pytest.mark.slow


@pytest.fixture
def loads(monkeypatch):
    """Count how often the history of each stream is loaded from its beginning."""
    counts = Counter()
    load = cache.load

    def counting(rows, evolve, codec):
        rows = list(rows)
        counts.update(row[1] for row in rows[:1])
        return load(iter(rows), evolve, codec)

    monkeypatch.setattr(cache, "load", counting)
    return counts


@pytest.fixture
def reads(monkeypatch):
    """Count how often the history of each stream is read, by whomever."""
    counts = Counter()

    def counting(rows):
        def counted(connection, query, *values):
            for number, row in enumerate(rows(connection, query, *values)):
                if query is HISTORY and number == 0:
                    counts[values[0]] += 1
                yield row

        return counted

    for kind in (ReadConnection, PostgresqlReadConnection):
        monkeypatch.setattr(kind, "rows", counting(kind.rows))
    return counts


@pytest.fixture
def house(tmp_path):
    with new_house(tmp_path) as house:
        yield house


# Once, in one command


@pytest.fixture
def clerk(tmp_path):
    return clerk_who_can_settle(tmp_path)


@pytest.fixture
def consigning(tmp_path):
    return clerk_of_consigned_lots(tmp_path)


ONCE_HAMMERED = [
    f"settle MAY26 --dry-run {DAY}",
    f"settle MAY26 {DAY}",
    "lots MAY26",
    "live next MAY26",
    "lot show MAY26/1",
    "bids list MAY26",
    "bids list MAY26/1 --paddle 101",
    "results MAY26",
    "sale show MAY26",
    "client show C-1",
    "register sheet MAY26",
    "funds list",
    "hold list",
    "bank list",
    f"client limit C-1 700 {DAY}",
    "tax rates US-TX",
    "tax own US-TX",
    "replay lot MAY26/1",
    "replay lot MAY26/1 --json",
    "replay lot MAY26/1 --step",
    "replay lot MAY26/1 --step --json",
    "replay lot MAY26/1 --without 1#1",
    "replay lot MAY26/1 --without-bidder 101 --json",
    "replay lot MAY26/1 --html {folder}/1.html --plot {folder}/1.svg",
    "replay sale MAY26",
    "replay sale MAY26 --as-of 18",
    "replay sale MAY26 --without 1#1 --without 2#1",
]
ONCE_SETTLED = [
    "statement list MAY26",
    f"statement issue MAY26 {DAY}",
    "pay list MAY26",
    "pay late MAY26 --on 2026-12-01 --dry-run",
    "invoice list MAY26",
    "invoice show HA-2026-00001",
    "invoice show HA-2026-00001 --json",
    "print --sale MAY26 --out {folder}",
    "print HA-2026-00001 --out {folder}",
    f"pay receive HA-2026-00001 100 --method wire {DAY}",
    f"credit HA-2026-00001 --reason typo {DAY}",
    f"settle MAY26 {DAY}",
    f"settle MAY26 --key K {DAY}",
    f"payout MAY26 C-7 1 --method wire {DAY}",
    f"dispute file-replay MAY26/D1 {DAY}",
    f"dispute file-replay MAY26/D1 --without 2#1 {DAY}",
    "dispute list MAY26",
    "dispute list MAY26 --json",
    "dispute show MAY26/D1",
    "dispute show MAY26/D1 --json",
    "dispute summary MAY26/D1 --out {folder}/d1.html",
    *(f"report {report} MAY26" for report in BOOKS),
]
MARKS = 3
"""How often the ledger may be asked whether it is a rehearsal: for what marks a page,
for what marks the terminal, and for the keys that open what is sealed."""
READINGS = 3
"""How often a sealed lot, or its dispute, may be read: as it is stored, as it is
opened, and what of a lot is replayed without a bid, or which lot a dispute is about."""
ELSEWHERE = {
    *("terms check", "terms increments", "terms premium", "terms presets"),
    *("replay csv", "completion", "demo", "views status", "views check"),
    *("statement show", "views rebuild", "live console", "ledger show"),
    "period show",
    *("audit history", "audit meetings", "audit checkpoint", "backup", "key show"),
    "copy",
    *("audit check", "audit consistency", "audit cosign", "audit heads"),
    *("audit prove", "audit tiles", "audit timestamp", "audit census"),
    *("audit fairness", "audit indicators", "audit procedures", "audit pack"),
    *("audit redeem", "audit receipt", "audit verify", "audit ask-witness"),
    *("vault new", "vault backup", "vault lock", "client file", "user file"),
    *("user list", "role list", "retention due"),
    *("token new", "token list", "token revoke", "serve"),
    *("webhook add", "webhook list", "webhook resume", "webhook remove"),
    "webhook deliver",
    *("user password", "user oidc", "user failed-sign-ins", "client invite"),
    *("audit envelopes", "audit seals"),
}
"""These read no history, or only entries by their place in the log."""


@pytest.mark.parametrize("line", ONCE_HAMMERED)
def test_no_history_is_read_twice(clerk, reads, line, tmp_path):
    clerk.does(line.format(folder=tmp_path))
    assert reads, "it reads the ledger"
    assert is_read_once(reads), reads


def is_read_once(reads):
    """Say whether each history was read once, but for what marks and what opens."""
    often = {LEDGER_STREAM: MARKS, "lot": READINGS, "dispute": READINGS}
    return all(
        count <= often.get(stream.partition(":")[0], 1)
        for stream, count in reads.items()
    )


@pytest.mark.parametrize("line", ONCE_SETTLED)
def test_nor_once_the_sale_is_settled(consigning, reads, line, tmp_path):
    """And nor where a dispute has several replays on file."""
    consigning.does(f"settle MAY26 {DAY}")
    consigning.does(f"dispute open MAY26/2 --question Why --bid 2#1 {DAY}")
    consigning.does(f"dispute file-replay MAY26/D1 {DAY}")
    consigning.does(f"dispute file-replay MAY26/D1 --without 2#1 {DAY}")
    reads.clear()
    consigning(line.format(folder=tmp_path))
    assert reads, "it reads the ledger"
    assert is_read_once(reads), reads


def test_a_long_list_of_sealed_bids_keeps_no_lot(clerk, loads):
    """As many bids as there may be are opened part by part, and no lot is loaded."""
    answer = clerk("bids list MAY26 --json")
    assert {entry["sealed"] for entry in answer.json if entry["kind"] == "bid"} == {
        False
    }, "it was opened"
    assert not [stream for stream in loads if stream.startswith("lot:")]


def test_every_command_that_reads_is_among_them():
    lines = [*ONCE_HAMMERED, *ONCE_SETTLED]
    for words in leaves(main, ()):
        line = " ".join(words)
        listed = any(f"{each} ".startswith(f"{line} ") for each in lines)
        assert listed or line in ELSEWHERE or writes(words), line


def leaves(command, words):
    """Name every command by its words."""
    if not isinstance(command, Group):
        return [words]
    context = Context(command)
    return [
        leaf
        for name in command.list_commands(context)
        for leaf in leaves(command.get_command(context, name), (*words, name))
    ]


def writes(words):
    """Say whether a command records something: it says who acts."""
    command = main
    for word in words:
        command = command.get_command(Context(command), word)
    return "actor" in {parameter.name for parameter in command.params}


def test_a_sale_that_is_replayed_is_followed_once(clerk, monkeypatch):
    followed = Counter()
    sale_after = timeline.sale_after

    def counting(sale, position, event):
        followed[position] += 1
        return sale_after(sale, position, event)

    monkeypatch.setattr(timeline, "sale_after", counting)
    clerk.does("replay sale MAY26")
    assert followed
    assert set(followed.values()) == {1}


def test_a_replay_as_of_a_position_heeds_nothing_recorded_later(clerk, monkeypatch):
    """Not even to say among how many processes it is shared."""
    line, shared = "replay sale MAY26 --json --as-of 18", []
    recompute_sale = replays.recompute_sale

    def asked(records, sale, **more):
        shared.append((records.head(), records.lot_events(sale), more["processes"]))
        return recompute_sale(records, sale, **more)

    monkeypatch.setattr(replays, "recompute_sale", asked)
    monkeypatch.setattr("commands.replay.sale.EVENTS_PER_PROCESS", 1_000)
    before = clerk.does(line)
    clerk.does(f"settle MAY26 {DAY}")
    assert clerk.does(line) == before
    assert shared == [shared[0]] * 2


def test_a_bid_loads_its_lot_and_its_sale_once(tmp_path, loads):
    with new_house(tmp_path):
        pass
    loads.clear()
    with House.open(place(tmp_path)) as house:
        currency = house.sale(SALE).terms.rules.currency
        assert currency.code == "USD"
        assert house.lot(lot(1)).standing is None
        house.do(bid(1, "101", 150), by=by())
        house.do(bid(1, "102", 250), by=by())
    # The keys of a rehearsal are derived unless the log says that they were erased.
    clients = {f"client:C-{paddle}": 1 for paddle in ("101", "102")}
    once = {f"sale:{SALE}": 1, lot_stream(lot(1)): 1, LEDGER_STREAM: 1}
    assert loads == once | clients


def test_only_the_invoices_of_the_sale_are_loaded(house, loads):
    settled_by(house)
    hammered(house)
    settle(house)
    records = house.as_of(house.head())
    assert records.states("invoice:", member("sale", "JUNE26")) == []
    assert not any(stream.startswith("invoice:") for stream in loads)
    assert len(records.invoices(SALE)) == 2
    assert sum(stream.startswith("invoice:") for stream in loads) == 2


# Nothing is left behind


def test_two_houses_on_one_ledger_follow_each_other(tmp_path):
    with new_house(tmp_path) as one, House.open(place(tmp_path)) as other:
        for dollars in range(110, 200, 10):
            one.do(bid(1, "101", dollars), by=by())
            assert other.lot(lot(1)) == one.lot(lot(1))
            other.do(bid(2, "102", dollars), by=by())
            assert [one.lot(lot(2))] == as_stored(other, 2)
        other.do(lots.catalogue(SALE, [entry(7)]), by=by())
        assert [each.id for each in one.lots(SALE)] == [lot(n) for n in (1, 2, 3, 7)]


def test_what_was_known_then_stays_as_it_was(house):
    then = house.as_of(house.head())
    before = then.lot(lot(1))
    house.do(bid(1, "101", 150), by=by())
    house.do(lots.catalogue(SALE, [entry(7)]), by=by())
    assert house.lot(lot(1)) != before
    assert then.lot(lot(1)) == before
    assert len(then.lots(SALE)) == 3


def test_nobody_reads_what_is_not_committed(house, monkeypatch):
    """A reader looks while the writer has decided, and has not committed yet."""
    before, seen = house.lot(lot(1)), []
    append = WriteConnection.append

    def looking(connection, rows):
        with ThreadPoolExecutor(1) as pool:
            seen.append(pool.submit(house.lot, lot(1)).result(PATIENCE))
        append(connection, rows)

    monkeypatch.setattr(WriteConnection, "append", looking)
    house.do(bid(1, "101", 150), by=by())
    assert seen == [before]
    assert [house.lot(lot(1))] == as_stored(house, 1) != seen


def test_what_is_recorded_while_a_history_is_loaded_is_not_lost(house, monkeypatch):
    """The reader began with nothing at hand, and others followed the log meanwhile."""
    reader = Records(house._database)  # noqa: SLF001 (it has nothing at hand)
    load = cache.load

    def slowly(rows, evolve, codec):
        loaded = load(rows, evolve, codec)
        monkeypatch.setattr(cache, "load", load)
        house.do(bid(1, "101", 150), by=by())
        reader.lot(lot(2))
        return loaded

    monkeypatch.setattr(cache, "load", slowly)
    reader.lot(lot(1))
    assert [reader.lot(lot(1))] == as_stored(house, 1)


@pytest.mark.parametrize(
    "command",
    [bid(1, "101", 150), lots.catalogue(SALE, [entry(7)])],
    ids=["a stream goes on", "a stream begins"],
)
def test_what_another_thread_follows_while_a_sale_is_read_is_not_lost(
    tmp_path, monkeypatch, command
):
    """One reads as of a moment; what another house records is followed meanwhile."""
    with new_house(tmp_path) as one, House.open(place(tmp_path)) as other:
        listed = Cache._list_streams  # noqa: SLF001 (so that time passes before it)

        def late(*asked):
            monkeypatch.setattr(Cache, "_list_streams", listed)
            other.do(command, by=by())
            with ThreadPoolExecutor(1) as pool:
                pool.submit(one.lot, lot(2)).result(PATIENCE)
            return listed(*asked)

        monkeypatch.setattr(Cache, "_list_streams", late)
        assert [each.id for each in one.lots(SALE)] == [lot(n) for n in (1, 2, 3)]
        stored = other.as_of(other.head()).lots(SALE)
        assert one.lots(SALE) == stored
        assert [one.lot(each.id) for each in stored] == stored
        one.do(bid(1, "102", 200), by=by())
        assert [one.lot(lot(1))] == as_cached(one, 1) == as_stored(other, 1)


def test_a_stream_that_cannot_be_followed_harms_no_other(house, monkeypatch):
    reader = Records(house._database)  # noqa: SLF001 (its own map)
    assert reader.lot(lot(1)).standing == reader.lot(lot(2)).standing
    house.do(bid(1, "101", 150), by=by())
    house.do(bid(2, "101", 150), by=by())
    evolved, damaged = at_hand.evolved, lot_stream(lot(1))

    def astray(before, rows, evolve, codec):
        if rows[0][1] == damaged:
            raise LedgerDamaged("it cannot follow")
        return evolved(before, rows, evolve, codec)

    monkeypatch.setattr(at_hand, "evolved", astray)
    assert [reader.lot(lot(1))] == as_stored(house, 1), "it was loaded anew"
    assert [reader.lot(lot(2))] == as_stored(house, 2)


def test_what_others_record_is_evolved_once_it_is_asked_for(house, monkeypatch):
    reader = Records(house._database)  # noqa: SLF001 (its own map)
    assert reader.lot(lot(1)).standing == reader.lot(lot(2)).standing
    evolved, times = at_hand.evolved, Counter()

    def counted(before, rows, evolve, codec):
        times[rows[0][1]] += 1
        return evolved(before, rows, evolve, codec)

    monkeypatch.setattr(at_hand, "evolved", counted)
    for dollars in (150, 160, 170):
        house.do(bid(1, "101", dollars), by=by())
        assert [reader.lot(lot(2))] == as_stored(house, 2)
    assert not times
    assert [reader.lot(lot(1))] == as_stored(house, 1)
    assert times == {lot_stream(lot(1)): 1}


def test_what_is_far_behind_is_loaded_anew(house, monkeypatch, loads):
    monkeypatch.setattr(at_hand, "BEHIND_EVENTS_MAX", 2)
    reader = Records(house._database)  # noqa: SLF001 (its own map)
    reader.lot(lot(1))
    loads.clear()
    for dollars in (150, 160, 170):
        house.do(bid(1, "101", dollars), by=by())
        reader.lot(lot(2))
    assert [reader.lot(lot(1))] == as_stored(house, 1)
    assert loads[lot_stream(lot(1))] >= 1


def test_no_more_is_kept_at_hand_than_there_is_room_for(house, loads):
    held = Cache(house._database, EVOLVE, capacity=2)  # noqa: SLF001 (a small one)
    for number in (1, 2, 3, 2, 1):
        assert [held.state(lot_stream(lot(number)))] == as_stored(house, number)
    loads.clear()
    held.state(lot_stream(lot(1)))
    held.state(lot_stream(lot(2)))
    assert not loads
    held.state(lot_stream(lot(3)))
    assert loads == {lot_stream(lot(3)): 1}, "the least used had left"


def test_what_is_forgotten_is_not_taken_from_who_reads_it(house):
    """An erasure that somebody records meanwhile waits until it was read."""
    held = Cache(house._database, EVOLVE)  # noqa: SLF001 (one that is looked into)
    held.state(lot_stream(lot(1)))

    class Slow(OrderedDict):
        def move_to_end(self, key, last=True):
            other = Thread(target=held.forget, args=([],))
            other.start()
            other.join(0.2)
            super().move_to_end(key, last)

    at_hand = held._aggregates  # noqa: SLF001 (so that time passes in it)
    at_hand._aggregates = Slow(at_hand._aggregates)  # noqa: SLF001
    assert [held.state(lot_stream(lot(1)))] == as_stored(house, 1)


def test_lists_of_streams_are_bounded_as_well(house, monkeypatch):
    monkeypatch.setattr(cache, "LISTS_MAX", 3)
    held = Cache(house._database, EVOLVE)  # noqa: SLF001 (it is asked for its lists)
    for number in range(10):
        held.streams(f"lot:SALE-{number}/")
    assert len(held._lists) <= 3  # noqa: SLF001 (nobody else can say)


def test_what_opens_bids_is_bounded_too(house, monkeypatch):
    monkeypatch.setattr(seals, "SEALERS_MAX", 2)
    made = Counter()

    def counting(key, *, stream, **more):
        made[stream] += 1
        return Sealer(key, stream=stream, **more)

    monkeypatch.setattr(seals, "Sealer", counting)
    for number, paddle in product((1, 2, 3), PADDLES):
        house.do(bid(number, paddle, 100 * int(paddle)), by=by())
    words = [as_stored(house, number) for number in (1, 2, 3)]
    assert words == [[house.lot(lot(number))] for number in (1, 2, 3)]
    assert len(house.lot(lot(1)).claims.words()) == len(PADDLES)
    # Those of the first lot made room for others, and were made anew.
    assert made[lot_stream(lot(1))] > len(PADDLES)
