"""A dry run tells nothing of what is sealed, whatever that is."""

from __future__ import annotations

from functools import partial
from itertools import product

import pytest
from click.testing import CliRunner

from commands.main import main
from ledger.events import MaximumsOpened
from ledger.house import corrections, lots, room, sales
from ledger.identity import Channel, Paddle
from ledger.lot.slip import LotSlip
from ledger.refusals import DependsOnSealed
from ledger.terms.bidding import Openings, StrikePolicy
from ledger.terms.sessions import SessionKind
from ledger.value import replace
from tests.every_command import every_command, pairs
from tests.sale_of_tests import SALE, bid, by, entry, lot, new_house, place
from tests.story import clock, slip, usd

WHY = by(reason="misheard")
LATER = clock("15:40")
AT = f"--dry-run --at {clock('10:30').isoformat()}"
DEPENDS = DependsOnSealed.__name__
SECRETS = ((2_000, 413), (3_000, 439))
"""The maximum that leads, and a reserve: in two houses."""
TERMS = {
    "openings": Openings.NONE,
    "retractable": True,
    "retraction": StrikePolicy.PROMOTE_NEXT,
}
AMOUNTS = (150, 420, 800, 2_000, 2_500, 3_500)


def bid_upon(house, maximum):
    """Let three lots be bid for: the same prices, whatever the maximum."""
    house.do(bid(1, "101", 777), by=by())
    house.do(bid(1, "102", maximum), by=by())
    house.do(bid(2, "101", 300), by=by())
    house.do(bid(3, "101", 777), by=by())
    house.do(bid(3, "102", maximum), by=by())


def closed(house):
    house.do(sales.close_sale(SALE, at=clock("15:30")), by=by())


def called_off(house):
    closed(house)
    off = corrections.rescind(lot(1), at=clock("15:35"), authorised_by="Ann")
    house.do(off, by=WHY)


def told(house, command):
    """Return what a dry run comes to, in words."""
    try:
        return repr(house.dry_run(command, by=WHY))
    except Exception as no:  # noqa: BLE001 (what is made up of no sense may not tell)
        return f"{type(no).__name__}: {no}"


def probes():
    """Return every command of the house, about lots of the sale, for some amounts."""
    made = {}
    for verb, ask in every_command().items():
        for number, dollars, paddle, seal in product(
            (1, 2), AMOUNTS, ("102", "103"), ("1#1", "1#2")
        ):
            command = ask(**arguments(ask, number, dollars, paddle, seal))
            made[verb, repr(command.arguments)] = command
    return made


def arguments(ask, number, dollars, paddle, seal):
    """Return the arguments of a command: those about a lot, and any of all others."""
    amount, of = usd(dollars), Paddle(paddle)
    sent = slip(paddle, dollars, by=Channel.PHONE)
    ours = {
        **dict.fromkeys(("maximum", "amount", "price", "reserve", "asking"), amount),
        "lot": lot(number),
        "lots": [lot(number)],
        "sale": SALE,
        "bid": seal,
        "paddle": of,
        "buyer": of,
        "authorised_by": "Ann",
        "at": LATER,
        "everything": True,
        "bids": (),
        "slips": [LotSlip(lot(number), sent)],
    }
    values = {each: pair[0] for each, pair in pairs(ask).items()}
    if isinstance(values.get("policy"), StrikePolicy):
        ours["policy"] = StrikePolicy.STRIKE_ALL
    return {**values, **{each: ours[each] for each in values.keys() & ours.keys()}}


def cried(house, reserve):
    """Let the lots be cried in the room from ten past three."""
    (timed,) = house.sale(SALE).terms.sessions
    session = replace(
        timed,
        kind=SessionKind.FLOOR,
        starts_at=clock("15:10"),
        proxies_end_at=clock("15:00"),
        closes_at=None,
    )
    terms = house.sale(SALE).terms
    rules = replace(terms.rules, room=replace(terms.rules.room, house_bids=True))
    house.do(
        sales.amend_terms(replace(terms, sessions=(session,), rules=rules)), by=by()
    )
    house.do(lots.catalogue(SALE, entries_with(reserve)), by=by())


def up(house, number=1):
    house.do(room.open_lot(lot(number), at=clock("15:10")), by=by())


def entries_with(reserve):
    return [entry(1), entry(2, reserve=usd(reserve)), entry(3)]


STATES = {
    "open": lambda _: None,
    "closed": closed,
    "called off": called_off,
    "up": up,
    "up with a reserve": partial(up, number=2),
}


@pytest.mark.slow
@pytest.mark.parametrize("state", STATES)
def test_no_dry_run_tells_what_is_sealed(tmp_path, state):
    commands, answers = probes(), []
    for maximum, reserve in SECRETS:
        folder = tmp_path / f"{maximum}"
        folder.mkdir()
        in_the_room = state.startswith("up")
        entries = 0 if in_the_room else entries_with(reserve)
        with new_house(folder, entries=entries, **TERMS) as house:
            if in_the_room:
                cried(house, reserve)
            bid_upon(house, maximum)
            STATES[state](house)
            before = house.head()
            answers.append({what: told(house, each) for what, each in commands.items()})
            assert house.head() == before
    assert answers[0] == answers[1]
    depending = {verb for (verb, _), said in answers[0].items() if DEPENDS in said}
    assert depending, "some of it is decided by what is sealed"


def test_a_dry_run_opens_no_envelope(tmp_path):
    with new_house(tmp_path, openings=Openings.ALL) as house:
        house.do(bid(1, "101", 777), by=by())
        events = house.dry_run(sales.close_sale(SALE, at=clock("15:30")), by=by())
        (opened,) = (each for each in events if isinstance(each, MaximumsOpened))
        assert [(each.submitted, each.nonce) for each in opened.openings] == [(0, "")]


def test_what_was_opened_is_told(tmp_path):
    with new_house(tmp_path, openings=Openings.ALL) as house:
        house.do(bid(1, "101", 777), by=by())
        higher = corrections.amend_hammer(
            lot(1), price=usd(700), at=LATER, authorised_by="Ann"
        )
        closed(house)
        assert house.dry_run(higher, by=WHY)


@pytest.mark.parametrize(
    "line",
    [
        "bid MAY26/1 --paddle 103 --maximum {amount} --sure",
        "bid MAY26/1 --paddle 102 --maximum {amount} --sure",
        "bid MAY26/2 --paddle 101 --maximum {amount} --sure",
        "bids import MAY26 {file} --sure --received-at 2026-05-04T09:00-05:00",
        "correct strike MAY26/1 1#2 --policy promote-next --authorised-by A --reason x",
        "correct strike MAY26/1 1#2 --policy strike-one --authorised-by A --reason x",
        "correct retract MAY26/1 1#2 --reason x",
    ],
)
def test_what_is_typed_tells_nothing_either(tmp_path, line):
    said = [typed(tmp_path, line, *secret) for secret in SECRETS]
    assert said[0] == said[1]
    assert "is sealed on lot" in f"{said}" or "retract" in line


def typed(tmp_path, line, maximum, reserve):
    """Return what a line says for each amount, of a house with such secrets."""
    folder = tmp_path / f"{maximum}"
    folder.mkdir()
    with new_house(
        folder, entries=entries_with(reserve), openings=Openings.NONE
    ) as house:
        bid_upon(house, maximum)
    answers = []
    for amount in AMOUNTS:
        file = tmp_path / "bids.csv"
        file.write_text(f"lot,paddle,maximum,channel\n1,103,{amount},mail\n")
        words = f"{line} {AT}".format(amount=amount, file=file).split()
        runner = CliRunner(env={"LOTLEDGER_ACTOR": "Sue"})
        answer = runner.invoke(main, ["--ledger", place(folder), *words])
        answers.append((answer.exit_code, answer.stdout, answer.stderr))
    return answers
