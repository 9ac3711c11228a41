"""A filed replay in words: what was asked, and what was found, as it is on file."""

from __future__ import annotations

from typing import Any

from presenters.words import counted


def asked(inputs: dict[str, Any]) -> str:
    """Say what a replay asked."""
    wish = inputs["what_if"]
    if wish is None:
        return "every decision again under the terms of the day"
    said = [f"without bid {bid}" for bid in wish["without"]]
    said += [f"without bidder {paddle}" for paddle in wish["without_bidders"]]
    if (terms := wish["terms"]) is not None:
        of = f", those of {terms['sale']}" if "sale" in terms else ""
        said.append(f"under other terms{of}")
    if wish["closes_at"] is not None:
        said.append(f"closing at {wish['closes_at']}")
    if wish["policy"] is not None:
        said.append(f"struck by the policy {wish['policy']}")
    return f"what if {', '.join(said)}"


def found(result: dict[str, Any]) -> str:
    """Say what a replay found."""
    if "differences" in result:
        events = counted(result["events"], "event")
        differ = counted(len(result["differences"]), "difference")
        return f"{events}, {differ if result['differences'] else 'no difference'}"
    said = [
        f"{name.replace('_', ' ')} {_or_none(was)} would be {_or_none(now)}"
        for name, was, now in sides(result)
        if was != now
    ]
    return "; ".join(said) or "it would come to the same"


def sides(result: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    """Return what a lot came to beside what it would have come to."""
    was, would = result["recorded"], result["what_if"]
    return [(name, was[name], would[name]) for name in was]


def _or_none(value: object) -> object:
    return "none" if value is None else value
