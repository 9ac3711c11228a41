"""Gather the evidence of a subject: what must be whole, and what else concerns it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ledger.house.checkpoints import verifier_keys
from ledger.house.packing import (
    basis_over,
    census_at,
    handovers_before,
    places_of,
    timestamps_at,
)
from ledger.ledger import origin
from presenters.audit import audit_lines
from presenters.pack import verify
from presenters.pack.building import Handover, PackContents, PackSubject
from presenters.pack.paper import papers
from presenters.recorded import outcome_line
from presenters.standing import standing_words

if TYPE_CHECKING:
    from ledger.events import Event
    from ledger.house.house import House
    from ledger.house.packing import PackBasis
    from ledger.house.records import Records
    from presenters.audit import AuditLine
    from projections.mentions import OwnLot
    from projections.reports.model import Heading


@dataclass(frozen=True, slots=True, kw_only=True)
class Concerned:
    """What concerns a subject, as the views have it."""

    positions: Iterable[int]
    """Of every event that touches it."""
    own_lots: Iterable[OwnLot]
    zone: str
    """By whose clock its sentences tell moments."""
    locale: str
    """In which its paper writes them."""


def gather(
    house: House,
    subject: PackSubject,
    concerned: Concerned,
    heading: Callable[[int], Heading],
    advance: Callable[[int, int], None],
) -> tuple[PackContents, PackBasis]:
    """Return what goes into a pack, and who signs it.

    The heading is that of its paper, at a size of the log.
    """
    basis, positions = _basis_and_positions(house, subject, concerned)
    records, tree = house.as_of(basis.size), house.tree()
    entries, proofs = {}, {}
    proved = tree.inclusions(positions, basis.size)
    for number, (position, (entry, proof)) in enumerate(
        zip(positions, proved, strict=True)
    ):
        entries[position], proofs[position] = entry, proof
        advance(number, len(positions))
    sentences = _sentences(records, positions, concerned)
    log = origin(records.ledger(), records.ledger_id())
    contents = PackContents(
        subject=subject,
        origin=log,
        census=census_at(house, basis.size),
        entries=entries,
        proof_of=proofs.__getitem__,
        sentences=sentences,
        papers=(),
        checkpoint=None if basis.note is None else basis.note.data,
        sign=basis.sign,
        keys=_keys(records, log) if basis.sign is not None else (),
        timestamps=timestamps_at(house, basis.size),
        handovers=_handovers(house, basis.size),
    )
    parts = papers(heading(basis.size), contents, concerned.locale)
    return replace(contents, papers=parts), basis


def _basis_and_positions(
    house: House, subject: PackSubject, concerned: Concerned
) -> tuple[PackBasis, list[int]]:
    parts = verify.scope(subject.kind, subject.name)
    names = [(part.name, part.begins) for part in parts]
    concerning = {*places_of(house, names), *concerned.positions}
    basis = basis_over(house, max(concerning))
    # What was recorded meanwhile may be among what the census counts by now.
    concerning |= places_of(house, names)
    return basis, sorted(at for at in concerning if at <= basis.size)


def _handovers(house: House, size: int) -> dict[int, Handover]:
    tree = house.tree()
    return {
        earlier: Handover(note, tree.consistency(earlier, size))
        for earlier, note in handovers_before(house, size).items()
    }


def _keys(records: Records, log: str) -> Sequence[str]:
    return [key.text for key in verifier_keys(records) if key.name == log]


def _sentences(
    records: Records, positions: Sequence[int], concerned: Concerned
) -> dict[int, str]:
    stored = list(records.entries_at(positions))
    lines = audit_lines(records, stored, concerned.own_lots, concerned.zone)
    return {
        line.position: full_sentence(line, entry.event, records)
        for line, entry in zip(lines, stored, strict=True)
    }


def full_sentence(line: AuditLine, event: Event, records: Records) -> str:
    """Say what an entry tells and where it left its lot: this page stands alone."""
    if line.sale is None or not line.lots:
        return line.sentence
    currency = records.sale(line.sale).terms.rules.currency
    if (outcome := outcome_line(event, currency)) is not None:
        return outcome
    standing = getattr(event, "standing", None)
    if standing is None:
        return line.sentence
    return f"{line.sentence} Then: {standing_words(standing, currency)}"
