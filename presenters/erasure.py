"""An erasure, and what is due to be erased: what goes, what stays, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from ledger.events import ErasedPart, Event, PersonErased
from ledger.identity import ClientId, HoldId, SaleId
from ledger.store.durability import Durability
from presenters.house_sentences import ERASED
from presenters.recorded import durability_of, durability_words
from presenters.shape import Shape

if TYPE_CHECKING:
    from ledger.house.due import ErasureDue
    from ledger.sale.retention import Kept
    from ledger.store.writer import Recorded

DUE_COLUMNS = (
    ("client", "left"),
    ("name and contact", "left"),
    ("bids", "left"),
    ("why", "left"),
)
TAX_NUMBERS_STAY = (
    "VAT and tax numbers, and the numbers of certificates, stay in the log, where any "
    "were recorded: invoices must carry them, and tax law keeps those."
)
OUT_OF_REACH = (
    "Printed copies, and what banks and others were sent, are out of reach: "
    "see to them yourself."
)


class KeptShape(Shape):
    """A sale whose bids and documents are kept."""

    sale: SaleId
    """The sale."""
    until: date | None
    """The last day; null: the sale is not over, or nobody said by which law."""
    laws: tuple[str, ...]
    """The laws that say so, as far as they were named."""


class ErasureShape(Shape):
    """What was erased of a client, and what stays."""

    client: ClientId
    """The house's own number for the client."""
    erased: tuple[ErasedPart, ...]
    """What went: the person, and the client's bids where nothing keeps them."""
    kept_sales: tuple[KeptShape, ...]
    """The sales that keep their bids still; none: those went as well."""
    vaults_elsewhere: tuple[str, ...]
    """The ids of the ledgers before whose vaults are not here: nothing went there."""
    position: int | None
    """The entry that says so; null where it was only tried."""
    repeated: bool
    """Whether the command was carried out before, and nothing was recorded now."""
    durable: Durability | None
    """Where it is: on the disk of one machine, on a standby as well, or under a
    checkpoint that a witness signed; null where nothing was recorded."""


class ErasureDueShape(Shape):
    """What may or must go of a client, and what keeps it."""

    client: ClientId
    """The house's own number for the client."""
    erased: tuple[ErasedPart, ...]
    """What of them is gone."""
    state: str
    """``erased``, ``held``, ``must-go``, or ``kept``: name and contact may go then."""
    must_go_since: date | None
    """The first day on which no law keeps anything; null: not known yet."""
    legal_holds: tuple[HoldId, ...]
    """The legal holds that keep everything."""
    kept_sales: tuple[KeptShape, ...]
    """The sales that they took part in, with what keeps them."""


def erasure_shape(
    client: ClientId,
    events: Sequence[Event],
    kept: Sequence[Kept],
    recorded: Recorded | None,
    *,
    elsewhere: tuple[str, ...],
) -> ErasureShape:
    """Return an erasure, or what one would do, as its shape."""
    return ErasureShape(
        client=client,
        erased=tuple(
            part
            for event in events
            if isinstance(event, PersonErased)
            for part in event.parts
        ),
        kept_sales=tuple(map(_kept_shape, kept)),
        vaults_elsewhere=elsewhere,
        position=None if recorded is None else recorded.last,
        repeated=recorded is not None and recorded.repeated,
        durable=durability_of(recorded),
    )


def erasure_sentences(erasure: ErasureShape) -> str:
    """Say what went, what stays by which law, and what nobody can reach from here."""
    what = ", and ".join(ERASED[part] for part in erasure.erased)
    done = "would be" if erasure.position is None else "are"
    at = "" if erasure.position is None else f" At position {erasure.position}"
    if erasure.repeated:
        at = f" Recorded before, at position {erasure.position}"
    at += durability_words(erasure.durable) + "." if at else ""
    lines = [f"The {what} of client {erasure.client} {done} erased for good.{at}"]
    lines += [f"Their {_kept_words(each)}." for each in erasure.kept_sales]
    lines += [
        f"The vault of the ledger {each}, which this one goes on from, is not here: "
        "where there is one, nothing of them is erased in it."
        for each in erasure.vaults_elsewhere
    ]
    return "\n".join((*lines, TAX_NUMBERS_STAY, OUT_OF_REACH))


def due_shape(due: ErasureDue, on: date) -> ErasureDueShape:
    """Return what is due of a client on a day as its shape."""
    sales, gone = due.keeping.sales, due.client.erased
    ends = [each.until for each in sales if each.until is not None]
    free = None
    if len(ends) == len(sales):
        last = max(ends, default=None)
        free = None if last is None else date.fromordinal(last.toordinal() + 1)
    kept = any(each.on(on) for each in sales)
    if len(gone) == len(ErasedPart):
        state = "erased"
    elif due.keeping.holds:
        state = "held"
    else:
        state = "kept" if kept or not sales else "must-go"
    return ErasureDueShape(
        client=due.client.id,
        erased=gone,
        state=state,
        must_go_since=free,
        legal_holds=due.keeping.holds,
        kept_sales=tuple(map(_kept_shape, sales)),
    )


def due_row(due: ErasureDueShape) -> tuple[str, ...]:
    """Return what is due of a client as a row of the list."""
    must = f"must go since {due.must_go_since}"
    if due.state == "held":
        why = f"held by {', '.join(due.legal_holds)}"
        person = bids = "stay"
    else:
        why = "; ".join(map(_kept_words, due.kept_sales)) or "no sale keeps them"
        person = must if due.state == "must-go" else "may go"
        bids = must if due.state == "must-go" else "stay"
        if not due.kept_sales:
            bids = "may go"
    if ErasedPart.PERSON in due.erased:
        person = "erased"
    if ErasedPart.CLIENT in due.erased:
        bids = "erased"
    return due.client, person, bids, why


def _kept_shape(kept: Kept) -> KeptShape:
    return KeptShape(sale=kept.sale, until=kept.until, laws=kept.laws)


def _kept_words(kept: KeptShape) -> str:
    stay = f"bids and e-invoices in sale {kept.sale} stay"
    laws = f" ({'; '.join(kept.laws)})" if kept.laws else ""
    if kept.until is not None:
        return f"{stay} until {kept.until}{laws}"
    if kept.laws:
        return f"{stay}: it is not over{laws}"
    return (
        f"{stay}: no law was named, which is said with "
        f"lotledger intake retention {kept.sale}"
    )
