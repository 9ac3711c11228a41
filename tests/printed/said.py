"""What the code says of its names; ``meanings.toml`` says it where it is silent."""

from __future__ import annotations

import ast
import inspect
import re
import tomllib
from functools import cache
from itertools import pairwise
from pathlib import Path

PRINTED = "<!-- Printed from the code. Change it there, then: make reference -->"
MEANINGS = tomllib.loads(
    (Path(__file__).parent / "meanings.toml").read_text(encoding="utf-8")
)
USED = set()
"""What was taken from ``meanings.toml``: the rest of it is about nothing."""


def meant(section, name):
    """Return what ``meanings.toml`` says of a name, None where it says nothing."""
    USED.add((section, name))
    return MEANINGS[section].get(name)


def must_mean(section, name):
    """Return what ``meanings.toml`` says of a name that it must know."""
    said = meant(section, name)
    assert said, f"Say in tests/printed/meanings.toml, under {section}, what {name} is."
    return said


@cache
def docstrings(module):
    """Return the docstring below each name of a module: ``Class.field`` or ``name``."""
    tree = ast.parse(inspect.getsource(module))
    told = _told(tree.body, "")
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            told |= _told(node.body, f"{node.name}.")
    return told


def _told(body, prefix):
    told = {}
    for node, below in pairwise(body):
        if not isinstance(node, ast.AnnAssign | ast.Assign):
            continue
        target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
        if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
            told[f"{prefix}{ast.unparse(target)}"] = flat(below.value.value)
    return told


def flat(text):
    """Put a text on one line, and its names between single backticks."""
    return re.sub(r"\s+", " ", text).strip().replace("``", "`")


def paragraphs(thing):
    """Return the docstring of a class or module, a line for each paragraph."""
    return [flat(one) for one in inspect.cleandoc(thing.__doc__).split("\n\n")]


def about(thing):
    """Return the whole docstring of a class or module."""
    return "\n\n".join(paragraphs(thing))


def of_field(cls, name):
    """Return what a class says of one of its fields, if anything."""
    return docstrings(inspect.getmodule(cls)).get(f"{cls.__name__}.{name}")


def of_word(word):
    """Return what a word of a list means."""
    said = of_field(type(word), word.name)
    return said or must_mean("words", f"{type(word).__name__}.{word.value}")


def table(*columns, rows):
    """Write a table; a stroke inside a cell is escaped."""
    cells = [[str(cell).replace("|", "\\|") for cell in row] for row in rows]
    lines = [columns, ["---"] * len(columns), *cells]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def title(kind):
    """Name a list of words as people would: ``Reserve mode``."""
    return re.sub(r"(?<=[a-z])[A-Z]", lambda cap: f" {cap[0].lower()}", kind.__name__)


def words(kind):
    """Write a list of words and their meanings under a heading."""
    rows = [(f"`{word.value}`", of_word(word)) for word in kind]
    listed = table("word", "meaning", rows=rows)
    return f"### {title(kind)}\n\n{about(kind)}\n\n{listed}"
