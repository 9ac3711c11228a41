"""The files of an contents pack, from what the log says and who signs it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.resources import files
from json import dumps
from urllib.parse import quote

from ledger.proof.base64_text import encoded
from ledger.proof.census import Census
from ledger.proof.checkpoint import Checkpoint
from ledger.proof.consistency_file import ConsistencyFile
from ledger.proof.proof_file import ProofFile
from presenters.pack import verify
from presenters.pack.readme import opening_in, readme

VERIFIER = files("presenters.pack").joinpath("verify.py").read_bytes()
"""The verifier that goes out with each pack, as its one file."""

PROGRAM = files("presenters.pack").joinpath("proof.go").read_bytes()
"""A program that verifies a proof with the packages of another maker."""


@dataclass(frozen=True, slots=True)
class PackSubject:
    """What a pack is of: a lot, a sale, an invoice or a client, by its name."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Handover:
    """A checkpoint that two keys signed, and how the log grew from there."""

    checkpoint: bytes
    consistency: Sequence[bytes]
    """The hashes that prove it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackContents:
    """What is put into a pack."""

    subject: PackSubject
    origin: str
    """The log, by the name that its key has."""
    census: Census
    """At the size of the log of which everything is proved."""
    entries: Mapping[int, bytes]
    """The bytes of each entry, by its position."""
    proof_of: Callable[[int], Sequence[bytes]]
    """Returns the inclusion proof of a position."""
    sentences: Mapping[int, str]
    """Each entry as the house's program tells it."""
    papers: Sequence[bytes]
    """The history as PDF, in parts where it is long."""
    checkpoint: bytes | None = None
    """The checkpoint of that size, with all its signatures; None where it has none."""
    sign: Callable[[str], bytes] | None = None
    """Signs a text under the log's key; None where the key is not at hand."""
    keys: Sequence[str] = ()
    """The verifier keys of the log, with which it signs by now."""
    policy: bytes = b""
    """What the house proposes to trust; without one, the log alone."""
    timestamps: Mapping[str, bytes] = field(default_factory=dict)
    """Replies of authorities for time, by the name of each."""
    handovers: Mapping[int, Handover] = field(default_factory=dict)
    """Earlier checkpoints with which one key took the place of another, by size."""


def pack_files(contents: PackContents) -> dict[str, bytes]:
    """Return the files of a pack, by their names in it.

    Without a key all of it is unsigned: nobody takes one part for what was signed.
    """
    census = contents.census
    checkpoint = contents.checkpoint
    if checkpoint is None:
        tree = Checkpoint(contents.origin, census.size, census.log_root)
        checkpoint = _note(contents, tree.text)
    manifest = manifest_of(contents)
    written = {
        "README.html": _readme(contents, manifest),
        "verify.py": VERIFIER,
        "proof.go": PROGRAM,
        "checkpoint": checkpoint,
        "census": _note(contents, census.text(contents.origin)),
        "streams.json": _streams(contents),
        "keys": "".join(f"{key}\n" for key in contents.keys).encode(),
        "policy": contents.policy or _policy(contents.keys),
        "history.html": _page(contents, manifest),
        **_papers(contents),
        "sentences.json": _json({str(at): s for at, s in contents.sentences.items()}),
    }
    written |= _proved_entries(contents, checkpoint)
    written |= _earlier(contents, checkpoint)
    for authority, reply in contents.timestamps.items():
        written[f"timestamps/{quote(authority, safe='')}.tsr"] = reply
    sums = "".join(
        f"{sha256(written[name]).hexdigest()}  {name}\n" for name in sorted(written)
    ).encode()
    written[verify.SUMS] = sums
    text = _manifest_text(manifest, sha256(sums).hexdigest())
    written["manifest"] = _note(contents, text)
    return written


def _readme(contents: PackContents, manifest: verify.Manifest) -> bytes:
    positions, timestamps = [*contents.entries], [*contents.timestamps]
    opening = opening_in(read_entries(contents))
    return readme(manifest, positions, contents.keys, timestamps, opening)


def _manifest_text(manifest: verify.Manifest, digest: str) -> str:
    subject = f"{manifest.kind} {manifest.name}"
    lines = (f"{manifest.origin}/packs", subject, manifest.size)
    return "".join(f"{line}\n" for line in (*lines, f"{digest}  {verify.SUMS}"))


def _papers(contents: PackContents) -> dict[str, bytes]:
    """Name the history on paper: in parts, where it is long."""
    if len(contents.papers) == 1:
        return {"history.pdf": contents.papers[0]}
    return {f"history-{n}.pdf": part for n, part in enumerate(contents.papers, 1)}


def _proved_entries(contents: PackContents, checkpoint: bytes) -> dict[str, bytes]:
    written = {}
    for position, entry in contents.entries.items():
        hashes = tuple(contents.proof_of(position))
        proof = ProofFile(index=position - 1, hashes=hashes, note=checkpoint)
        written[verify.entry_file(position)] = entry
        written[verify.proof_file(position)] = proof.data
    return written


def _earlier(contents: PackContents, checkpoint: bytes) -> dict[str, bytes]:
    """Return the checkpoints with which keys took the place of others."""
    written = {}
    for size, handover in contents.handovers.items():
        hashes = tuple(handover.consistency)
        grown = ConsistencyFile(old=size, hashes=hashes, note=checkpoint)
        written[f"earlier/{size:08}.checkpoint"] = handover.checkpoint
        written[f"earlier/{size:08}.consistency"] = grown.data
    return written


def manifest_of(contents: PackContents) -> verify.Manifest:
    """Return what a pack is of, before its files are there."""
    subject = contents.subject
    size = contents.census.size
    return verify.Manifest(contents.origin, subject.kind, subject.name, size)


def _note(contents: PackContents, text: str) -> bytes:
    """Sign a text, or leave the place of signatures empty."""
    return f"{text}\n".encode() if contents.sign is None else contents.sign(text)


def _policy(keys: Sequence[str]) -> bytes:
    return "".join([*(f"log {key}\n" for key in keys), "quorum none\n"]).encode()


def _streams(contents: PackContents) -> bytes:
    """Return the rows of the census that show what is whole, each with its proof."""
    census, subject = contents.census, contents.subject
    wanted: set[int] = set()
    for part in verify.scope(subject.kind, subject.name):
        wanted.update(census.around(part.name, begins=part.begins))
    for entry in read_entries(contents):
        index = census.index(entry.stream)
        assert index is not None, "an entry that is proved is counted"
        wanted.add(index)
    rows = [
        {
            "index": index,
            "stream": census.rows[index].stream,
            "events": census.rows[index].events,
            "last": census.rows[index].last,
            "proof": [encoded(each) for each in census.proof(index)],
        }
        for index in sorted(wanted)
    ]
    return _json({"rows": rows})


def _page(contents: PackContents, manifest: verify.Manifest) -> bytes:
    sentences = {str(at): sentence for at, sentence in contents.sentences.items()}
    return verify.history_page(manifest, read_entries(contents), sentences)


def read_entries(contents: PackContents) -> list[verify.Entry]:
    """Return the entries of a pack as its page and its paper show them."""
    entries = sorted(contents.entries.items())
    return [verify.entry_in(position, content) for position, content in entries]


def _json(value: object) -> bytes:
    return f"{dumps(value, ensure_ascii=False, indent=1)}\n".encode()
