"""The reviews of a sale or a client: what people made of indicators, all of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ledger.entry import Entry
from ledger.events import Event, IndicatorReviewed
from ledger.identity import ClientId, SaleId

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class IndicatorReview:
    """A review, and its place in the log."""

    entry: Entry[Event]
    event: IndicatorReviewed


@dataclass(frozen=True, slots=True)
class Reviews:
    """The reviews of what is looked at, and those elsewhere that touch it."""

    all: tuple[IndicatorReview, ...] = ()
    """In the order of the log."""
    by_indication: dict[str, list[IndicatorReview]] = field(default_factory=dict)

    def of(self, reference: str) -> Sequence[IndicatorReview]:
        """Return the reviews of one indication, the last one last."""
        return self.by_indication.get(reference, ())


def reviews_among(
    entries: Iterable[Entry[Event]], *, sale: SaleId | None, client: ClientId | None
) -> Reviews:
    """Sort out the reviews of a sale, or of a client over all sales."""
    reviews = [
        IndicatorReview(entry, entry.event)
        for entry in entries
        if isinstance(entry.event, IndicatorReviewed)
    ]
    by_indication: dict[str, list[IndicatorReview]] = defaultdict(list)
    for review in reviews:
        if (review.event.sale, review.event.client) == (sale, client):
            by_indication[review.event.indication].append(review)
    return Reviews(tuple(reviews), dict(by_indication))
