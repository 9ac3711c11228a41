"""A page of the console: its address, who may see it, its template, what fills it.

What fills a page is a function of the reading, as what answers a question of the API
is; it returns what its template names, mostly the shapes that the API answers with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import getdoc
from typing import Any, TypeAlias, get_type_hints

from ledger.roles import Sight
from web.operation import AsOfQuery

Filled: TypeAlias = Mapping[str, object]
"""What a template names, by those names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsolePage:
    """One address of the console."""

    path: str
    """The address, with its parts in braces: ``/sales/{sale}``."""
    sight: Sight | None
    """What must be among the sights of who looks; None: anybody may."""
    verb: str | None
    """What who looks must be allowed to do; None: looking is enough."""
    signed_in: bool
    """It is for whoever is signed in."""
    template: str
    """The file below ``templates/``."""
    name: str
    summary: str
    query: type[AsOfQuery]
    shows_documents: bool
    """It has a frame, for documents that its own script fetched."""
    is_counted: bool
    """How often it is looked at is counted, for each lot."""
    has_past: bool
    """What it shows can be looked back to; else it tells of now, whatever is asked."""
    takes_time: bool
    """It asks no views, and takes so long that nobody waits for it."""
    work: Callable[..., Filled]


def shows(
    path: str,
    sight: Sight | None,
    work: Callable[..., Filled],
    template: str,
    *,
    verb: str | None = None,
    signed_in: bool = False,
    shows_documents: bool = False,
    is_counted: bool = False,
    has_past: bool = True,
    takes_time: bool = False,
) -> ConsolePage:
    """Declare a page, by the annotations and the docstring of what fills it."""
    hints: dict[str, Any] = get_type_hints(work)
    doc = getdoc(work)
    assert doc is not None, f"{work.__name__} says what it shows"
    return ConsolePage(
        path=path,
        sight=sight,
        verb=verb,
        signed_in=signed_in,
        template=template,
        name=work.__name__,
        summary=doc.partition("\n")[0],
        query=hints.get("query", AsOfQuery),
        shows_documents=shows_documents,
        is_counted=is_counted,
        has_past=has_past,
        takes_time=takes_time,
        work=work,
    )
