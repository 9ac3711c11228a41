"""What was acknowledged is there after a power cut, whatever the disk left of the rest.

Every image that a power cut may leave is opened: what was synchronised, and none, some,
the first part, or torn pieces of what was written since. The control, which waits for
no disk, must lose acknowledged bids: else this test would find nothing.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest

from ledger.damage import LedgerDamaged
from ledger.house import House
from ledger.refusals import RecordedRefusal
from ledger.store.database import Database
from ledger.store.dialect import dialect_at
from tests.naive_tree import has_the_tree_of_its_texts
from tests.recorded_disk import STYLES, RecordedDisk, RecordedFile
from tests.rehearsal import REHEARSAL
from tests.sale_of_tests import bid, by, new_house, place
from tests.stranger import is_sound

pytestmark = pytest.mark.slow

BIDS = 24
IMAGES = 45
"""At so many moments, in each style."""


def take_bids(folder: Path, disk: RecordedDisk, *, durable: bool) -> None:
    """Take bids and acknowledge each; half way the ledger is closed, and opened."""
    for numbers in (range(BIDS // 2), range(BIDS // 2, BIDS)):
        dialect = dialect_at(place(folder), durable=durable)
        with disk.recording(), House(Database(dialect), REHEARSAL) as house:
            for number in numbers:
                key = f"bid-{number}"
                paddle = ("101", "102")[number % 2]
                with suppress(RecordedRefusal):
                    house.do(bid(1, paddle, 110 + 20 * number), by=by(key=key))
                disk.acknowledge(key)


def missing_after(folder: Path, acknowledged: list[str]) -> str | None:
    """Return what is wrong with an image, None where all is there, and once."""
    try:
        with House.open(place(folder)) as house:
            entries = house.entries_after(0, limit=10_000)
    except LedgerDamaged as damage:
        return f"damaged: {damage}"
    keys = Counter(entry.by.key for entry in entries if entry.causation is None)
    if any(keys[key] != 1 for key in acknowledged):
        return "an acknowledged bid is lost"
    if not has_the_tree_of_its_texts(place(folder)):
        return "the tree is not that of the texts"
    return None if is_sound(place(folder)) else "a page is damaged"


def power_cuts(folder: Path, before: bytes, disk: RecordedDisk, seed: int) -> Counter:
    """Cut the power at some moments, in every style; count what was wrong then."""
    dice = Random(seed)
    files = {place(folder): RecordedFile(bytearray(before), created=True)}
    moments = set(dice.sample(range(len(disk.operations)), IMAGES))
    acknowledged: list[str] = []
    faults: Counter = Counter()
    for moment, (what, name, how) in enumerate(disk.operations):
        if what == "ack":
            acknowledged.append(name)
        else:
            happen(files, what, name, how)
        if moment in moments:
            for style in STYLES:
                faults[image(folder, files, style, dice, acknowledged)] += 1
    for file in files.values():
        file.synchronise()
    assert bytes(files[place(folder)].durable) == Path(place(folder)).read_bytes()
    return faults


def happen(files: dict[str, RecordedFile], what: str, name: str, how: object) -> None:
    if name not in files or (files[name].deleted and what == "change"):
        files[name] = RecordedFile()
    match what:
        case "change":
            files[name].pending.append(how)
        case "sync":
            files[name].synchronise()
        case "delete":
            files[name].deleted = True


def image(folder, files, style, dice, acknowledged) -> str | None:
    with TemporaryDirectory(dir=folder) as cut:
        for name, file in files.items():
            content = file.image(style, dice)
            if content is not None:
                Path(cut, Path(name).name).write_bytes(content)
        return missing_after(Path(cut), acknowledged)


@pytest.mark.parametrize("seed", range(2))
def test_no_power_cut_loses_what_was_acknowledged(tmp_path, seed):
    with new_house(tmp_path):
        pass
    before, disk = Path(place(tmp_path)).read_bytes(), RecordedDisk(tmp_path)
    take_bids(tmp_path, disk, durable=True)
    faults = power_cuts(tmp_path, before, disk, seed)
    assert faults == {None: IMAGES * len(STYLES)}


def test_a_house_that_waits_for_no_disk_is_found_out(tmp_path):
    with new_house(tmp_path):
        pass
    before, disk = Path(place(tmp_path)).read_bytes(), RecordedDisk(tmp_path)
    take_bids(tmp_path, disk, durable=False)
    assert power_cuts(tmp_path, before, disk, 0)["an acknowledged bid is lost"] > 20
