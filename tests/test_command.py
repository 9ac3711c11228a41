"""A command is its verb and its arguments: what tells it apart, and what does not."""

from __future__ import annotations

import ast
import json
from dataclasses import replace
from hashlib import sha256
from inspect import Parameter
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from ledger.house import accounts, bids, consigning, disputes, invoicing, lots
from ledger.house.command import as_seen, digest, together
from ledger.house.filing import FiledReplay
from ledger.identity import ClientId, DisputeId, InvoiceId, Paddle, Role
from ledger.lot import Stage
from ledger.refusals import KeyUsed, LotMovedOn
from ledger.store.batch import Batch
from ledger.store.schema import command_keys
from tests.every_command import DAYS, LATER, every_command, pairs, parameters
from tests.sale_of_tests import SALE, by, lot, new_house
from tests.story import clock, usd

ROOT = Path(__file__).parents[1]
GOLDEN = Path(__file__).parent / "golden"
EVERY = every_command()
TYPING = {"at", "read_at"}
"""When a command was typed and read is no part of it."""
WITHOUT_WORDS = {"carry out together"}
"""What had whatever words somebody gave it: one of them was ever kept."""


def each_verb(check):
    """Make one test of what holds for every verb; where it fails says for which."""

    def test():
        for verb in sorted(EVERY):
            check(verb)

    return test


def whole(verb):
    """Return every argument of a command."""
    return {name: first for name, (first, _) in pairs(EVERY[verb]).items()}


def least(verb):
    """Return the arguments that a command cannot do without."""
    needed = {
        name
        for name, each in parameters(EVERY[verb]).items()
        if each.default is Parameter.empty
    }
    return {name: value for name, value in whole(verb).items() if name in needed}


# What tells commands apart


@each_verb
def test_every_argument_tells_commands_apart(verb):
    ask, usual = EVERY[verb], whole(verb)
    plain = ask(**usual).digest()
    for name, (_, other) in pairs(ask).items():
        same = ask(**{**usual, name: other}).digest() == plain
        assert same == (name in TYPING), f"{verb}: another {name}"


@each_verb
def test_what_is_not_given_tells_them_apart_as_well(verb):
    ask, usual = EVERY[verb], whole(verb)
    plain = ask(**usual).digest()
    for name, each in parameters(ask).items():
        if name in TYPING:
            continue
        if each.default is not Parameter.empty and each.default != usual[name]:
            given = {key: value for key, value in usual.items() if key != name}
            assert ask(**given).digest() != plain, f"{verb}: without {name}"
            assert (
                ask(**{**usual, name: each.default}).digest() == ask(**given).digest()
            )


@each_verb
def test_equal_arguments_give_equal_digests(verb):
    ask, given = EVERY[verb], least(verb)
    in_order = [given[name] for name in parameters(ask) if name in given]
    positional = [
        name
        for name, each in parameters(ask).items()
        if each.kind is Parameter.POSITIONAL_OR_KEYWORD and name in given
    ]
    first = ask(
        *in_order[: len(positional)],
        **{name: value for name, value in given.items() if name not in positional},
    )
    assert first.digest() == ask(**given).digest()


def test_no_two_verbs_have_one_digest():
    digests = {ask(**whole(verb)).digest() for verb, ask in EVERY.items()}
    assert len(digests) == len(EVERY)


@pytest.mark.slow
def test_commands_are_made_in_one_place():
    """Whatever makes one by hand could forget an argument."""
    places = {
        path.relative_to(ROOT).as_posix()
        for package in ("ledger", "commands", "presenters")
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Command"
    }
    assert places == {"ledger/house/command.py"}


def test_commands_carried_out_together_are_told_apart_by_each_of_them():
    one, two = lots.withdraw(lot(1)), lots.withdraw(lot(2))
    both = together([one, two]).digest()
    assert together([one, two]).digest() == both
    assert len({both, together([two, one]).digest(), together([one]).digest()}) == 3


def test_what_was_seen_is_part_of_a_command(tmp_path):
    with new_house(tmp_path) as house:
        call = lots.set_reserve(lot(1), usd(100))
        before = as_seen(call, house.lot(lot(1)))
        assert as_seen(call, house.lot(lot(1))).digest() == before.digest()
        house.do(
            bids.bid(lot(1), paddle="101", maximum=usd(150), at=clock("10:00")), by=by()
        )
        after = as_seen(call, house.lot(lot(1)))
        assert len({call.digest(), before.digest(), after.digest()}) == 3


@pytest.mark.parametrize(
    ("happens", "now"),
    [
        ((), "it asks \\$100"),
        ((("bid", 150),), "101 leads at \\$100"),
        ((("bid", 150), ("close", 0)), "it is sold"),
        ((("close", 0),), "it is passed"),
    ],
)
def test_a_lot_that_moved_on_is_told_as_it_stands(tmp_path, happens, now):
    with new_house(tmp_path) as house:
        seen = replace(house.lot(lot(1)), stage=Stage.WITHDRAWN)
        for what, dollars in happens:
            if what == "bid":
                command = bids.bid(
                    lot(1), paddle="101", maximum=usd(dollars), at=clock("10:00")
                )
            else:
                command = bids.close_lot(lot(1), at=clock("15:00"))
            house.do(command, by=by())
        with pytest.raises(LotMovedOn, match=now):
            house.do(as_seen(lots.set_reserve(lot(1), None), seen), by=by())


def test_a_moment_is_one_moment_in_every_zone():
    there = clock("11:30").astimezone()
    sent = [
        bids.bid(lot(1), paddle="101", maximum=100, at=clock("12:00"), received_at=at)
        for at in (clock("11:30"), there)
    ]
    assert sent[0].digest() == sent[1].digest()


def test_a_digest_with_a_key_can_be_made_by_nobody_without():
    bid = bids.bid(lot(1), paddle="101", maximum=100, at=clock("12:00"))
    digests = [bid.digest(), digest(bid, b"one key"), digest(bid, b"another")]
    assert len(set(digests)) == 3
    assert digest(bid, b"one key") == digests[1]
    assert [each.partition(":")[0] for each in digests] == ["1", "1k", "1k"]


def test_digests_stay_as_they_are(request):
    """A name of a verb or an argument is part of a ledger: do not change it."""
    path = GOLDEN / "command_digests.json"
    digests = {verb: ask(**whole(verb)).digest() for verb, ask in EVERY.items()}
    if request.config.getoption("--golden-update"):
        path.write_text(f"{json.dumps(digests, indent=1, sort_keys=True)}\n")
    assert json.loads(path.read_text()) == digests


# Keys


@pytest.mark.parametrize(
    "asked",
    [
        lambda on: accounts.charge(
            SALE,
            Paddle("101"),
            kind="shipping",
            amount=usd(35),
            description="Air mail",
            on=on,
            at=clock("10:00"),
        ),
        lambda on: consigning.advance(
            SALE, ClientId("C-101"), usd(50), method="wire", on=on, at=clock("10:00")
        ),
        lambda on: invoicing.credit(InvoiceId("TH-1"), on=on, at=clock("10:00")),
    ],
    ids=["a charge", "an advance", "a credit"],
)
def test_another_day_is_another_command(asked):
    first, second = (asked(day) for day in DAYS)
    assert not second.is_kept_as(first.digest())
    assert first.is_kept_as(first.digest())


def test_a_key_used_for_another_day_is_refused(tmp_path):
    first, second = (
        accounts.charge(
            SALE,
            Paddle("101"),
            kind="shipping",
            amount=usd(35),
            description="Air mail",
            on=day,
            at=clock("10:00"),
        )
        for day in DAYS
    )
    with new_house(tmp_path) as house:
        done = house.do(first, by=by("K1"))
        assert house.do(first, by=by("K1")) == replace(done, repeated=True)
        with pytest.raises(KeyUsed):
            house.do(second, by=by("K1"))


def test_a_key_answers_whoever_repeats_the_command_and_whenever(tmp_path, monkeypatch):
    """Who acts, in which role, for whom and why is no part of any command."""
    # One pair of entries stands for what every command recorded.
    monkeypatch.setattr(Batch, "_must_bear", lambda *_: None)
    digests = [(verb, ask(**whole(verb)).digest()) for verb, ask in EVERY.items()]
    with new_house(tmp_path) as house:
        with house._database.writing() as connection:  # noqa: SLF001 (as recorded)
            positions = {"first_position": 3, "last_position": 4}
            connection.execute(
                insert(command_keys).values(positions),
                [{"key": verb, "digest": digest} for verb, digest in digests],
            )
        for verb in EVERY:
            is_answered(house, verb)


def is_answered(house, verb):
    ask, given = EVERY[verb], whole(verb)
    third = house.entries_after(2, limit=2)
    again = by(verb, reason="once more")
    for signed in (
        again,
        replace(again, actor="stranger@example"),
        replace(again, role=Role.AUCTIONEER),
        replace(again, reason="for another reason"),
        replace(again, recorded_at=clock("11:45")),
    ):
        command = ask(**given | ({"at": LATER} if "at" in given else {}))
        answer = house._writer.submit(command, signed)  # noqa: SLF001 (bids too)
        assert answer.repeated, verb
        assert answer.events == tuple(entry.event for entry in third)


# Ledgers that keep words


FORMER_WORDS = json.loads((GOLDEN / "former_words.json").read_text())


def test_every_verb_of_before_still_has_its_words():
    assert set(FORMER_WORDS) <= set(EVERY)


@each_verb
def test_a_key_of_before_still_answers_its_command(verb):
    """These digests were made by the code that kept words."""
    if verb not in FORMER_WORDS or verb in WITHOUT_WORDS:
        return
    ask = EVERY[verb]
    for how, given in (("given whole", whole(verb)), ("given least", least(verb))):
        assert ask(**given).is_kept_as(FORMER_WORDS[verb][how]), how
        assert not ask(**given).is_kept_as(sha256(b"other words").hexdigest())


def test_a_replay_is_filed_by_the_same_command_whatever_its_method():
    asked = '"lot":"MAY26/1","what_if":null}'
    filed = [
        FiledReplay(as_of=7, inputs=f"{{{edition}{asked}", result="{}")
        for edition in ("", '"shape":"filed/1","method":"replay/9",')
    ]
    first, second = (
        disputes.file_replay(DisputeId("MAY26/D1"), replay, at=clock("10:00"))
        for replay in filed
    )
    assert digest(first) == digest(second)


def test_a_key_of_the_demo_of_before_still_answers_its_commands_together():
    """Nothing else ever kept a key for several commands that were one."""
    ask = together([lots.track(lot(1), ClientId("C-1"))])
    assert ask.is_kept_as(sha256(b"interest").hexdigest())
    assert not ask.is_kept_as(sha256(b"other words").hexdigest())


def test_a_ledger_of_before_answers_a_repeat_and_refuses_another_bid(tmp_path):
    sent = bids.bid(lot(1), paddle="101", maximum=usd(150), at=clock("10:00"))
    other = bids.bid(lot(1), paddle="101", maximum=usd(160), at=clock("10:00"))
    with new_house(tmp_path) as house:
        first = house.do(sent, by=by("k"))
        words = f"bid {lot(1)} 101 {usd(150)} internet None False False"
        with house._database.writing() as connection:  # noqa: SLF001 (as of before)
            older = sha256(words.encode()).hexdigest()
            connection.execute(update(command_keys).values(digest=older))
        assert house.do(sent, by=by("k")) == replace(first, repeated=True)
        with pytest.raises(KeyUsed):
            house.do(other, by=by("k"))
