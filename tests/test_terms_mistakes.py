"""Mistakes in a terms file: each is named with its line, and all at once.

The sentences stand in ``golden/terms_mistakes.txt``, to be read as a gallery.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.files.problems import Faulty, Problem
from ledger.files.terms_file import preset, preset_names, read_rules, read_terms

pytestmark = pytest.mark.slow

GOLDEN = Path(__file__).parent / "golden"
GALLERY = GOLDEN / "terms_mistakes.txt"
SALE = (GOLDEN / "terms.toml").read_text()


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def refusal(text, read=read_terms):
    """Read a file that is refused, and return the words."""
    file = Path("terms.toml")
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(Faulty) as no:
        read("terms.toml")
    return str(no.value)


def replayed(case):
    """Make the mistake of a case, and write the case again with what was said."""
    lines = case.splitlines()
    right = "".join(f"{line[2:]}\n" for line in lines if line.startswith("-"))
    wrong = "".join(f"{line[2:]}\n" for line in lines if line.startswith("+"))
    assert f"\n{right}" in SALE, f"terms.toml has no such lines: {right}"
    words = refusal(SALE.replace(f"\n{right}", f"\n{wrong}", 1))
    made = [line for line in lines if line[0] in "-+"]
    return "\n".join(made + [f"  {line}" for line in words.splitlines()])


def test_the_gallery_of_mistakes(request):
    heading, *cases = GALLERY.read_text().rstrip().split("\n\n")
    said = "\n\n".join([heading, *(replayed(case) for case in cases)]) + "\n"
    if request.config.getoption("--golden-update"):
        GALLERY.write_text(said)
    assert said == GALLERY.read_text()


def test_the_sale_itself_is_without_mistakes():
    assert read_terms(GOLDEN / "terms.toml").title == "Rare Things"


def test_every_mistake_is_listed_at_once_in_the_order_of_the_file():
    """A line with two mistakes has two; a broken value hides nothing around it."""
    wrong = SALE
    for written, mistake in [
        ('sale = "MAY26"', 'sale = "May"'),
        ('from = "0"\nstep = "10"', "from = 0.5\nstep = 0"),
        ('each = "100"', 'each = "1,000"'),
        ('rate = "20%"', 'rate = 20\nup_to = "1"'),
        ('valid_from = "2026-01-01"', 'valid_form = "2026-01-01"'),
        ('lots = "201-300"', 'lots = "100-150"'),
        ('starts = "2026-05-01 10:00"', 'starts = "soon"'),
        ('length = "5 minutes"', 'length = "0 minutes"'),
    ]:
        assert written in wrong
        wrong = wrong.replace(written, mistake, 1)
    told = [line.split("; expected")[0] for line in refusal(wrong).splitlines()]
    assert told == [
        'terms.toml:2: sale: found "May"',
        "terms.toml:11: bidding.increments[0].from: found 0.5",
        "terms.toml:12: bidding.increments[0].step: found 0",
        'terms.toml:16: bidding.increments[1].each: found "1,000"',
        "terms.toml:25: premium.bands[1].rate: found 20",
        'terms.toml:26: premium.bands[1].up_to: found "1"',
        "terms.toml:46: tax[1].valid_from: found nothing",
        'terms.toml:51: tax[1].valid_form: found "valid_form"',
        'terms.toml:70: sessions[1].lots: found "100-150"',
        'terms.toml:72: sessions[1].starts: found "soon"',
        'terms.toml:78: sessions[1].soft_close.length: found "0 minutes"',
    ]


def test_the_same_mistake_is_not_told_twice():
    said = {"field": "lot", "actual": "1", "expected": "2", "remedy": "Write 2."}
    first = Problem(file="lots.csv", line=2, **said)
    later = Problem(file="lots.csv", line=10, column=4, **said)
    assert str(Faulty([later, first, later])) == (
        "lots.csv:2: lot: found 1; expected 2. Write 2.\n"
        "lots.csv:10:4: lot: found 1; expected 2. Write 2."
    )


def test_an_unknown_preset_names_the_known_ones_and_the_nearest():
    words = refusal('preset = "heritage-2024"\n' + SALE)
    assert words == (
        'terms.toml:1: preset: found "heritage-2024"; expected one of '
        f"{', '.join(preset_names())}. "
        'Write "heritage-2025".'
    )


def test_what_an_unknown_preset_would_have_given_is_not_missed_as_well():
    rest = SALE.replace('currency = "USD"\n', "").replace('step = "10"\n', "")
    told = refusal('preset = "heritage"\n' + rest).splitlines()
    assert [line.split(":")[1:3] for line in told] == [
        ["1", " preset"],
        ["10", " bidding.increments[0]"],
    ]


@pytest.mark.parametrize(
    ("source", "found", "remedy"),
    [
        ("nowhere.toml", "no such file", "Check the name."),
        ("heritage-2024", "no such file", 'Write "heritage-2025".'),
        (".", "a folder", "Check the name."),
        ("a\0b", "nothing readable", "Check the name."),
    ],
)
@pytest.mark.parametrize("read", [read_terms, read_rules])
def test_a_source_that_is_neither_file_nor_preset(read, source, found, remedy):
    with pytest.raises(Faulty) as no:
        read(source)
    known = ", ".join(preset_names())
    expected = f"a terms file, or a preset: {known}"
    assert str(no.value) == f"{source}: found {found}; expected {expected}. {remedy}"


def test_only_a_preset_is_a_preset():
    Path("terms.toml").write_text(SALE)
    with pytest.raises(Faulty, match="no such preset"):
        preset("terms.toml")


def test_a_preset_is_no_sale():
    with pytest.raises(Faulty) as no:
        read_terms("ebay-2003")
    assert str(no.value) == (
        "ebay-2003: found a preset, which has rules but no sale; expected the terms of "
        'a sale. Write a file with preset = "ebay-2003" and its sessions.'
    )


def test_a_mistake_that_a_preset_has_part_in_points_at_the_preset():
    own = SALE.replace("[[bidding", "#[[bidding")
    own = own[: own.index("#[[bidding")] + own[own.index("[[premium.bands]]") :]
    own = own.replace("whole_units = false", "whole_units = true")
    told = refusal('preset = "ebay-2003"\n' + own).splitlines()
    assert told[0] == (
        "terms.toml:1: bidding.increments[0].step (of preset ebay-2003): "
        'found "0.05"; expected whole USD, as bidding.whole_units says. '
        "Round it, or set whole_units = false."
    )
    assert len(told) == 4


def test_a_presets_amounts_are_not_counted_in_another_currency():
    own = SALE[: SALE.index("[bidding]")] + SALE[SALE.index("[[sessions]]") :]
    words = refusal('preset = "heritage-2025"\n' + own.replace("USD", "GBP"))
    assert words == (
        'terms.toml:7: currency: found "GBP"; expected "USD", in which preset '
        "heritage-2025 gives bidding.increments, premium.minimum, settlement.methods. "
        "Write these in GBP as well, or take the currency out."
    )


def test_a_file_in_another_encoding():
    words = refusal(SALE.replace("Rare Things", "Étagères").encode("latin-1"))
    assert words == (
        "terms.toml:3: found the byte 0xc9; expected text in UTF-8. "
        "Save the file as UTF-8."
    )


def test_a_file_of_rules_has_no_sale():
    rules = SALE[SALE.index("currency") : SALE.index("[[sessions]]")]
    words = refusal('hous = "The House"\n' + rules, read=read_rules)
    assert words.startswith('terms.toml:1: hous: found "hous"; expected a key of this')
    assert "sessions" not in words
