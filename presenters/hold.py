"""A legal hold, as it is listed."""

from __future__ import annotations

from ledger.hold import Hold
from ledger.identity import ClientId, HoldId, SaleId
from presenters.shape import Shape

HOLD_COLUMNS = (
    ("hold", "left"),
    ("clients", "left"),
    ("sales", "left"),
    ("lifted", "left"),
)


class HoldShape(Shape):
    """A legal hold: what must be kept until a matter is over."""

    hold: HoldId
    """The house's name of the matter."""
    clients: tuple[ClientId, ...]
    """The clients that it covers."""
    covered_sales: tuple[SaleId, ...]
    """The sales that it covers."""
    lifted: bool
    """Whether the matter is over."""


def hold_shape(hold: Hold) -> HoldShape:
    """Return a hold as its shape."""
    return HoldShape(
        hold=hold.id, clients=hold.clients, covered_sales=hold.sales, lifted=hold.lifted
    )


def hold_row(hold: Hold) -> tuple[str, ...]:
    """Return a hold as a row of the list."""
    lifted = "yes" if hold.lifted else "no"
    return hold.id, ", ".join(hold.clients), ", ".join(hold.sales), lifted
