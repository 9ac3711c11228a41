"""Tables: what a file is made of, before anybody asks what its cells mean."""

from __future__ import annotations

import hashlib

import pytest

from ledger.files.problems import Faulty
from ledger.files.table import Row, read_table


def problems(text: str) -> list[str]:
    """Say what is wrong with a table of which some rows can be read."""
    return [str(problem) for problem in read_table("lots.csv", text).problems]


@pytest.mark.parametrize(
    ("header", "delimiter", "because"),
    [
        ("lot,title", ",", "commas, as the name of the format has it"),
        ("lot;title", ";", "Excel writes semicolons where the comma is decimal"),
        ("lot\ttitle", "\t", "LiveAuctioneers takes tabs too"),
        ('lot;"title, in full, or not"', ";", "a comma in a quoted name parts nothing"),
        ("lot", ",", "a single column has no delimiter"),
    ],
)
def test_the_header_shows_what_parts_the_cells(header, delimiter, because):
    table = read_table("lots.csv", header + "\n1" + delimiter * header.count(delimiter))
    assert table.delimiter == delimiter, because


@pytest.mark.parametrize(
    ("contents", "encoding", "because"),
    [
        ("title\nCafé\n".encode(), "UTF-8", "UTF-8 as it is"),
        ("title\nCafé\n".encode("utf-8-sig"), "CSV UTF-8", "with the mark of Excel"),
        ("title\nCafé\n".encode("cp1252"), "Windows-1252", "plain CSV of Excel"),
    ],
)
def test_a_file_is_decoded_and_says_how(tmp_path, contents, encoding, because):
    path = tmp_path / "lots.csv"
    path.write_bytes(contents)
    table = read_table(path)
    assert table.header == ("title",), because
    assert table.rows == (Row(2, ["Café"]),), because
    assert table.encoding == encoding
    assert table.digest == hashlib.sha256(contents).hexdigest()
    guessed = ("read as Windows-1252, because the file is not UTF-8",)
    assert table.notes == (guessed if encoding == "Windows-1252" else ())


@pytest.mark.parametrize(
    "end", ["\n", "\r\n", "\r"], ids=["Unix", "Windows", "old Mac"]
)
def test_a_row_stands_on_the_line_it_starts_on(end):
    text = 'lot,title\n1,"two\nlines"\n2,"a ""quote"""\n'.replace("\n", end)
    table = read_table("lots.csv", text)
    assert table.rows == (Row(2, ["1", f"two{end}lines"]), Row(4, ["2", 'a "quote"']))


def test_an_empty_row_is_passed_over_with_a_note():
    table = read_table("lots.csv", "\nlot,title\n1,a\n\n2,b\n,\n")
    assert table.header_line == 2
    assert table.rows == (Row(3, ["1", "a"]), Row(5, ["2", "b"]))
    assert table.notes == ("3 empty rows passed over (lines 1, 4, 6)",)


def test_a_note_names_five_lines_at_most():
    table = read_table("lots.csv", "lot\n" + "\n" * 7 + "1\n")
    assert table.notes == ("7 empty rows passed over (lines 2, 3, 4, 5, 6 and 2 more)",)


def test_what_looks_like_a_formula_is_text():
    table = read_table("lots.csv", 'title\n"=1+1"\n+44\n-x\n@cafe\n')
    assert [row.cells for row in table.rows] == [["=1+1"], ["+44"], ["-x"], ["@cafe"]]


@pytest.mark.parametrize(
    ("contents", "sentence"),
    [
        (
            b"",
            (
                "lots.csv: found an empty file; expected a header and rows below it. "
                "Check that it is the right file."
            ),
        ),
        (
            b"\n\n",
            (
                "lots.csv: found an empty file; expected a header and rows below it. "
                "Check that it is the right file."
            ),
        ),
        (
            b"lot\n1\n2\0\n",
            "lots.csv:3: found a NUL byte; expected text. Save the file as CSV again.",
        ),
        (
            b"lot\n1\n\x81\n",
            (
                "lots.csv:3: found the byte 0x81; expected UTF-8 or Windows-1252. "
                "Save the file as CSV UTF-8."
            ),
        ),
        (
            "lot\n1\n".encode("utf-16")[:-1],
            (
                "lots.csv: found no UTF-16 from byte 12; expected what its first "
                "bytes promise. Save the file again."
            ),
        ),
        (
            b"PK\x03\x04 and so on",
            (
                "lots.csv: found a workbook or a ZIP archive; expected a CSV or "
                "tab-separated file. Unpack the archive, or save the workbook's sheet "
                "as CSV."
            ),
        ),
        (
            b'"lot\n1\n',
            (
                "lots.csv:1: found a quote that is not closed; expected a closing "
                "quote. "
                'Close the quotes, and write "" for a quote inside a text.'
            ),
        ),
    ],
)
def test_a_file_that_is_no_table(tmp_path, monkeypatch, contents, sentence):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lots.csv").write_bytes(contents)
    with pytest.raises(Faulty) as no:
        read_table("lots.csv")
    assert str(no.value) == sentence


def test_a_file_that_is_not_there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    expected = "expected a CSV or tab-separated file"
    for name, sentence in [
        ("lots.csv", f"lots.csv: found no such file; {expected}. Check the name."),
        ("folder", f"folder: found a folder; {expected}. Name a file in it."),
    ]:
        with pytest.raises(Faulty) as no:
            read_table(name)
        assert str(no.value) == sentence


CLOSE = 'Close the quotes, and write "" for a quote inside a text.'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "lot,title\n",
            (
                "lots.csv: found a header and nothing below it; expected a header "
                "and rows "
                "below it. Check that it is the right file."
            ),
        ),
        (
            'lot,title\n1,"a"\n2,"b\n3,c\n',
            (
                "lots.csv:3: found a quote that is not closed; expected a closing "
                "quote. "
                f"{CLOSE}"
            ),
        ),
        (
            'lot,title\n1,"a" b\n',
            (
                "lots.csv:2: found text behind a closing quote; expected a comma or "
                "the "
                f"end of the line. {CLOSE}"
            ),
        ),
        (
            'lot,title\n1,"a\n2,"b"\n',
            (
                "lots.csv:2: found text behind a closing quote on line 3; expected a "
                "comma "
                f"or the end of the line. {CLOSE}"
            ),
        ),
        (
            f"lot,title\n1,{'x' * 140_000}\n",
            (
                "lots.csv:2: found a cell without end; expected at most 131,072 "
                f"characters. {CLOSE}"
            ),
        ),
        (
            "lot;title\n1\n",
            (
                "lots.csv:2: found 1 cell; expected 2, as in the header. "
                "Fill the row up with empty cells."
            ),
        ),
        (
            "lot,title\n1,Chair, oak\n",
            (
                "lots.csv:2: found 3 cells; expected 2, as in the header. "
                "Quote a text that holds a comma."
            ),
        ),
        (
            "lot,Lot \n1,1\n",
            (
                'lots.csv:1:2: header: found "Lot "; expected another name than in '
                "column 1. Take out one of the two columns."
            ),
        ),
        (
            "lot,\n1,a\n",
            (
                "lots.csv:1:2: header: found nothing; expected a name for each column. "
                "Name the column, or take it out."
            ),
        ),
    ],
)
def test_a_mistake_leaves_the_other_rows_to_be_checked(text, sentence):
    assert problems(text) == [sentence]


def test_all_mistakes_are_kept_with_the_rows_that_are_sound():
    table = read_table("lots.csv", 'lot,lot\n1,a\n2\n3,c,d\n4,d\n5,"e\n')
    assert table.rows == (Row(2, ["1", "a"]), Row(5, ["4", "d"]))
    assert sorted(p.line or 0 for p in table.problems) == [1, 3, 4, 6]
