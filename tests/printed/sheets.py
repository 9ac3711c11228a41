"""The page of sheets: the columns of catalogues, bid lists and lists of clients."""

from __future__ import annotations

from ledger.files import sheets
from tests.printed.said import PRINTED, must_mean, table


def files_page():
    """Print every layout."""
    return [
        "# File layouts",
        PRINTED,
        must_mean("pages", "files"),
        "## Catalogues",
        must_mean("pages", "catalogues"),
        _columns(sheets.CATALOGUES),
        _limits(sheets.CATALOGUES),
        "## Bid lists",
        "For `lotledger bids import`. Bids are taken in the order of the file.",
        _columns(sheets.BID_LISTS),
        "## Clients and paddles",
        "For `lotledger client import`.",
        _columns((sheets.CLIENTS,)),
        "## Registrations",
        _columns((sheets.REGISTRATIONS,)),
        "## Followers of a lot",
        _columns((sheets.TRACKING,)),
        must_mean("pages", "others"),
        "## Names of clients",
        must_mean("pages", "names"),
        _columns((sheets.NAMES,)),
    ]


def _columns(kinds):
    """Put the columns of several layouts beside each other; ours come first."""
    every = dict.fromkeys(word for kind in kinds for word in kind.words)
    rows = [
        (*(_heading(kind, word) for kind in kinds), must_mean("columns", word))
        for word in every
    ]
    return table(*(kind.platform for kind in kinds), "meaning", rows=rows)


def _heading(layout, word):
    platform = layout.names and layout.column(word) == word
    if word not in layout.words or platform:
        return ""
    name = f"`{layout.column(word)}`"
    return f"**{name}**" if layout.column(word) in layout.needed() else name


def _limits(kinds):
    told = []
    for kind in kinds:
        if kind.exact_case:
            told.append(f"- {kind.platform}: capital letters of a header count.")
        if kind.zero_is_none:
            told.append(f"- {kind.platform}: an amount of 0 stands for none.")
        for word, most in kind.characters:
            far = f"a {kind.column(word)} of more than {most:,} characters is noted"
            told.append(f"- {kind.platform}: {far}; the platform does not take it.")
        if kind.lots:
            fewest, most = kind.lots
            far = f"fewer than {fewest} or more than {most:,} lots are noted"
            told.append(f"- {kind.platform}: {far}; the platform does not take them.")
    return "\n".join(told)
