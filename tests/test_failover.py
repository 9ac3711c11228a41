"""What is checked after machines were lost: a doctored log is found out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pytest
from msgspec.structs import replace

from benchmarks.failover.answers import (
    Attempt,
    Health,
    Look,
    Loss,
    Shown,
    Signed,
    new_log,
    read_log,
)
from benchmarks.failover.checks import Entry, Outcome, breaches

LOT = "BENCH/1"


def bid(key, position, *, sent=0.0, **more):
    given = {"status": 201, "lot": LOT, "paddle": "1000", "maximum": "100.00"}
    given |= {"sent": sent, "ended": sent + 0.1, "position": position, **more}
    return Attempt(key=key, **given)


@dataclass
class Trial:
    """What was noted, and what is there: two bids, between them a machine was lost."""

    noted: list = field(
        default_factory=lambda: [
            bid("b-1", 2),
            Signed(ended=1.0, size=2, root="root of 2"),
            bid("b-2", None, sent=2.0, status=503, code="outcome-unknown"),
            Health(at=2.5, ready=False, why="its server cannot be reached"),
            bid("b-2", 3, sent=20.0, repeated=True),
            Health(at=20.5, ready=True, why=None),
            Loss(number=1, how="killed", machine="m-1", began=1.9, accepted=21.0),
            Look(sent=22.0, acknowledged=3, size=3),
            Shown(at=22.0, lot=LOT, price="110.00"),
        ]
    )
    entries: list = field(
        default_factory=lambda: [
            Entry(1, None, LOT, is_answer=False),
            Entry(2, "b-1", LOT, is_answer=True),
            Entry(3, "b-2", LOT, is_answer=True),
        ]
    )
    heads: list = field(
        default_factory=lambda: [("m-1", 3, "same"), ("m-2", 3, "same")]
    )

    def breaches(self):
        prices = {LOT: "110.00"}
        outcome = Outcome(self.entries, "root of {}".format, self.heads, prices)
        return list(breaches(self.noted, outcome))


def lose_a_bid(trial):
    trial.entries[2] = Entry(3, None, LOT, is_answer=False)


def lose_the_last(trial):
    trial.entries.pop()


def double_a_bid(trial):
    trial.entries.append(Entry(4, "b-1", LOT, is_answer=True))


def double_an_answer(trial):
    trial.noted.append(bid("b-1", 2, sent=30.0))


def invent_a_bid(trial):
    trial.entries.append(Entry(4, "b-9", LOT, is_answer=True))


def move_a_bid(trial):
    trial.noted[0] = replace(trial.noted[0], lot="BENCH/2")


def leave_a_gap(trial):
    trial.entries[2] = trial.entries[2]._replace(position=4)


def never_answer(trial):
    trial.noted.append(bid("b-3", None, sent=30.0, status=None))


def sign_what_is_lost(trial):
    trial.noted.append(Signed(ended=30.0, size=9, root="root of 9"))


def sign_another_log(trial):
    trial.noted.append(Signed(ended=30.0, size=3, root="another"))


def answer_from_yesterday(trial):
    trial.noted.append(Look(sent=30.0, acknowledged=3, size=2))


def tell_nobody(trial):
    trial.noted.pop()


def tell_too_little(trial):
    trial.noted[-1] = replace(trial.noted[-1], price="100.00")


def always_be_ready(trial):
    trial.noted[3] = replace(trial.noted[3], ready=True)


def never_be_ready_again(trial):
    trial.noted.append(Health(at=30.0, ready=False, why="its server is gone"))


def never_go_on(trial):
    trial.noted[6] = replace(trial.noted[6], accepted=None)


def part(trial):
    trial.heads[1] = ("m-2", 3, "another")


DOCTORED = {
    lose_a_bid: "Bid b-2 on BENCH/1 was acknowledged at position 3, and stands at none",
    lose_the_last: "Bid b-2 on BENCH/1 was acknowledged at position 3",
    double_a_bid: r"Bid b-1 stands at the positions \[2, 4\]",
    double_an_answer: "Bid b-1 was answered 2 times as if it were the first time",
    invent_a_bid: "Bid b-9 at position 4 was never sent",
    move_a_bid: "Bid b-1 on BENCH/2 was acknowledged at position 2",
    leave_a_gap: "Position 3 is missing: 4 stands there",
    never_answer: "Bid b-3 has no answer",
    sign_what_is_lost: "A checkpoint over 9 entries was handed out; 3 are there",
    sign_another_log: "The checkpoint over 3 entries says another",
    answer_from_yesterday: "from a log of 2 entries, when 3 were acknowledged",
    tell_nobody: "was never told of lot BENCH/1",
    tell_too_little: "Lot BENCH/1 was told at 100.00, and ended at 110.00",
    always_be_ready: "Round 1: the service never said that it was not ready",
    never_be_ready_again: "At the end the service is not ready",
    never_go_on: "Round 1: no bid was accepted any more",
    part: "The nodes have different logs",
}


def test_an_honest_trial_passes():
    assert Trial().breaches() == []


def test_a_service_may_say_so_while_the_machine_is_being_lost():
    trial = Trial()
    trial.noted[3] = replace(trial.noted[3], at=1.8)
    assert trial.breaches() == []


@pytest.mark.parametrize("doctor", DOCTORED)
def test_a_doctored_one_does_not(doctor):
    trial = Trial()
    doctor(trial)
    assert re.search(DOCTORED[doctor], "\n".join(trial.breaches()))


def test_a_log_is_read_as_it_was_kept(tmp_path):
    noted = Trial().noted
    with new_log(tmp_path / "log") as log:
        for each in noted:
            log.note(each)
        assert log.acknowledged == 3
    assert read_log(tmp_path / "log") == noted
