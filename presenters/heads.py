"""What is kept of a log elsewhere than in it, and what was cosigned for others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

from ledger.house.proofs import known_witnesses
from ledger.ledger import origin
from ledger.proof.base64_text import NoteInvalid, encoded
from ledger.proof.checkpoint import parse_checkpoint
from ledger.proof.note import SignedNote, parse_note, verified
from ledger.store.checkpoints import checkpoints_from, last_checkpoint
from ledger.store.timestamps import timestamped_sizes, timestamps_of
from presenters.proofs import entries, witness_names
from presenters.shape import Shape
from presenters.times import utc_time

if TYPE_CHECKING:
    from ledger.house import House
    from ledger.keys.witness_folder import KnownLog, WitnessFolder
    from ledger.proof.note_keys import VerifierKey

HEADS_MAX = 20
"""Of the heads that are kept, so many are shown."""


class HeadShape(Shape):
    """What was published of the log."""

    epoch: int
    """Which history of the ledger it is of."""
    size: int
    """How many entries it had."""
    root: str
    """The root over them, in Base 64."""
    why: str
    """Why it was published: ``checkpoint``, ``witness``, ``replica``, ``take-over``."""


class CosignatureShape(Shape):
    """A witness that cosigned a checkpoint."""

    witness: str
    """Its name."""
    at: datetime | None
    """When, as it says; null where its key is not known here."""
    known: bool
    """Whether its key is known here, and the cosignature was verified."""


class OtherWordShape(Shape):
    """A checkpoint of this log, and what others said of it."""

    size: int
    """How many entries it is over."""
    root: str
    """The root over them, in Base 64."""
    cosignatures: list[CosignatureShape]
    """The witnesses that cosigned it."""
    stamped_by: list[str]
    """The authorities that put a time to it."""


class SeenLogShape(Shape):
    """A log of somebody else."""

    origin: str
    """Its name."""
    verifier_keys: list[str]
    """The verifier keys that it may sign with."""
    size: int | None
    """How many entries were cosigned last; null where none were yet."""
    root: str | None
    """The root over them, in Base 64."""
    at: datetime | None
    """When it was cosigned."""
    evidence: list[str]
    """Files with two checkpoints of it that do not reconcile."""


class WitnessShape(Shape):
    """The witness of this machine."""

    key: str
    """Its verifier key. Give it to the houses that it cosigns for."""
    logs: list[SeenLogShape]
    """The logs that it knows."""


class HeadsShape(Shape):
    """What was published of a log, who vouches for it, and for whom its house does."""

    origin: str
    """The name of the log."""
    heads: list[HeadShape]
    """What is kept beside the keys of what was published, the last first."""
    checkpoints: list[OtherWordShape]
    """The last checkpoint, and every one of which others said something."""
    witnesses: list[str]
    """The verifier keys of witnesses that are known here."""
    own_witness: WitnessShape | None
    """The witness of this machine; null where there is none yet."""


def heads_shape(house: House, folder: WitnessFolder | None) -> HeadsShape:
    """Return what is kept of a log as its shape."""
    is_kept = house.published.folder is not None
    known = known_witnesses(house).read() if is_kept else ()
    heads = house.published.heads
    latest = heads.latest_first() if heads is not None else iter(())
    return HeadsShape(
        origin=origin(house.ledger(), house.ledger_id()),
        heads=[
            HeadShape(
                epoch=head.epoch,
                size=head.size,
                root=encoded(head.root),
                why=str(head.why),
            )
            for head in islice(latest, HEADS_MAX)
        ],
        checkpoints=list(_checkpoints(house, known)),
        witnesses=[key.text for key in known],
        own_witness=None if folder is None else _witness(folder),
    )


def _checkpoints(
    house: House, known: tuple[VerifierKey, ...]
) -> Iterator[OtherWordShape]:
    with house.reading() as connection:
        last = last_checkpoint(connection)
        stamped = set(timestamped_sizes(connection))
        notes = [parse_note(each.note) for each in checkpoints_from(connection, 0)]
        authorities = {
            size: [each.authority for each in timestamps_of(connection, size)]
            for size in stamped
        }
    for note in notes:
        checkpoint = parse_checkpoint(note.text)
        size, cosigned = checkpoint.size, list(_cosignatures(note, known))
        if cosigned or size in stamped or (last and size == last.size):
            yield OtherWordShape(
                size=size,
                root=encoded(checkpoint.root),
                cosignatures=cosigned,
                stamped_by=authorities.get(size, []),
            )


def _cosignatures(
    note: SignedNote, known: tuple[VerifierKey, ...]
) -> Iterator[CosignatureShape]:
    try:
        at = {each.key.name: each.at for each in verified(note, known)}
    except NoteInvalid:
        at = {}
    for name in witness_names(note):
        seconds = at.get(name)
        yield CosignatureShape(
            witness=name,
            at=None if seconds is None else datetime.fromtimestamp(seconds, UTC),
            known=name in at,
        )


def _witness(folder: WitnessFolder) -> WitnessShape | None:
    key = folder.key()
    if key is None:
        return None
    return WitnessShape(
        key=key.verifier.text,
        logs=[_seen_log(folder, log, key.verifier) for log in folder.logs()],
    )


def _seen_log(folder: WitnessFolder, log: KnownLog, key: VerifierKey) -> SeenLogShape:
    last, size, root, at = log.seen.last, None, None, None
    if last is not None:
        checkpoint = parse_checkpoint(last.text)
        size, root = checkpoint.size, encoded(checkpoint.root)
        (signed,) = verified(last, [key])[-1:]
        at = None if signed.at is None else datetime.fromtimestamp(signed.at, UTC)
    return SeenLogShape(
        origin=log.origin,
        verifier_keys=[each.text for each in log.seen.keys],
        size=size,
        root=root,
        at=at,
        evidence=[str(file) for file in folder.evidence_of(log.origin)],
    )


def heads_facts(heads: HeadsShape) -> list[tuple[str, object]]:
    """Return what is kept of a log, a line each."""
    facts: list[tuple[str, object]] = [("log", heads.origin)]
    for each in heads.checkpoints:
        facts.append(("checkpoint", f"{entries(each.size)}, root {each.root}"))
        facts += [("  cosigned", _cosigned_words(by)) for by in each.cosignatures]
        facts += [("  stamped", authority) for authority in each.stamped_by]
    facts += [
        ("kept head", f"{entries(head.size)}, root {head.root}, {head.why}")
        for head in heads.heads
    ]
    facts += [("known witness", key) for key in heads.witnesses]
    if heads.own_witness is None:
        return facts
    facts.append(("we cosign as", heads.own_witness.key))
    for log in heads.own_witness.logs:
        facts.append(("  log", _log_words(log)))
        facts += [("    evidence", file) for file in log.evidence]
    return facts


def _cosigned_words(cosigned: CosignatureShape) -> str:
    if cosigned.at is None:
        return f"{cosigned.witness}, whose key is not known here"
    return f"{cosigned.witness}, {utc_time(cosigned.at)}"


def _log_words(log: SeenLogShape) -> str:
    if log.size is None or log.at is None:
        return f"{log.origin}, nothing cosigned yet"
    return f"{log.origin}, {entries(log.size)}, root {log.root}, {utc_time(log.at)}"
