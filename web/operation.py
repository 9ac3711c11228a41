"""An operation of the service: its address, its types, and what it does.

The types are the contract: requests are read by them, answers are written by them, and
the description of the service (OpenAPI) is made of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from inspect import getdoc, signature
from typing import Annotated, Any, Literal, TypeAlias, TypeVar, get_type_hints

from msgspec import Meta, Struct

from ledger.house.approvals import each_of
from ledger.house.command import Command
from ledger.roles import Sight
from web.fields import Words
from web.sizes import BODY_BYTES_MAX

BASE = "/api/v1"

Method: TypeAlias = Literal["GET", "POST", "PUT", "DELETE"]

T = TypeVar("T")

_AS_OF = {
    "anyOf": [{"pattern": r"^([0-9]{1,16}|\d{4}-\d\d-\d\d)$"}, {"format": "date-time"}],
    "examples": ["1204", "2025-12-15", "2025-12-15T21:00:00Z"],
}


class NowQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may be asked where nothing has a past."""


class AsOfQuery(NowQuery, frozen=True, kw_only=True):
    """What may be asked with every question of the record."""

    as_of: Annotated[str, Meta(max_length=40, extra_json_schema=_AS_OF)] | None = None
    """Answer as it was known at a position, the end of a day in the saleroom, or a
    moment (RFC 3339): ``1204``, ``2025-12-15``, ``2025-12-15T21:00:00Z``."""


class PageQuery(AsOfQuery, frozen=True, kw_only=True):
    """What may be asked of a list: a page of it, from where another ended.

    The answer's header Link names the address of the next page, where there is one.
    """

    limit: Annotated[int, Meta(ge=1, le=1000)] = 100
    """At most so many."""


class LogPageQuery(PageQuery, frozen=True, kw_only=True):
    """What may be asked of a list in the order of the log."""

    after: Annotated[int, Meta(ge=0, le=2**53)] = 0
    """Go on after this position."""


class NamedPageQuery(PageQuery, frozen=True, kw_only=True):
    """What may be asked of a list of what has names."""

    after: Annotated[str, Meta(min_length=1, max_length=60)] | None = None
    """Go on after this name, as addresses have it: others may write meanwhile."""


class Said(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may be said with every command."""

    reason: Words | None = None
    """Why; a correction needs one."""
    on_behalf_of: Words | None = None
    """For whom, if not for oneself."""
    ask_approval: bool = False
    """Let it wait for a second person; say it again under its key once approved."""
    asks_back: bool = False
    """Refuse an amount that lies far beyond what stands: a key may have slipped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method at one address."""

    method: Method
    path: str
    """The address below the base, with its parts in braces: ``/sales/{sale}``."""
    sight: Sight | None = None
    """Of a question: what must be among the sights of who asks; None: anybody may."""
    verb: str | None = None
    """Of a command: its verb, which says who may."""
    admits: bool = False
    """It lets somebody in or out, and asks and records nothing."""
    signed_in: bool = False
    """Of what lets in or out: it is for whoever is signed in."""
    name: str
    summary: str
    answer: Any
    """The type of the answer."""
    query: type[NowQuery] | None = None
    body: type[Struct] | None = None
    body_bytes_max: int = BODY_BYTES_MAX
    status: int = 200
    work: Callable[..., Any]
    """Answers a question; of a command, returns the command."""
    forms: tuple[str, ...] = ("json",)
    """The formats that the answer is written in."""
    as_json: type[Struct] | None = None
    """Of a file that is written as JSON too: the type of that."""
    sends: tuple[str, ...] = ()
    """The headers of its answer that its types do not tell."""
    takes_time: bool = False
    """No bid waits while it is made; of a question, no other, and it asks no views."""
    recorded: Callable[..., Any] | None = None
    """Returns the answer to a command from what it recorded; None: its work does."""

    @property
    def is_for_everybody(self) -> bool:
        """Say whether it is done for whoever asks, signed in or not."""
        return self.sight is None and self.verb is None and not self.signed_in

    @property
    def is_gathered(self) -> bool:
        """Say whether it is decided and answered together with what others ask for.

        What shows more of the ledger than was recorded takes its time elsewhere.
        """
        if self.recorded is None or self.takes_time:
            return False
        return "house" not in _parameters(self.recorded)

    def is_of(self, command: Command) -> bool:
        """Say whether a command asks for its verb and no other, if of several."""
        return all(each.verb.name == self.verb for each in each_of(command))

    @property
    def address(self) -> str:
        """The whole address."""
        return f"{BASE}{self.path}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Streamed:
    """One method at one address, whose answer goes on piece by piece."""

    method: Method
    path: str
    """The address below the base, with its parts in braces."""
    verb: str | None = None
    """Of commands: their verb, which says who may."""
    name: str
    summary: str
    media_type: str
    answer: Any
    """The type of one piece."""
    line: type[Struct] | None = None
    """The type of one line of what comes in; None where nothing does."""
    query: type[Struct] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    """The headers that it heeds, with what each says."""
    sends: tuple[str, ...] = ()
    """The headers of its answer."""

    @property
    def address(self) -> str:
        """The whole address."""
        return f"{BASE}{self.path}"

    @property
    def is_for_everybody(self) -> bool:
        """Say whether it is done for whoever asks, signed in or not."""
        return self.verb is None


def reads(
    path: str,
    sight: Sight | None,
    work: Callable[..., Any],
    *,
    forms: tuple[str, ...] = ("json",),
    as_json: type[Struct] | None = None,
    sends: tuple[str, ...] = (),
    looks_back: bool = True,
    takes_time: bool = False,
) -> Operation:
    """Declare a question, by the annotations and the docstring of what answers it."""
    hints = get_type_hints(work)
    return Operation(
        method="GET",
        path=path,
        sight=sight,
        name=work.__name__,
        summary=summary(work),
        query=hints.get("query", AsOfQuery if looks_back else NowQuery),
        answer=hints["return"],
        forms=forms,
        as_json=as_json,
        sends=sends,
        takes_time=takes_time,
        work=work,
    )


def does(
    path: str,
    verb: str,
    work: Callable[..., Command],
    recorded: Callable[..., Any],
    *,
    method: Method = "POST",
    forms: tuple[str, ...] = ("json",),
    as_json: type[Struct] | None = None,
    takes_time: bool = False,
) -> Operation:
    """Declare a command, by the annotations of what makes it, and of what answers."""
    return Operation(
        method=method,
        path=path,
        verb=verb,
        name=work.__name__,
        summary=summary(work),
        body=get_type_hints(work).get("body", Said),
        status=201 if method == "POST" else 200,
        answer=get_type_hints(recorded)["return"],
        forms=forms,
        as_json=as_json,
        takes_time=takes_time,
        work=work,
        recorded=recorded,
    )


def carries_out(
    path: str,
    verb: str,
    work: Callable[..., Any],
    *,
    forms: tuple[str, ...] = ("json",),
) -> Operation:
    """Declare what is carried out in steps, each durable before the next."""
    hints = get_type_hints(work)
    return Operation(
        method="POST",
        path=path,
        verb=verb,
        name=work.__name__,
        summary=summary(work),
        body=hints["body"],
        status=201,
        answer=hints["return"],
        forms=forms,
        work=work,
    )


def admits(
    path: str,
    work: Callable[..., Any],
    *,
    method: Method = "POST",
    signed_in: bool = False,
    status: int = 200,
    sends: tuple[str, ...] = (),
) -> Operation:
    """Declare what lets somebody in or out, by the annotations of what does it."""
    hints = get_type_hints(work)
    return Operation(
        method=method,
        path=path,
        admits=True,
        signed_in=signed_in,
        name=work.__name__,
        summary=summary(work),
        body=hints.get("body"),
        status=status,
        answer=hints["return"],
        sends=sends,
        work=work,
    )


def called(work: Callable[..., T], **given: object) -> T:
    """Call what does the work of an operation with as much as it asks for by name."""
    asked = _parameters(work)
    return work(**{name: given[name] for name in given if name in asked})


@cache
def _parameters(work: Callable[..., Any]) -> frozenset[str]:
    return frozenset(signature(work).parameters)


def summary(work: Callable[..., Any]) -> str:
    """Return what an operation does, in the words of what does it."""
    doc = getdoc(work)
    assert doc is not None, f"{work.__name__} says what it does"
    return doc.partition("\n")[0]
