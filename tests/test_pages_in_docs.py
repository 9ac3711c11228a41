"""What the docs say of pages: their addresses, their roles, their pictures."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ledger.identity import Role
from tests.readme_pictures import PICTURES, SIZE, file_of, size_of
from web.console import PAGES
from web.parts import names_in

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
HOW_TO = ROOT / "docs" / "how-to"
DAYS = HOW_TO / "your-day-in-the-browser.md"
IN_A_BROWSER = [DAYS, HOW_TO / "look-inside-in-a-browser.md"]
OTHERS = {"/health/ready", "/api/v1/tokens"}
"""Addresses that are no pages."""
PARTS = {"sale": "SALE", "number": "NUMBER"}


def written(page):
    """Return the address of a page as the docs write it."""
    path = page.path
    for name in names_in(path):
        path = path.replace(f"{{{name}}}", PARTS.get(name, name.upper()))
    return path


@pytest.mark.parametrize("path", IN_A_BROWSER, ids=lambda path: path.stem)
def test_addresses_in_the_docs_are_pages(path):
    pages = {written(page) for page in PAGES} | OTHERS
    said = re.findall(r"`(?:GET |POST )?(/[^`?]*)[^`]*`", path.read_text("utf-8"))
    assert said
    assert {each for each in said if each not in pages} == set()


def test_each_role_begins_somewhere():
    """The role system signs programs in."""
    text = DAYS.read_text("utf-8")
    rows = re.findall(r"^\| (?:an? |in )?([a-z]+) \| `?[^|]*/", text, re.MULTILINE)
    assert rows == ["anybody", *(role for role in ROLES_IN_ORDER)]
    assert {*ROLES_IN_ORDER} == {*Role} - {Role.SYSTEM}


ROLES_IN_ORDER = (
    *(Role.BIDDER, Role.CLERK, Role.AUCTIONEER, Role.COMPLIANCE, Role.ACCOUNTANT),
    *(Role.AUDITOR, Role.DEVELOPER, Role.ADMINISTRATOR),
)


def test_the_readme_shows_each_picture_with_words_for_who_cannot_see_it():
    readme = (ROOT / "README.md").read_text("utf-8")
    shown = re.findall(r"!\[([^\]]+)\]\(docs/pictures/(\w+)\.png\)", readme)
    assert {name: words for words, name in shown} == PICTURES


@pytest.mark.parametrize("name", PICTURES)
def test_each_picture_is_there_and_of_its_size(name):
    assert file_of(name).exists(), "Take it with: make pictures"
    png = file_of(name).read_bytes()
    assert size_of(png) == SIZE, "Take it again with: make pictures"
    assert len(png) < 250_000
