"""What a second person is asked to approve, and what they approved."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ledger.house import House
from ledger.house.amount_asked import RESALE
from ledger.house.approvals import Request
from ledger.house.funds import item_of
from ledger.identity import Role, invoice_of, sale_of
from ledger.money import Currency
from presenters.shape import Shape

AMOUNTS = frozenset(("amount", "paid", "price", "limit", "credit_limit", "beyond"))
"""The arguments of commands that are amounts of money, and not sealed."""


class ApprovalShape(Shape):
    """What somebody asks a second person to approve."""

    verb: str
    """What is to be done."""
    actor: str
    """Who asks."""
    role: Role
    """In which role."""
    on_behalf_of: str | None
    """Whom they act for."""
    reason: str | None
    """Why."""
    key: str
    """What it will be recorded under, once."""
    digest: str
    """The SHA-256 of what is asked: the command, for whom, and why."""
    second: str | None
    """Who approved it; null where nobody has."""


def approval_shape(asked: Request) -> ApprovalShape:
    """Return a request as its shape."""
    return ApprovalShape(
        verb=asked.verb,
        actor=asked.actor,
        role=asked.role,
        on_behalf_of=asked.on_behalf_of,
        reason=asked.reason,
        key=asked.key,
        digest=asked.digest,
        second=asked.approved_by,
    )


def approval_facts(house: House, asked: Request) -> list[tuple[str, object]]:
    """Return what is asked, a line each; an amount that is sealed is a mark.

    Other amounts read as money, in the currency beside them or that of their sale.
    """
    facts: list[tuple[str, object]] = [
        ("asks", f"{asked.actor}, as {asked.role}"),
        ("to", asked.verb),
    ]
    if asked.on_behalf_of is not None:
        facts.append(("for", asked.on_behalf_of))
    written = _with_money(house, asked.arguments, {})
    facts += [
        (name.replace("_", " "), _words(argument))
        for name, argument in written.items()
        if argument is not None
    ]
    if asked.verb == RESALE and asked.arguments.get("price") is None:
        facts.append(("price", _sealed_price(house, asked)))
    if asked.reason is not None:
        facts.append(("because", asked.reason))
    if asked.approved_by is not None:
        facts.append(("approved by", asked.approved_by))
    return [*facts, ("sha-256", asked.digest)]


def _sealed_price(house: House, asked: Request) -> str:
    """Say at what a lot is sold on where nobody is told the figure before."""
    lot, bid = house.lot(asked.arguments["lot"]), asked.arguments.get("bid")
    if bid is not None:
        return f"the maximum of bid {bid}, which is sealed until it is sold"
    best = lot.claims.best(but=lot.called_off)
    if best is None:
        return "none: no bid is left"
    left = f"{best.bid} of {best.paddle}"
    return f"the maximum of the best bid left, now {left}, sealed until it is sold"


def _with_money(
    house: House, arguments: Mapping[str, Any], around: Mapping[str, Any]
) -> dict[str, object]:
    """Return arguments with their amounts as people write them.

    What an amount is about stands beside it, or around it.
    """
    about = {**around, **arguments}
    return {
        name: _written(house, name, part, about) for name, part in arguments.items()
    }


def _written(house: House, name: str, part: object, about: Mapping[str, Any]) -> object:
    if name in AMOUNTS and isinstance(part, int):
        return _currency_of(house, about).write(part)
    if isinstance(part, list):
        return [_written(house, "", each, about) for each in part]
    return _with_money(house, part, about) if isinstance(part, dict) else part


def _currency_of(house: House, about: Mapping[str, Any]) -> Currency:
    """Return the currency of an amount that is about something."""
    match about:
        case {"currency": {"code": code}}:
            return Currency(code)
        case {"invoice": invoice}:
            return house.invoice(invoice).issued.currency
        case {"payment": payment}:
            return house.invoice(invoice_of(payment)).issued.currency
        case {"funds": funds}:
            return item_of(house, funds).received.currency
        case {"lot": lot} if lot is not None:
            return house.sale(sale_of(lot)).terms.rules.currency
        case _:
            return house.sale(about["sale"]).terms.rules.currency


def _words(argument: object) -> str:
    return (
        argument
        if isinstance(argument, str)
        else json.dumps(argument, ensure_ascii=False)
    )
