"""The frame of a page: who looks at what, as of when, and how that is addressed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import quote, urlencode

from starlette.requests import Request

from ledger.events import LookKind
from ledger.identity import Role
from ledger.roles import LOOKS, Sight
from web.caller import Caller
from web.subjects import page_of

DOORS = ("/sign-in", "/invitation")
"""The pages where one signs in; each names in its address where to go then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFrame:
    """What every page shows of itself."""

    caller: Caller | None
    """Who looks; None: nobody signed in."""
    path: str
    filters: tuple[tuple[str, str], ...]
    """What stands behind the question mark, but for the language."""
    at: datetime
    """When it was asked."""
    as_of: str | None
    """What is looked back to; None: it is as it stands."""
    has_past: bool
    """Whether what it shows is what was known then; else it is of now all the same."""
    position: int | None
    """Up to where the log was read; None: it cannot be."""
    is_rehearsed: bool
    """Whether nothing here is a record."""

    @property
    def address(self) -> str:
        """Return the address of this very view."""
        return self.with_()

    @property
    def following(self) -> str:
        """Return where to go once signed in: this view, or where a door leads."""
        if self.path in DOORS:
            return dict(self.filters).get("next", "/")
        return self.address

    def with_(self, **changes: object) -> str:
        """Return the address of this view with other filters; None takes one out."""
        filters = {**dict(self.filters), **changes}
        kept = {key: value for key, value in filters.items() if value is not None}
        path = quote(self.path)
        return f"{path}?{urlencode(kept)}" if kept else path

    def link(self, path: str) -> str:
        """Return another address, as of the same moment."""
        if self.as_of is None:
            return path
        return f"{path}{'&' if '?' in path else '?'}{urlencode({'as_of': self.as_of})}"

    @property
    def window(self) -> str:
        """Return what a stream is asked with by a window of a bidder; else nothing."""
        caller = self.caller
        if caller is None or caller.role is not Role.BIDDER or not caller.form_token:
            return ""
        return f"&window={caller.session}"

    def upto(self, position: int | None) -> PageFrame:
        """Return the frame of what tells up to a position; None: where it was begun."""
        return self if position is None else replace(self, position=position)

    def page_of(self, kind: str, name: str) -> str:
        """Return the address of the page of a subject, as of the same moment."""
        sights = self.caller.sights if self.caller is not None else ()
        return self.link(page_of(kind, name, sights))

    def sees(self, sight: str) -> bool:
        """Say whether who looks has a sight, by its name."""
        return self.caller is not None and Sight(sight) in self.caller.sights

    def looks_at(self, kind: str) -> bool:
        """Say whether who looks may be shown what few may see, by its kind."""
        return self.caller is not None and LookKind(kind) in LOOKS[self.caller.role]

    def may(self, verb: str) -> bool:
        """Say whether who looks may ask for a verb."""
        return self.caller is not None and self.caller.may(verb)


def filters_of(request: Request) -> tuple[tuple[str, str], ...]:
    """Return the filters of an address; a field that was left empty is none."""
    return tuple(
        (name, value)
        for name, value in request.query_params.multi_items()
        if value and name != "lang"
    )
