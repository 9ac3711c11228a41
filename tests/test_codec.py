"""What is written today must be readable for ever."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from random import Random
from typing import NamedTuple, get_args
from uuid import UUID, uuid5

import pytest

from ledger.damage import LedgerDamaged
from ledger.entry import Approval, Attribution, Entry, Evidence, KnownBy, StreamId, Way
from ledger.events import NAMES, Event, LotTracked, Rule, SaleAnnounced
from ledger.events.former import FORMER
from ledger.identity import ClientId, LotId, Role
from ledger.store import codec
from ledger.store.beginnings import event_id
from tests.random_values import NASTY, made_up
from tests.released_shapes import fits, gained, shape_of
from tests.sale_of_tests import LEDGER, terms as terms_of_a_sale
from tests.story import bid, clock, leads

SHAPES = Path(__file__).parent / "golden" / "event_shapes.json"

ENVELOPE = (
    "entry",
    "stream",
    "version",
    "type",
    "id",
    "ledger",
    "recorded_at",
    "claimed_at",
    "actor",
    "role",
    "known",
    "login",
    "way",
    "session",
    "second",
    "approval",
    "on_behalf_of",
    "reason",
    "evidence",
    "key_id",
    "key",
    "causation",
    "brought",
    "body",
)
"""In this order; what is not known is left out."""

CODEC = codec.Codec()
STREAM = StreamId("lot:MAY26/14")
BID = bid(2, "P7", 500, leads("P7", 320, asks=340, why=Rule.ONE_INCREMENT, step=20))

AS_STORED = (
    b'{"stream":"lot:MAY26/14","version":5,"type":"bid-placed/1",'
    b'"id":"a4888629-ad21-5194-a343-6f0f0b72d7a4",'
    b'"ledger":"5f2c1c1e-8c6b-4d7e-9f0a-3b9a54d2c6f1","actor":"clerk@example",'
    b'"role":"clerk","on_behalf_of":"C-1042","reason":"He said \\"500\\"\\nby phone",'
    b'"recorded_at":"2026-05-20T14:01:00.250000Z","key":"desk-1/77",'
    b'"causation":"0b0d3a9e-8f53-5e55-9d0e-1f3c0f6f4a11",'
    b'"body":{"lot":"MAY26/14","bid":"14#2","paddle":"P7","client_class":null,'
    b'"submitted":50000,"maximum":50000,"off_increment":"accept","static":false,'
    b'"break_tie":false,"channel":"internet","received_at":"2026-05-20T14:01:00Z",'
    b'"entered_at":"2026-05-20T14:01:00Z","standing":{"leader":"P7","price":32000,'
    b'"asking":34000,"reserve_met":null,"premium":3200,"rule":"one-increment",'
    b'"step":2000,"against":null,"terms":1}}}'
)
"""An entry as the first release wrote it: these bytes stand in people's ledgers."""

BODY = AS_STORED[AS_STORED.index(b'"body":') :]
AS_WRITTEN = (
    b'{"entry":2,"stream":"lot:MAY26/14","version":5,"type":"bid-placed/1",'
    b'"id":"a4888629-ad21-5194-a343-6f0f0b72d7a4",'
    b'"ledger":"5f2c1c1e-8c6b-4d7e-9f0a-3b9a54d2c6f1",'
    b'"recorded_at":"2026-05-20T14:01:00.250000Z","actor":"clerk@example",'
    b'"role":"clerk","on_behalf_of":"C-1042","reason":"He said \\"500\\"\\nby phone",'
    b'"key":"desk-1/77","causation":"0b0d3a9e-8f53-5e55-9d0e-1f3c0f6f4a11",' + BODY
)
"""The same entry as it is written from now on, and never otherwise."""

ALL_KNOWN = (
    b'{"entry":2,"stream":"lot:MAY26/14","version":5,"type":"bid-placed/1",'
    b'"id":"a4888629-ad21-5194-a343-6f0f0b72d7a4",'
    b'"ledger":"5f2c1c1e-8c6b-4d7e-9f0a-3b9a54d2c6f1",'
    b'"recorded_at":"2026-05-20T14:01:00.250000Z",'
    b'"claimed_at":"2026-05-20T13:55:00Z","actor":"clerk@example","role":"clerk",'
    b'"known":"told","login":"front-desk","way":"import","session":"s-1",'
    b'"second":"Ben","approval":{"digest":"cd","signature":"ef"},'
    b'"on_behalf_of":"C-1042","reason":"He said \\"500\\"\\nby phone",'
    b'"evidence":{"place":"slip.png","sha256":"ab"},"key_id":"k-1",'
    b'"key":"desk-1/77","causation":"0b0d3a9e-8f53-5e55-9d0e-1f3c0f6f4a11",' + BODY
)
"""The same entry with all that may be known of one."""

AS_READ = Entry(
    position=9,
    stream=STREAM,
    version=5,
    type="bid-placed/1",
    id="a4888629-ad21-5194-a343-6f0f0b72d7a4",
    ledger=LEDGER,
    by=Attribution(
        actor="clerk@example",
        role=Role.CLERK,
        recorded_at=clock("14:01") + timedelta(milliseconds=250),
        on_behalf_of="C-1042",
        reason='He said "500"\nby phone',
        key="desk-1/77",
    ),
    causation="0b0d3a9e-8f53-5e55-9d0e-1f3c0f6f4a11",
    event=BID,
)


class Row(NamedTuple):
    """A row of the log, as the store reads it."""

    position: int
    stream: str
    version: int
    type: str
    state: object


STORED = Row(9, STREAM, 5, "bid-placed/1", AS_STORED)


def row_of(entry: Entry[Event]) -> Row:
    """Write an entry as the writer does."""
    text = CODEC.write(
        entry.event,
        name=entry.type,
        stream=entry.stream,
        version=entry.version,
        id_=entry.id,
        ledger=entry.ledger,
        by=entry.by,
        causation=entry.causation,
    )
    return Row(entry.position, entry.stream, entry.version, entry.type, text)


def example(event: Event, dice: Random) -> Entry[Event]:
    """Put an event in a place of the log, said by somebody who writes oddly."""
    version = dice.randrange(1, 1_000)
    attribution = made_up(Attribution, dice)
    return Entry(
        position=dice.randrange(1, 10_000),
        stream=STREAM,
        version=version,
        type=codec.name_of(event),
        id=event_id(UUID(LEDGER), STREAM, version),
        ledger=LEDGER,
        by=attribution,
        causation=dice.choice((None, event_id(UUID(LEDGER), STREAM, 1))),
        event=event,
    )


SHAPE_OF = NAMES | FORMER
"""All that was ever stored, and what it is read as first."""


def test_every_event_has_a_name():
    assert set(NAMES.values()) == set(get_args(Event))


def test_released_shapes_never_change(request):
    shapes = {name: shape_of(SHAPE_OF[name]) for name in sorted(SHAPE_OF)}
    released = json.loads(SHAPES.read_text(encoding="utf-8"))
    if request.config.getoption("--golden-update"):
        # What is frozen stays: only what is new is added, and what was declared later.
        grown = {
            name: shape
            for name, shape in shapes.items()
            if name in released and gained(released[name], shape)
        }
        released = dict(sorted((shapes | released | grown).items()))
        SHAPES.write_text(json.dumps(released, indent=1) + "\n", encoding="utf-8")
    for name, shape in released.items():
        assert fits(shape, shapes.get(name)), (
            f"{name} is already in people's ledgers. Move it as it was to "
            "ledger/events/former.py with an upcast, and give the event a new name."
        )
    new = {name for name in shapes if gained(released.get(name), shapes[name])}
    assert not new, (
        f"{', '.join(sorted(new))} will be in people's "
        "ledgers once released. When its shape is right, freeze it with: "
        "pytest tests/test_codec.py --golden-update"
    )


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_event_comes_back_as_it_was(name):
    for seed in range(12):
        dice = Random(f"{name} {seed}")
        entry = example(made_up(NAMES[name], dice), dice)
        row = row_of(entry)
        assert CODEC.stored_entry(row) == entry
        parts = json.loads(row.state)
        assert tuple(parts) == tuple(name for name in ENVELOPE if name in parts)
        assert row.state.startswith(b'{"entry":2,')


def test_the_written_text_never_changes():
    assert row_of(AS_READ).state == AS_WRITTEN
    known = replace(
        AS_READ.by,
        claimed_at=clock("13:55"),
        known=KnownBy.TOLD,
        login="front-desk",
        way=Way.IMPORT,
        session="s-1",
        second="Ben",
        approval=Approval(digest="cd", signature="ef"),
        evidence=Evidence(place="slip.png", sha256="ab"),
        key_id="k-1",
    )
    row = row_of(replace(AS_READ, by=known))
    assert row.state == ALL_KNOWN
    assert CODEC.stored_entry(row).by == known


@pytest.mark.parametrize("text", [AS_STORED, AS_WRITTEN], ids=["first", "today's"])
def test_a_stored_text_is_read_for_ever(text):
    assert CODEC.stored_entry(STORED._replace(state=text)) == AS_READ


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        (b'"role":"clerk",', b'"role":"clerk","known":null,'),
        (b'"role":"clerk",', b'"role":"clerk", '),
        (b'"entry":2', b'"entry":3'),
        (b'"actor":"clerk@example","role":"clerk"', b'"role":"clerk","actor":"x"'),
    ],
)
def test_what_stands_around_an_event_has_one_text(was, becomes):
    assert was in AS_WRITTEN
    with pytest.raises(LedgerDamaged):
        CODEC.stored_entry(STORED._replace(state=AS_WRITTEN.replace(was, becomes)))


@pytest.mark.parametrize("text", NASTY, ids=ascii)
def test_a_text_stays_what_was_typed(text):
    by = replace(AS_READ.by, actor=text, on_behalf_of=text, reason=text, key=text)
    event = replace(BID, paddle=text, client_class=text)
    entry = replace(AS_READ, by=by, event=event)
    assert CODEC.stored_entry(row_of(entry)) == entry
    assert json.loads(row_of(entry).state)["reason"] == text


def test_a_stream_may_be_called_anything():
    tracked = LotTracked(lot=LotId("x"), client=ClientId('C"\n'))
    entry = replace(
        AS_READ, stream=StreamId('client:C"\n'), type="lot-tracked/1", event=tracked
    )
    assert CODEC.stored_entry(row_of(entry)) == entry


def test_moments_are_written_in_utc():
    abroad = datetime(2026, 5, 20, 9, 1, tzinfo=timezone(timedelta(hours=-5)))
    for at in (abroad, abroad.astimezone(UTC)):
        row = row_of(replace(AS_READ, by=replace(AS_READ.by, recorded_at=at)))
        assert b'"recorded_at":"2026-05-20T14:01:00Z",' in row.state


@pytest.mark.parametrize(
    ("span", "written"),
    [
        (timedelta(0), "PT0S"),
        (timedelta(seconds=90), "PT1M30S"),
        (timedelta(days=2), "P2D"),
        (timedelta(days=3, hours=1, minutes=23, seconds=20), "P3DT1H23M20S"),
        (timedelta(seconds=3600, microseconds=500_000), "PT1H0.5S"),
        (timedelta(microseconds=100_010), "PT0.10001S"),
        (timedelta(minutes=-20), "-PT20M"),
    ],
    ids=str,
)
def test_spans_are_written_as_iso_8601_has_them(span, written):
    whole = terms_of_a_sale()
    session = replace(whole.sessions[0], stagger=span)
    whole = replace(whole, sessions=(session,))
    announced = SaleAnnounced(sale=whole.sale, terms=whole, terms_hash="first")
    row = row_of(replace(AS_READ, type="sale-announced/2", event=announced))
    assert f'"stagger":"{written}"'.encode() in row.state
    assert CODEC.stored_event(row) == announced


def test_a_moment_without_a_zone_is_not_written():
    at = datetime(2026, 5, 20, 9, 1)  # noqa: DTZ001 (that is the fault)
    with pytest.raises(AssertionError, match="which zone"):
        row_of(replace(AS_READ, by=replace(AS_READ.by, recorded_at=at)))


@pytest.mark.parametrize("version", [1, 2, 10, 77, 1_000_000])
@pytest.mark.parametrize(
    "stream", ["lot:MAY26/14", "sale:MAY26", "client:C-Größe 明治"]
)
def test_an_event_id_is_a_uuid_of_its_place(stream, version):
    """RFC 9562, version 5: the ledger is the namespace, the place is the name."""
    given = event_id(UUID(LEDGER), StreamId(stream), version)
    assert given == str(uuid5(UUID(LEDGER), f"{stream}/{version}"))


def test_event_ids_of_two_places_never_meet():
    places = [(stream, n) for stream in ("lot:A/1", "lot:A/11") for n in range(1, 200)]
    ids = {event_id(UUID(LEDGER), StreamId(s), n) for s, n in places}
    other = event_id(UUID(int=0), StreamId("lot:A/1"), 1)
    assert len(ids) == len(places)
    assert other not in ids


def changed(old: bytes, new: bytes) -> Row:
    assert AS_STORED.count(old) == 1
    return STORED._replace(state=AS_STORED.replace(old, new))


STRANGERS = {
    "an amount with a fraction": changed(b'"price":32000', b'"price":32000.5'),
    "an amount as a float": changed(b'"price":32000', b'"price":32000.0'),
    "an amount in quotes": changed(b'"price":32000', b'"price":"32000"'),
    "an amount left out": changed(b'"price":32000,', b""),
    "a space too many in front": changed(b'{"stream":', b'{ "stream":'),
    "a space too many": changed(b'"price":32000', b'"price": 32000'),
    "a byte that is no character": changed(b'"bid":"14#2"', b'"bid":"14\xff2"'),
    "brackets without end": changed(b'"terms":1', b'"terms":1,"x":' + b"[" * 10_000),
    "a field too many": changed(b'"static":', b'"sealed":true,"static":'),
    "a field too many deep inside": changed(b'"terms":1', b'"terms":1,"x":null'),
    "a word that is no rule": changed(b'"one-increment"', b'"two-increments"'),
    "a date without a time": changed(b'"received_at":"2026-05-20T14:01:00Z"', b"1"),
    "a head that says too much": changed(b'"key":"desk', b'"ip":"::1","key":"desk'),
    "a head that says too little": changed(b'"actor":"clerk@example",', b""),
    "a role nobody has": changed(b'"role":"clerk"', b'"role":"owner"'),
    "recorded at no zone": changed(b".250000Z", b".250000"),
    "recorded at a number": changed(b'"2026-05-20T14:01:00.250000Z"', b"1779285660"),
    "a head that is no JSON": changed(b'"role":"clerk"', b'"role":clerk'),
    "a version that is not filed": changed(b'"version":5', b'"version":6'),
    "a stream that is not filed": changed(b'"lot:MAY26/14"', b'"lot:MAY26/15"'),
    "filed as another version": STORED._replace(version=6),
    "filed under another stream": STORED._replace(stream="lot:MAY26/15"),
    "filed as another event": STORED._replace(type="bid-refused/1"),
    "an event of another name": changed(b"bid-placed/1", b"bid-placed/99")._replace(
        type="bid-placed/99"
    ),
    "no text at all": STORED._replace(state=b""),
    "a text that is no bytes": STORED._replace(state=AS_STORED.decode()),
    "a text from elsewhere": STORED._replace(state=b"PK\x03\x04\xff\xfe"),
    "a last byte that is another": STORED._replace(state=AS_STORED[:-1] + b"]"),
    "something behind it": STORED._replace(state=AS_STORED + b"}"),
    "no body": changed(b'"body"', b'"Body"'),
}


@pytest.mark.parametrize("row", STRANGERS.values(), ids=STRANGERS.keys())
def test_a_stranger_in_the_file_is_damage(row):
    with pytest.raises(LedgerDamaged) as damage:
        CODEC.stored_entry(row)
    said = str(damage.value)
    assert "Nothing was recorded; keep the ledger as it is" in said
    assert said.endswith(".")
    assert "\n" not in said


@pytest.mark.parametrize("row", STRANGERS.values(), ids=STRANGERS.keys())
def test_a_stranger_is_found_among_others(row):
    """Rows are read many at a time, and what neighbours share is worked out once."""
    for rows in ([row, STORED], [STORED, row], [STORED, row, STORED, STORED]):
        with pytest.raises(LedgerDamaged):
            CODEC.stored_entries(rows)
        assert is_damage(rows) == is_damage([row]), "and as when it is read alone"


def is_damage(rows: list[Row]) -> bool:
    """Say whether rows cannot be read as events, whatever their heads say."""
    try:
        CODEC.opened_events(rows)
    except LedgerDamaged:
        return True
    return False


def test_rows_read_together_are_read_as_they_are_alone():
    entries = []
    for name in sorted(NAMES) * 2:
        dice = Random(f"together {name} {len(entries)}")
        entries.append(example(made_up(NAMES[name], dice), dice))
    rows = [row_of(entry) for entry in entries]
    assert CODEC.stored_entries(rows) == entries
    assert CODEC.opened_events(rows) == [entry.event for entry in entries]


def test_a_text_cut_anywhere_is_damage():
    for length in range(len(AS_STORED)):
        with pytest.raises(LedgerDamaged):
            CODEC.stored_entry(STORED._replace(state=AS_STORED[:length]))


def test_an_event_of_a_later_release_asks_for_an_upgrade():
    with pytest.raises(LedgerDamaged, match="upgrade lotledger"):
        CODEC.stored_entry(STRANGERS["an event of another name"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"submitted": 500.0},
        {"static": 1},
        {"paddle": 7},
        {"paddle": UUID(LEDGER)},
        {"channel": "pigeon"},
    ],
    ids=str,
)
def test_a_value_of_another_kind_is_not_written(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        row_of(replace(AS_READ, event=replace(BID, **wrong)))
