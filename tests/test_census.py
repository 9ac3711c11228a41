"""The census: whether a stream is whole, or is not there, is seen from its rows."""

from __future__ import annotations

import random
from hashlib import sha256

import pytest

from ledger.proof.census import Census, CensusRow
from ledger.proof.tree import EMPTY_ROOT, leaf_hash, verify_inclusion

ROOT = sha256(b"the log").digest()


def census_of(*names):
    rows = [CensusRow(name, 2, at) for at, name in enumerate(names, 1)]
    return Census(rows, size=2 * len(rows), root=ROOT)


def names_around(census, name, **how):
    return [census.rows[at].stream for at in census.around(name, **how)]


def test_a_row_is_one_line_of_json_with_its_keys_sorted():
    row = CensusRow("lot:MAY26/14", 37, 324)
    assert row.entry == b'{"events":37,"last":324,"stream":"lot:MAY26/14"}'


@pytest.mark.parametrize("number", [1, 2, 3, 7, 8, 9, 100])
def test_each_row_is_proved(number):
    census = census_of(*(f"lot:S/{each:03}" for each in range(number)))
    for index, row in enumerate(census.rows):
        leaf = leaf_hash(row.entry)
        verify_inclusion(leaf, index, number, census.proof(index), census.root)


def test_rows_stand_by_their_names_however_they_came():
    names = ["sale:S", "lot:S/10", "lot:S/1", "lot:S-2/1", "client:C-1", "ledger"]
    mixed = names.copy()
    random.Random(12).shuffle(mixed)
    shown = [row.stream for row in census_of(*mixed).rows]
    assert shown == sorted(names)


def test_the_neighbours_show_that_no_stream_of_a_name_is_left_out():
    census = census_of("ledger", "lot:S-2/1", "lot:S/1", "lot:S/10", "sale:S")
    around = ["lot:S-2/1", "lot:S/1", "lot:S/10", "sale:S"]
    assert names_around(census, "lot:S/", begins=True) == around
    assert names_around(census, "lot:S/1") == around[:3]
    # Of what is not there, the two between which it would stand.
    assert names_around(census, "lot:S/2") == ["lot:S/10", "sale:S"]
    assert names_around(census, "dispute:S/", begins=True) == ["ledger"]
    assert names_around(census, "tax:", begins=True) == ["sale:S"]
    assert census.index("lot:S/10") == 3
    assert census.index("lot:S/2") is None


def test_a_log_without_events_has_no_streams():
    census = Census([], size=0, root=EMPTY_ROOT)
    assert census.root == EMPTY_ROOT
    assert [*census.around("lot:", begins=True)] == []


def test_its_text_says_of_which_log_it_is():
    text = census_of("ledger", "sale:S").text("example.com/log")
    origin, streams, root, size, log_root = text.splitlines()
    assert (origin, streams, size) == ("example.com/log/streams", "2", "4")
    assert len(root) == len(log_root) == 44


def test_a_census_that_leaves_an_event_out_is_not_taken():
    with pytest.raises(AssertionError, match="left out"):
        Census([CensusRow("ledger", 2, 3)], size=3, root=ROOT)
