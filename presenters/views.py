"""The status of a view, and its first difference from the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presenters.shape import Shape

if TYPE_CHECKING:
    from projections.differences import ViewDifference
    from projections.engine import ViewStatus


class ViewStatusShape(Shape):
    """The status of a view: how far it has read the log."""

    view: str
    """The view."""
    shape: int
    """The version of its table."""
    generation: int
    """The build of the view that is served, counted from 1."""
    as_of_position: int
    """The last position of the log that the view has read."""
    behind: int
    """How many events it has yet to read."""
    rows: int
    """How many rows it has."""


class ViewDifferenceShape(Shape):
    """One thing that a view says and the log does not, or the other way round."""

    view: str
    """The view."""
    table: str
    """Its table."""
    fault: str
    """``changed``, ``missing``, or ``extra``: it comes from no event."""
    row: str | int
    """The key of the row."""
    position: int | None
    """Where in the log the event stands that last had a say in it, if one had."""
    event_id: str | None
    """The id of that event."""
    field: str | None
    """The column that differs; null where the whole row does."""
    served: str | int | None
    """The value in the view."""
    rebuilt: str | int | None
    """The value by the log."""


def view_status_shape(status: ViewStatus) -> ViewStatusShape:
    """Return how far a view is as its shape."""
    return ViewStatusShape(
        # A name that SQLAlchemy quotes is a string of its own kind.
        view=str(status.name),
        shape=status.shape,
        generation=status.generation,
        as_of_position=status.position,
        behind=status.behind,
        rows=status.rows,
    )


def view_difference_shape(difference: ViewDifference) -> ViewDifferenceShape:
    """Return a difference as its shape."""
    return ViewDifferenceShape(
        view=str(difference.view),
        table=str(difference.table),
        fault=difference.fault.value,
        row=difference.key,
        position=difference.position,
        event_id=difference.event,
        field=None if difference.column is None else str(difference.column),
        served=difference.served,
        rebuilt=difference.rebuilt,
    )
