"""A released shape gains a field: what was written before stays as it was."""

from __future__ import annotations

import json
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction
from random import Random

import pytest

from ledger.damage import LedgerDamaged
from ledger.entry import Attribution, StreamId
from ledger.events import NAMES
from ledger.house.command import Command, Verb
from ledger.identity import Role
from ledger.store import codec, json_text
from ledger.value import field, later, replace, value
from tests.random_values import made_up
from tests.released_shapes import fits, gained, shape_of
from tests.sale_of_tests import LEDGER
from tests.story import clock


class Ask(StrEnum):
    """How a rule decides."""

    ADD = "add"
    RUNG = "rung"


@value
class Room:
    """A part of a shape."""

    grace: timedelta
    share: Fraction = Fraction(1, 4)
    ties: bool = True


@value(kw_only=True)
class Opened:
    """A shape as it was released."""

    title: str
    rooms: tuple[Room, ...] = field(default_factory=tuple)
    limit: int | None = None


@value
class WiderRoom:
    """The part, with a field that it gained in its middle."""

    grace: timedelta
    share: Fraction = Fraction(1, 4)
    ask: Ask = later(default=Ask.ADD)
    ties: bool = True


@value(kw_only=True)
class WiderOpened:
    """The shape, with fields that it gained."""

    title: str
    sealed: bool = later(default=False)
    rooms: tuple[WiderRoom, ...] = field(default_factory=tuple)
    limit: int | None = None
    cap: int | None = later(default=None)
    places: tuple[str, ...] = later(default=())


BEFORE = Opened(title="May", rooms=(Room(timedelta(hours=1)), Room(timedelta(0))))
SAME = WiderOpened(
    title="May", rooms=(WiderRoom(timedelta(hours=1)), WiderRoom(timedelta(0)))
)
"""What was meant before, in the shape that it is read in since."""

ANOTHER = (
    replace(SAME, sealed=True),
    replace(SAME, cap=5),
    replace(SAME, places=("hall",)),
    replace(SAME, rooms=(WiderRoom(timedelta(0), ask=Ask.RUNG),)),
)
SPELLED_OUT = (
    ('"title":"May",', '"title":"May","sealed":false,'),
    ('"limit":null', '"limit":null,"cap":null'),
    ('"limit":null', '"limit":null,"places":[]'),
    ('"share":"1/4",', '"share":"1/4","ask":"add",'),
)


def written(opened: object) -> str:
    """Write a value as it stands in an event."""
    return json_text.encoder(type(opened))(opened).decode()


def words_of(opened: object) -> str:
    """Return the digest of a command that somebody gives with a value."""
    return Command(Verb(name="open"), {"terms": opened}, lambda _: None).digest()


@pytest.fixture
def stored(monkeypatch):
    """Store the shape as an event, and give its row with a text of one's own."""
    monkeypatch.setitem(NAMES, "opened/1", WiderOpened)
    by = Attribution(actor="clerk@example", role=Role.CLERK, recorded_at=clock("14:01"))

    def row_of(event, *change):
        text = codec.Codec().write(
            event,
            name="opened/1",
            stream=StreamId("sale:MAY26"),
            version=1,
            id_="a4888629-ad21-5194-a343-6f0f0b72d7a4",
            ledger=LEDGER,
            by=by,
            causation=None,
        )
        state = text.decode().replace(*change, 1) if change else text.decode()
        return 1, "sale:MAY26", 1, "opened/1", state.encode()

    return row_of


def test_what_was_written_before_is_written_so_for_ever():
    text = written(BEFORE)
    assert written(SAME) == text
    assert json_text.decoder(WiderOpened).decode(text) == SAME
    assert json_text.canonical(SAME) == json_text.canonical(BEFORE)
    assert repr(SAME) == repr(BEFORE).replace("Op", "WiderOp").replace(
        "Room", "WiderRoom"
    )


def test_a_command_that_was_given_before_keeps_its_digest():
    assert words_of(SAME) == words_of(BEFORE)
    assert len({words_of(BEFORE), *map(words_of, ANOTHER)}) == 1 + len(ANOTHER)


@pytest.mark.parametrize("opened", ANOTHER)
def test_another_value_is_written(stored, opened):
    assert written(opened) != written(SAME)
    assert codec.Codec().stored_event(stored(opened)) == opened


def test_any_value_comes_back_as_it_was(stored):
    for seed in range(200):
        opened = made_up(WiderOpened, Random(f"opened {seed}"))
        row = stored(opened)
        body = json.loads(row[4])["body"]
        assert codec.Codec().stored_event(row) == opened
        assert ("sealed" in body, "cap" in body, "places" in body) == (
            opened.sealed,
            opened.cap is not None,
            opened.places != (),
        )
        assert list(body)[-1 - ("cap" in body) - ("places" in body)] == "limit"
        for room, part in zip(opened.rooms, body["rooms"], strict=True):
            assert ("ask" in part) == (room.ask is Ask.RUNG)
            assert "share" in part
            assert "ties" in part


def test_what_was_written_before_is_read(stored):
    row = stored(SAME)
    assert written(BEFORE).encode() in row[4]
    assert codec.Codec().stored_event(row) == SAME


@pytest.mark.parametrize("change", SPELLED_OUT)
def test_to_spell_out_what_absence_means_is_damage(stored, change):
    assert codec.Codec().stored_event(stored(SAME)) == SAME
    assert change[0] in written(SAME)
    with pytest.raises(LedgerDamaged, match="not as it would be written"):
        codec.Codec().stored_event(stored(SAME, *change))


@pytest.mark.parametrize("field_", ['"share":"1/4",', ',"ties":true', ',"limit":null'])
def test_a_field_that_was_always_there_may_not_be_absent(stored, field_):
    with pytest.raises(LedgerDamaged):
        codec.Codec().stored_event(stored(SAME, field_, ""))


@pytest.mark.parametrize("default", [0, "add", Fraction(0), timedelta(0), [], (1,)])
def test_absence_means_a_value_that_there_is_one_of_alone(default):
    with pytest.raises(AssertionError, match="default is None"):
        later(default=default)


def test_a_released_shape_takes_a_later_field_and_keeps_it():
    released, wider = shape_of(Opened), shape_of(WiderOpened)
    assert fits(released, wider)
    assert gained(released, wider), "it is to be frozen as well"
    assert not gained(wider, wider)
    assert not fits(wider, released), "what was frozen is never taken away again"


def test_what_the_absence_of_a_field_means_never_changes():
    @value(kw_only=True)
    class Turned:
        title: str
        sealed: bool = later(default=True)
        rooms: tuple[WiderRoom, ...] = ()
        limit: int | None = None
        cap: int | None = later(default=None)
        places: tuple[str, ...] = later(default=())

    assert not fits(shape_of(WiderOpened), shape_of(Turned))
