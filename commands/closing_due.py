"""Which sales a service closes by itself, by options, and in whose name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click

from commands.attribution import acting, attribution
from commands.params import SALE

if TYPE_CHECKING:
    from commands.session import LedgerSession
    from ledger.entry import Attribution
    from ledger.house import House
    from ledger.identity import SaleId

R = TypeVar("R")

_OPTION = click.option(
    "--close-due",
    "due",
    multiple=True,
    type=SALE,
    metavar="SALE",
    help="Close the timed lots of SALE as they fall due, and SALE after the last; once "
    "for each such sale.",
)


def closes_due(command: Callable[..., R]) -> Callable[..., R]:
    """Give a command the options that say what it closes, taken as ``closes``."""

    @wraps(command)
    def with_sales(
        *args: Any, due: tuple[SaleId, ...], actor: str | None, role: str, **more: Any
    ) -> R:
        if not due:
            return command(*args, closes=None, **more)
        from ledger.entry import Way
        from web.due_lots import ClosesDue

        session: LedgerSession = click.get_current_context().obj
        by = attribution(actor, role, way=Way.SERVICE, at=session.read_at)
        closes = ClosesDue(tuple(dict.fromkeys(due)), by)
        for sale in closes.sales:
            _must_be_able_to_close(session.house(), sale, by)
        return command(*args, closes=closes, **more)

    return _OPTION(acting(with_sales))


def _must_be_able_to_close(house: House, sale: SaleId, by: Attribution) -> None:
    """Refuse who may not close a sale, or cannot prove who they are; raises Refusal.

    Nothing is due so early: it is only asked for.
    """
    from ledger.house.sales import close_due

    house.dry_run(close_due(sale, upto=datetime.min.replace(tzinfo=UTC)), by=by)
