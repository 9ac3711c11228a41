"""What was looked at for indicators, and everything that was seen there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from ledger.house.shown import opened_reviews
from ledger.identity import ClientId, SaleId
from ledger.indicators.ranking import indications, strong
from presenters.indicators.file_evidence import file_bidding
from presenters.indicators.ledger_evidence import ledger_evidence
from presenters.indicators.report import Ranking
from presenters.indicators.reviews import Reviews, reviews_among
from projections.mentions import SubjectKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from ledger.entry import Entry
    from ledger.events import Event
    from ledger.files.history_file import History
    from ledger.house.records import Records
    from ledger.indicators.ranking import Ranked
    from ledger.indicators.score import Weights
    from ledger.terms import Rules
    from projections.evidence import EvidenceRows
    from projections.reports.books.scope import Scope
    from projections.reports.model import Heading

REPORT = "audit-indicators"
NEAR = 0.4
"""How alike two names are, for one to be offered where the other was typed."""


class UnknownIndication(LookupError):
    """A name is that of no indication."""

    def __init__(self, name: str, known: Collection[str]) -> None:
        near = get_close_matches(name, known, n=3, cutoff=NEAR)
        offered = f"Write {' or '.join(near)}." if near else "List them first."
        super().__init__(f"{name!r} names no indication here. {offered}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """What was looked at, and everything that was seen."""

    ranking: Ranking
    heading: Heading
    sale: SaleId | None = None
    left_out: str = ""
    """Why some of it is not shown."""
    client: ClientId | None = None
    """The client around whom it was looked, over all sales."""

    def narrowed(
        self, *, points: int, codes: Collection[str], unreviewed: bool
    ) -> Looking:
        """Return what is to be shown, under a heading that says so."""
        shown = strong(self.ranking.all, points=points, codes=codes)
        if unreviewed:
            reviews = self.ranking.reviews
            shown = [
                ranked
                for ranked in shown
                if not reviews.of(ranked.indication.reference)
            ]
        filters = [("At least", f"{points} points")]
        filters += [("Indicators", ", ".join(codes))] if codes else []
        filters += [("Reviewed", "no")] if unreviewed else []
        heading = replace(self.heading, filters=(*self.heading.filters, *filters))
        reasons = [f"of fewer than {points} points"] if points else []
        reasons += ["of another indicator"] if codes else []
        reasons += ["reviewed"] if unreviewed else []
        return replace(
            self,
            ranking=replace(self.ranking, shown=shown),
            heading=heading,
            left_out=" or ".join(reasons),
        )

    def indication(self, reference: str) -> Ranked:
        """Find an indication by its name; raises UnknownIndication."""
        known = {each.indication.reference: each for each in self.ranking.all}
        if (ranked := known.get(reference)) is None:
            raise UnknownIndication(reference, known)
        return ranked

    def clients_of(self, ranked: Ranked) -> tuple[ClientId, ...]:
        """Return the clients whom an indication is about, as the house numbers them."""
        of, client_of = ranked.indication, self.ranking.client_of
        bidders = [name for name in (of.bidder, of.other) if name is not None]
        clients = [client_of.get(bidder) for bidder in bidders]
        named = dict.fromkeys((*clients, *of.sellers))
        return tuple(ClientId(client) for client in named if client is not None)


def looking_at(
    records: Records,
    rows: EvidenceRows,
    scope: Scope,
    weights: Weights,
    *,
    masked: bool = False,
) -> Looking:
    """Look at a sale, or around a client, as the rows of a ledger have it.

    ``masked``: what reviews were worked out from stays sealed.
    """
    name, kind = rows.subject.name, rows.subject.kind
    sale = SaleId(name) if kind is SubjectKind.SALE else None
    client = ClientId(name) if kind is SubjectKind.CLIENT else None
    entries = records.entries_at(rows.people)
    bidding, people = ledger_evidence(rows, entries, scope.day)
    # Ranks are among all bidders of those sales; what is told is about the client.
    ranked = indications(bidding, people, weights=weights)
    ranked = strong(ranked, points=0, about=client)
    reviews: Iterable[Entry[Event]] = records.entries_at(rows.reviews)
    if not masked:
        reviews = opened_reviews(records, rows.reviews)
    filters = (("Client", name),) if client is not None else ()
    return Looking(
        ranking=Ranking(
            shown=ranked,
            all=ranked,
            reviews=reviews_among(reviews, sale=sale, client=client),
            client_of=people.client_of,
            numbers_alone=sale is not None,
        ),
        heading=scope.heading(
            REPORT, f"Indicators in {name}", *filters, _weights_fact(weights)
        ),
        sale=sale,
        client=client,
    )


def looking_at_file(
    history: History,
    rules: Rules,
    heading: Heading,
    weights: Weights,
    *,
    called: bool,
) -> Looking:
    """Look at the bid history of another house."""
    bidding = file_bidding(history, rules, called=called)
    ranked = indications(bidding, weights=weights)
    filters = (*heading.filters, _weights_fact(weights))
    return Looking(
        ranking=Ranking(
            shown=ranked,
            all=ranked,
            reviews=Reviews(),
            client_of={},
            numbers_alone=False,
            of_file=True,
        ),
        heading=replace(heading, filters=filters),
    )


def _weights_fact(weights: Weights) -> tuple[str, str]:
    return ("Weights", ", ".join(map(str, weights)))
