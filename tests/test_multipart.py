"""Forms with files are read as they were sent, byte by byte."""

from __future__ import annotations

import random
from base64 import b64decode

import pytest

from web.multipart import fields_with_files, name_of_file
from web.problem import HttpProblem

KIND = "multipart/form-data; boundary=xYz"


def form(*parts):
    """Write a form as a browser does."""
    written = b"".join(
        b'--xYz\r\nContent-Disposition: form-data; name="%b"%b\r\n\r\n%b\r\n'
        % (name.encode(), more, content)
        for name, more, content in parts
    )
    return written + b"--xYz--\r\n"


FILE = b'; filename="May 1.csv"\r\nContent-Type: text/csv'


def test_fields_and_files_come_in_their_order():
    sent = form(("method", b"", b"wire"), ("content", FILE, b"a,b\r\n\n"))
    assert fields_with_files(KIND, sent) == [
        ("method", "wire"),
        ("content", "YSxiDQoK"),
        ("name", "May-1.csv"),
    ]


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("kind", [b"text/csv", b"image/png", b"text/plain"])
def test_a_file_is_read_byte_by_byte(seed, kind):
    chance = random.Random(seed)
    content = chance.randbytes(300) + chance.choice((b"\r", b"\n", b"\r\n", b"", b"\0"))
    head = b'; filename="f.bin"\r\nContent-Type: ' + kind
    ((name, text), _) = fields_with_files(KIND, form(("content", head, content)))
    assert (name, b64decode(text)) == ("content", content)


def test_a_field_that_was_left_empty_is_none():
    sent = form(("content", b'; filename=""', b""), ("method", b"", b""))
    assert fields_with_files(KIND, sent) == []


@pytest.mark.parametrize(
    ("kind", "content", "words"),
    [
        ("multipart/form-data", b"", "no parts"),
        (KIND, b"--xYz\r\n\r\nx\r\n--xYz--", "no name"),
        (KIND, form(("method", b"", b"\xff")), "method is no text"),
    ],
)
def test_what_is_no_form_is_told(kind, content, words):
    with pytest.raises(HttpProblem, match=words):
        fields_with_files(kind, content)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Kontoauszug März.csv", "Kontoauszug-M-rz.csv"),
        ("../../etc/passwd", "etc-passwd"),
        ("ä", "file"),
        ("x" * 90 + ".xml", "x" * 76 + ".xml"),
    ],
)
def test_a_file_has_a_plain_name(sent, kept):
    assert name_of_file(sent) == kept
