"""``audit envelopes`` and ``audit seals``, as they are typed."""

from __future__ import annotations

import csv
import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from commands.main import main
from ledger.entry import lot_stream
from ledger.events import LookKind
from ledger.house import sales
from ledger.house.key_readers import KeptBy, KeyReaders
from ledger.keys.readers import EVERYBODY, ROOT, readers_of
from ledger.store.loading import HISTORY
from ledger.terms.bidding import Openings
from presenters.key_readers import readable_by
from presenters.pack import verify
from tests.sale_of_tests import SALE, by, lot, new_house, place
from tests.sealed_sale import ENTRIES, bid_upon, closed
from tests.story import clock

pytestmark = pytest.mark.slow

NONE, TWO, ALL = Openings


@pytest.fixture
def types(tmp_path):
    def typed(line):
        words = ["--ledger", place(tmp_path), *line.split()]
        return CliRunner().invoke(main, words)

    return typed


def tables(answer):
    """Return the rows of each table of an answer for scripts."""
    return {
        table["name"]: table["rows"] for table in json.loads(answer.stdout)["tables"]
    }


@pytest.mark.parametrize(
    ("policy", "states"),
    [
        (NONE, {"shut": 5}),
        (TWO, {"shut": 2, "opened": 3}),
        (ALL, {"opened": 5}),
    ],
)
def test_envelopes_of_a_lot(tmp_path, types, policy, states):
    with new_house(tmp_path, closed, entries=ENTRIES, openings=policy):
        pass
    answer = types("audit envelopes MAY26/1 --json")
    rows = tables(answer)["envelopes"]
    counted = [row["state"] for row in rows]
    assert {state: counted.count(state) for state in counted} == states
    assert answer.exit_code == 0
    text = types("audit envelopes MAY26/1").stdout
    assert "Readable by anybody" in text


def test_all_prices_of_a_sale_follow_where_all_is_opened(tmp_path, types):
    with new_house(tmp_path, closed, entries=ENTRIES, openings=ALL):
        pass
    rows = tables(types("audit envelopes MAY26 --json"))["prices"]
    assert {row["verdict"] for row in rows} == {"checked"}
    out = tmp_path / "envelopes.csv"
    assert types(f"audit envelopes MAY26 --format csv --out {out}").exit_code == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.reader(file))) > len(rows)


def test_an_unknown_lot_is_refused(tmp_path, types):
    with new_house(tmp_path, entries=ENTRIES):
        pass
    answer = types("audit envelopes MAY26/99")
    assert answer.exit_code == 1
    assert "unknown-lot" in answer.stderr
    assert types("audit seals MAY99").exit_code == 1


@pytest.mark.parametrize(("policy", "opened"), [(NONE, 0), (TWO, 3), (ALL, 5)])
def test_seals_of_a_sale(tmp_path, types, policy, opened):
    with new_house(tmp_path, closed, entries=ENTRIES, openings=policy):
        pass
    answer = types("audit seals MAY26 --json")
    first, *_ = tables(answer)["lots"]
    assert (first["sealed_bids"], first["plain_bids"]) == (3, 0)
    assert (first["sealed_refused"], first["sealed_reserves"]) == (1, 1)
    assert (first["sealed_replays"], first["plain_replays"]) == (0, 0)
    assert first["opened"] == opened
    assert answer.exit_code == 0
    text = types("audit seals MAY26").stdout
    assert "Nothing was opened or shown through the system" in text
    assert "Readable by anybody" in text


@pytest.mark.parametrize("kind", [LookKind.MAXIMUM, LookKind.RESERVE])
def test_a_look_before_the_hammer_is_told(tmp_path, types, kind):
    with new_house(tmp_path, bid_upon, entries=ENTRIES) as house:
        house.look(kind, [lot(1), lot(2)], "a question", by())
    answer = types("audit seals MAY26 --json")
    looks = tables(answer)["looks"]
    assert [(look["lot"], look["before_hammer"]) for look in looks] == [
        ("1", True),
        ("2", True),
    ]
    assert answer.exit_code == 1


def test_a_look_after_the_hammer_and_one_at_a_person_are_no_fault(tmp_path, types):
    with new_house(tmp_path, bid_upon, entries=ENTRIES) as house:
        house.look(LookKind.PERSON, ["C-101"], "an invoice", by())
        house.do(sales.close_sale(SALE, at=clock("15:30")), by=by())
        house.look(LookKind.MAXIMUM, [lot(1)], "a dispute", by())
    answer = types("audit seals MAY26 --json")
    assert [look["before_hammer"] for look in tables(answer)["looks"]] == [False]
    assert answer.exit_code == 0


def test_who_can_open_a_key_file(tmp_path):
    file = tmp_path / "vault.key"
    file.write_text("secret", encoding="utf-8")
    file.chmod(0o600)
    alone = readers_of(file)
    assert alone[-1] == ROOT
    assert EVERYBODY not in alone
    file.chmod(0o644)
    assert EVERYBODY in readers_of(file)
    file.chmod(0o640)
    assert set(alone) <= set(readers_of(file))


@pytest.mark.parametrize("kept_by", KeptBy)
def test_every_way_to_keep_keys_is_told(kept_by):
    readers = KeyReaders(kept_by=kept_by, file="/keys/vault.key", logins=("ann",))
    assert readable_by(readers).startswith("Readable by ")


def entries_of(house):
    """Return the entries of a lot as a stranger reads them out of a pack."""
    with house.reading() as connection:
        rows = list(connection.rows(HISTORY, lot_stream(lot(1))))
    return {row[0]: verify.entry_in(row[0], bytes(row[4])) for row in rows}


def test_a_stranger_checks_an_opening_by_its_entries_alone(tmp_path):
    with new_house(tmp_path, closed, entries=ENTRIES, openings=ALL) as house:
        entries = entries_of(house)
    opened = [
        (entries[opening["position"]], entry, opening)
        for entry in entries.values()
        for opening in verify.openings_in(entry)
    ]
    assert len(opened) == 5
    for sealed, entry, opening in opened:
        assert verify.is_opened_by(sealed, entry, opening)
        for name, other in (
            ("nonce", "00" * 32),
            ("nonce", "no"),
            ("nonce", None),
            ("reserve" if "set_as" in opening else "maximum", 1),
            ("set_as" if "set_as" in opening else "bid", "1#77"),
        ):
            assert not verify.is_opened_by(sealed, entry, {**opening, name: other})
        body = {**entry.record["body"], "currency": {"code": "EUR"}}
        other = replace(entry, record={**entry.record, "body": body})
        assert not verify.is_opened_by(sealed, other, opening)


@pytest.mark.parametrize("policy", [TWO, ALL])
def test_a_pack_says_what_of_it_was_opened_as_it_was_sealed(tmp_path, types, policy):
    with new_house(tmp_path, closed, entries=ENTRIES, openings=policy):
        pass
    out = tmp_path / "lot.zip"
    assert types(f"audit pack MAY26/1 --out {out}").exit_code == 0
    judge = verify.Judge(verify.read_pack(out), verify.Trust())
    verdict = judge.judge()
    assert verdict.altered == []
    number = 3 if policy is TWO else 5
    assert f"Opened amounts: {number}, each as it was sealed." in verdict.proven
    shut = [each for each in verdict.not_proven if "not opened: 2." in each]
    assert bool(shut) is (policy is TWO)
