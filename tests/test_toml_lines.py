"""The line of every key, in documents that try to mislead a scanner."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

import pytest

from ledger.files.terms_file.presets import PRESETS as FOLDER
from ledger.files.toml.lines import KeyPath, key_lines

PRESETS = sorted(FOLDER.glob("*.toml"))

AWKWARD = r'''# [not] = "a header"
title = "a # b = [c]" # real = comment
"quoted key" = 'it"s'
"\u00e9tage" . c.'d.e' = 3
multi = """
[x]
y = 1 \""" still
""""
literal = QQQ
z = "" QQQ
list = [ 1, # one ]
  "two, ]",
  [3,
   4], { p = 1, q.r = [ "]" ] },
]
when = 1979-05-27 07:32:00
[a.b] # c
k = 1e5
[[rows]]
n=1
[rows.sub]
m = 2
[[rows.deep]]
u = 1
[[rows.deep]]
u = 2
[[rows]]
[[rows.deep]]
u=3
[ a . "x y" ]
v.w = { }
'''.replace("QQQ", "'''")


def paths(value: object, at: KeyPath = ()) -> Iterator[KeyPath]:
    if at:
        yield at
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from paths(inner, (*at, key))
    if isinstance(value, list):
        for place, inner in enumerate(value):
            yield from paths(inner, (*at, place))


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("quoted key",), 3),
        (("étage", "c", "d.e"), 4),
        (("multi",), 5),
        (("literal",), 9),
        (("list",), 11),
        (("list", 0), 11),
        (("list", 1), 12),
        (("list", 2, 1), 14),
        (("list", 3, "q", "r", 0), 14),
        (("when",), 16),
        (("a",), 17),
        (("a", "b", "k"), 18),
        (("rows", 0, "n"), 20),
        (("rows", 0, "sub", "m"), 22),
        (("rows", 0, "deep", 1, "u"), 26),
        (("rows", 1), 27),
        (("rows", 1, "deep", 0, "u"), 29),
        (("a", "x y", "v", "w"), 31),
    ],
)
def test_each_key_of_an_awkward_document_has_its_line(path, line):
    assert key_lines(AWKWARD)[path] == line


@pytest.mark.parametrize("document", [AWKWARD, *(p.read_text() for p in PRESETS)])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_the_scanner_finds_what_the_parser_finds(document, ending):
    found = key_lines(document.replace("\n", ending))
    assert set(found) == set(paths(tomllib.loads(document)))


def test_lines_of_a_file_with_windows_endings_are_the_same():
    assert key_lines(AWKWARD.replace("\n", "\r\n")) == key_lines(AWKWARD)


@pytest.mark.parametrize(
    "document",
    [
        "",
        "a = 1",
        "# only a comment",
        'a = """"""\nb = 1',
        'a = """x"""""\nb = 1',
        "a = {}\nb = []\nc = [[], {}]",
        'a = "\\\\"\nb = "\\""',
        "1.2 = 3\n-x- = 4",
        "[a]\n[a.b]\n[c.d]\n[c]\nx = 1",
        "a = [\n# none\n\n]\n",
    ],
)
def test_small_documents(document):
    assert set(key_lines(document)) == set(paths(tomllib.loads(document)))
