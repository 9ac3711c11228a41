"""Verify an evidence pack of an auction ledger, with nothing but the pack and a key.

    python3 verify.py PACK.zip --key VKEY

PACK.zip is a pack, or the folder that it was unpacked to. VKEY is the verifier key of
the house's log. Take it from where the house printed it for you, such as a contract or
an invoice, and never from the pack itself: whoever makes up a pack makes up a key. For
the same reason take this file from the house's software, or compare its SHA-256.

It needs Python 3.9 and the package "cryptography". It reads nothing of lotledger. The
format, and each step that is taken here, is described in docs/reference/packs.md.

Exit codes: 0 valid and whole; 1 valid, but not whole, or not vouched for; 2 wrong
usage; 3 altered, or no pack.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import hmac
import html
import io
import json
import re
import sys
import warnings
import zipfile
import zlib
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

try:
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
except ImportError:
    sys.exit("verify.py needs a package: python3 -m pip install cryptography")

BYTES_MAX = 1 << 31
"""What a pack may hold, unpacked."""

NAMED = 10
"""So many entries are named in a sentence."""

MODES = {
    "self-consistent": "nothing outside the pack vouches for it",
    "signed": "by the log, with the key that you gave",
    "timestamped": "signed, and seen by an authority for time that you trust",
    "witnessed": "signed, and seen by the witnesses that you ask for",
}
"""What stands behind a verdict, from the least to the most."""

REHEARSAL = "lotledger-rehearsal/"
"""How the origin of a rehearsal begins; everybody knows its key."""


class Bad(ValueError):
    """Something is not what it must be; the sentence says what."""


class Unknown(Bad):
    """Nothing speaks against it, and nothing that the reader trusts speaks for it."""


# The tree of a log: RFC 9162, section 2.1.


def leaf_hash(entry: bytes) -> bytes:
    """Return the leaf of an entry."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node above two others."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: list[bytes], root: bytes
) -> None:
    """See that a leaf stands at an index of a tree (section 2.1.3.2); raises Bad."""
    if not 0 <= index < size:
        raise Bad(f"the tree has {size} leaves, and no index {index}")
    node, last, reached = index, size - 1, leaf
    for sibling in proof:
        if not last:
            raise Bad("the proof goes on above the root")
        if node & 1 or node == last:
            reached = node_hash(sibling, reached)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            reached = node_hash(reached, sibling)
        node, last = node >> 1, last >> 1
    if last:
        raise Bad("the proof ends below the root")
    if reached != root:
        raise Bad("the proof leads to another root")


def verify_consistency(old: Checkpoint, new: Checkpoint, proof: list[bytes]) -> None:
    """See that a tree begins with an older one (section 2.1.4.2); raises Bad."""
    if old.size == new.size and not proof and old.root == new.root:
        return
    if not 0 < old.size < new.size or not proof:
        raise Bad("no tree of that size grows to the other by this proof")
    node, last = old.size - 1, new.size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    start, *siblings = proof if node else [old.root, *proof]
    old_reached = reached = start
    for sibling in siblings:
        if not last:
            raise Bad("the proof goes on above the root")
        if node & 1 or node == last:
            old_reached = node_hash(sibling, old_reached)
            reached = node_hash(sibling, reached)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            reached = node_hash(reached, sibling)
        node, last = node >> 1, last >> 1
    if last or old_reached != old.root or reached != new.root:
        raise Bad("the proof leads to other roots")


# Texts: each can be written in one way, and nothing else is read.


def in_base64(content: bytes) -> str:
    """Write bytes in Base 64."""
    return base64.b64encode(content).decode("ascii")


def from_base64(text: str, what: str) -> bytes:
    """Read bytes in Base 64; raises Bad."""
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        content = None
    if content is None or in_base64(content) != text:
        raise Bad(f"{what} is not in Base 64")
    return content


def hash_in(text: str, what: str) -> bytes:
    """Read a SHA-256 in Base 64; raises Bad."""
    content = from_base64(text, what)
    if len(content) != hashlib.sha256().digest_size:
        raise Bad(f"{what} is no SHA-256")
    return content


def number_in(text: str, what: str) -> int:
    """Read a decimal number without leading zeroes; raises Bad."""
    if re.fullmatch(r"0|[1-9][0-9]{0,18}", text, re.ASCII) is None:
        raise Bad(f"{what} is no number")
    return int(text)


def text_in(content: bytes, what: str) -> str:
    """Read UTF-8; raises Bad."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise Bad(f"{what} is not UTF-8") from None


def object_in(content: bytes, what: str) -> dict[str, Any]:
    """Read an object in JSON, no key of which comes twice; raises Bad."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({key for key, _ in pairs}) != len(pairs):
            raise Bad(f"{what} has a key twice")
        return dict(pairs)

    try:
        read = json.loads(text_in(content, what), object_pairs_hook=once)
    except (json.JSONDecodeError, RecursionError):
        raise Bad(f"{what} is no JSON") from None
    if not isinstance(read, dict):
        raise Bad(f"{what} is no object")
    return read


# Signed notes: c2sp.org/signed-note, and cosignatures: c2sp.org/tlog-cosignature.

LOG, WITNESS = 0x01, 0x04
"""The types of keys that are read: Ed25519 of a log, and of a witness."""


@dataclass(frozen=True)
class Key:
    """A verifier key: a name, a type, and the public half."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        """Return the four bytes that a signature names it by."""
        typed = self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        return hashlib.sha256(typed).digest()[:4]

    @property
    def text(self) -> str:
        """Return it as it is handed out."""
        encoded = in_base64(bytes([self.kind]) + self.public)
        return f"{self.name}+{self.id.hex()}+{encoded}"

    def signed_at(self, text: str, signature: bytes) -> int:
        """Return the second since 1970 at which it signed; 0 where it does not say so.

        Raises Bad where it did not sign the text.
        """
        at, message = 0, text
        if self.kind == WITNESS:
            at, signature = int.from_bytes(signature[:8], "big"), signature[8:]
            message = f"cosignature/v1\ntime {at}\n{text}"
        public = ed25519.Ed25519PublicKey.from_public_bytes(self.public)
        try:
            public.verify(signature, message.encode())
        except InvalidSignature:
            raise Bad(f"{self.name}+{self.id.hex()} did not sign it") from None
        return at


def rehearsal_key(origin: str) -> Key:
    """Return the key of a rehearsal, which is made of its name, as anybody can."""
    secret = hashlib.sha256(b"lotledger/rehearsal-key/v1\n" + origin.encode()).digest()
    private = ed25519.Ed25519PrivateKey.from_private_bytes(secret)
    # The raw bytes, in a way that older packages know as well.
    encoding, form = serialization.Encoding.Raw, serialization.PublicFormat.Raw
    return Key(origin, LOG, private.public_key().public_bytes(encoding, form))


def key_in(text: str) -> Key:
    """Read a verifier key; raises Bad."""
    parts = re.fullmatch(r"([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)", text.strip())
    if parts is None:
        raise Bad(f"{text!r} is no verifier key: NAME+ID+KEY")
    typed = from_base64(parts[3], "a verifier key")
    if len(typed) != 1 + 32 or typed[0] not in (LOG, WITNESS):
        raise Bad(f"the verifier key of {parts[1]} is of a type that is not read here")
    key = Key(parts[1], typed[0], typed[1:])
    if key.id.hex() != parts[2]:
        raise Bad(
            f"the verifier key of {parts[1]} was not copied whole, or was changed"
        )
    return key


@dataclass(frozen=True)
class Note:
    """A text, and the signatures below it, if there are any."""

    text: str
    signatures: list[tuple[str, bytes, bytes]]
    """Each with the name and the id of the key that it says it is of."""

    def signers(self, keys: list[Key]) -> dict[Key, int]:
        """Return which of the keys signed, and when, if they say so.

        Raises Bad where a signature that says it is of one of them is not.
        """
        known = {(key.name, key.id): key for key in keys}
        return {
            known[name, id_]: known[name, id_].signed_at(self.text, signature)
            for name, id_, signature in self.signatures
            if (name, id_) in known
        }


def note_in(content: bytes, what: str) -> Note:
    """Read a note; one that nobody signed ends with its blank line. Raises Bad."""
    text, blank, below = text_in(content, what).rpartition("\n\n")
    if not blank or (below and not below.endswith("\n")):
        raise Bad(f"{what} was cut, or has no blank line below its text")
    signatures = []
    for line in below.split("\n")[:-1]:
        parts = re.fullmatch(r"— ([^+\s]+) ([A-Za-z0-9+/=]+)", line)
        if parts is None:
            raise Bad(f"{what} has a line that is no signature")
        signed = from_base64(parts[2], f"a signature of {what}")
        signatures.append((parts[1], signed[:4], signed[4:]))
    return Note(f"{text}\n", signatures)


@dataclass(frozen=True)
class Checkpoint:
    """How many entries a log had, and the root over them."""

    origin: str
    size: int
    root: bytes


def checkpoint_in(note: Note) -> Checkpoint:
    """Read a checkpoint: c2sp.org/tlog-checkpoint, without more lines; raises Bad."""
    lines = note.text.split("\n")
    if len(lines) != 4:
        raise Bad("the checkpoint has not three lines: origin, size and root")
    size = number_in(lines[1], "the size of the checkpoint")
    return Checkpoint(lines[0], size, hash_in(lines[2], "the root of the checkpoint"))


def proof_in(content: bytes, what: str) -> tuple[int, list[bytes], bytes]:
    """Read c2sp.org/tlog-proof: index, hashes, and checkpoint as a note; raises Bad."""
    head, gap, note = content.partition(b"\n\n")
    lines = text_in(head, what).split("\n")
    if not gap or lines[0] != "c2sp.org/tlog-proof@v1":
        raise Bad(f"{what} does not begin as a proof")
    if len(lines) < 2 or not lines[1].startswith("index "):
        raise Bad(f"{what} has no index")
    index = number_in(lines[1][len("index ") :], f"the index of {what}")
    return index, [hash_in(line, f"a hash of {what}") for line in lines[2:]], note


def growth_in(content: bytes, what: str) -> tuple[int, list[bytes], bytes]:
    """Read a consistency proof, as a witness is sent it; raises Bad.

    It is the old size, hashes, and the newer checkpoint as a note.
    """
    head, gap, note = content.partition(b"\n\n")
    first, *lines = text_in(head, what).split("\n")
    if not gap or not first.startswith("old "):
        raise Bad(f"{what} does not begin as a proof of growth")
    size = number_in(first[len("old ") :], f"the old size of {what}")
    return size, [hash_in(line, f"a hash of {what}") for line in lines], note


# The census: which streams a log has, and how many events each.


@dataclass(frozen=True)
class Row:
    """A stream, how many events it has, where the last stands, and its own place."""

    index: int
    stream: str
    events: int
    last: int


@dataclass(frozen=True)
class Census:
    """The tree of the rows of all streams, at some size of the log."""

    origin: str
    streams: int
    root: bytes
    log: Checkpoint

    def row(self, shape: dict[str, Any]) -> Row:
        """Read a row and see that it is of this census; raises Bad."""
        kinds = {"index": int, "stream": str, "events": int, "last": int, "proof": list}
        if not isinstance(shape, dict) or shape.keys() != kinds.keys():
            raise Bad("a row of the census is none")
        for name, kind in kinds.items():
            if type(shape[name]) is not kind:
                raise Bad(f"a row of the census has no {name}")
        row = Row(shape["index"], shape["stream"], shape["events"], shape["last"])
        written = {"events": row.events, "last": row.last, "stream": row.stream}
        leaf = json.dumps(written, separators=(",", ":"), ensure_ascii=False)
        try:
            entry = leaf.encode()
        except UnicodeEncodeError:
            raise Bad("a row of the census is no text") from None
        proof = [hash_in(str(each), "a hash of the census") for each in shape["proof"]]
        verify_inclusion(leaf_hash(entry), row.index, self.streams, proof, self.root)
        return row


def census_in(note: Note) -> Census:
    """Read the head of a census; raises Bad."""
    lines = note.text.split("\n")
    if len(lines) != 6 or not lines[0].endswith("/streams"):
        raise Bad("the census has not five lines")
    origin = lines[0][: -len("/streams")]
    log = Checkpoint(
        origin,
        number_in(lines[3], "the size in the census"),
        hash_in(lines[4], "the root of the log in the census"),
    )
    streams = number_in(lines[1], "the number of streams in the census")
    return Census(origin, streams, hash_in(lines[2], "the root of the census"), log)


# What a pack is of, and what has to be whole in it.

SUMS = "SHA256SUMS"
"""The file with the digests of all others but the manifest, which has its own."""

SUBJECT = re.compile(r"(lot|sale|invoice|client) ([A-Z0-9][A-Z0-9/-]{0,99})", re.ASCII)


@dataclass(frozen=True)
class Part:
    """Streams that are whole in a pack: of a name, or all that begin with it."""

    name: str
    words: str
    begins: bool = False

    def has(self, stream: str) -> bool:
        """Say whether a stream is one of them."""
        return stream.startswith(self.name) if self.begins else stream == self.name


def scope(kind: str, name: str) -> list[Part]:
    """Return what must be whole in a pack of a subject, its own streams first."""
    if kind == "lot":
        sale = name.partition("/")[0]
        parts = [
            Part(f"lot:{name}", f"Lot {name}"),
            Part(f"sale:{sale}", f"Sale {sale}"),
        ]
    elif kind == "sale":
        parts = [
            Part(f"sale:{name}", f"Sale {name}"),
            Part(f"lot:{name}/", f"The lots of sale {name}", begins=True),
            Part(f"dispute:{name}/", f"The disputes of sale {name}", begins=True),
            Part(f"account:{name}/", "What buyers are charged", begins=True),
            Part(f"consignment:{name}/", "The accounts of consignors", begins=True),
        ]
    elif kind == "invoice":
        parts = [Part(f"invoice:{name}", f"Invoice {name}")]
    else:
        parts = [
            Part(f"client:{name}", f"Client {name}"),
            Part(f"funds:{name}", f"Money of client {name} without an invoice"),
        ]
    return [*parts, Part("ledger", "The ledger itself")]


@dataclass(frozen=True)
class Manifest:
    """What a pack is of, at which size of which log, and the digest of its digests."""

    origin: str
    kind: str
    name: str
    size: int
    digest: str = ""
    """The SHA-256 of the file SHA256SUMS, in hexadecimal."""


def manifest_in(note: Note) -> Manifest:
    """Read the manifest of a pack; raises Bad."""
    lines = re.fullmatch(
        r"(.+)/packs\n(\w+) (.+)\n(.+)\n([0-9a-f]{64})  SHA256SUMS\n", note.text
    )
    if lines is None or SUBJECT.fullmatch(f"{lines[2]} {lines[3]}") is None:
        raise Bad("the manifest does not say what the pack is of")
    size = number_in(lines[4], "the size in the manifest")
    return Manifest(lines[1], lines[2], lines[3], size, lines[5])


def digests_in(content: bytes) -> dict[str, str]:
    """Read the SHA-256 of each file, as sha256sum writes them; raises Bad."""
    digests = {}
    for line in text_in(content, SUMS).split("\n")[:-1]:
        listed = re.fullmatch(
            r"([0-9a-f]{64})  ([A-Za-z0-9_.%][A-Za-z0-9_./%-]*)", line
        )
        if listed is None or listed[2] in digests:
            raise Bad(f"{SUMS} has a line that is no file")
        digests[listed[2]] = listed[1]
    return digests


# Timestamps: RFC 3161, as far as it must be read to be verified.

TST_INFO, DIGEST = "2a864886f70d0109100104", "2a864886f70d010904"
SHA2: dict[str, hashes.HashAlgorithm] = {
    "608648016503040201": hashes.SHA256(),
    "608648016503040202": hashes.SHA384(),
    "608648016503040203": hashes.SHA512(),
}


UNREADABLE = (
    IndexError,
    KeyError,
    TypeError,
    ValueError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.ExtensionNotFound,
    x509.InvalidVersion,
)
"""What is raised of DER and certificates that are none."""

Value = tuple[int, bytes, bytes]
"""A value in DER: its tag, its content, and all of it."""


def der(content: bytes) -> list[Value]:
    """Split DER into its values; raises Bad."""
    values = []
    while content:
        size, start = (content[1] if len(content) > 1 else 0x80), 2
        if size & 0x80:
            start += size & 0x7F
            size = int.from_bytes(content[2:start], "big") if start > 2 else -1
        if not 0 <= size <= len(content) - start:
            raise Bad("it is no DER")
        values.append(
            (content[0], content[start : start + size], content[: start + size])
        )
        content = content[start + size :]
    return values


def time_of(reply: bytes, stamped: bytes, trusted: list[x509.Certificate]) -> datetime:
    """Return when an authority that is trusted had seen bytes; raises Bad."""
    with warnings.catch_warnings():
        # Of what is odd in a certificate: it is verified, or it is not.
        warnings.simplefilter("ignore")
        return _time_of(reply, stamped, trusted)


def _time_of(reply: bytes, stamped: bytes, trusted: list[x509.Certificate]) -> datetime:
    try:
        status, token = (value[1] for value in der(der(reply)[0][1]))
        if der(status)[0][1] not in (b"\x00", b"\x01"):
            raise Bad("the authority declined")
        signed = der(der(der(token)[1][1])[0][1])
        kind, wrapped = der(signed[2][1])
        info = der(wrapped[1])[0][1]
        inner = [value for value in signed[3:] if value[0] == 0xA0]
        certificates = [value[2] for value in der(inner[0][1])] if inner else []
        signer = der(der(signed[-1][1])[0][1])
        _verify_signer(signer, info, _certificate(signer, certificates, trusted))
        fields = der(der(info)[0][1])
        algorithm, imprint = der(fields[2][1])
        digest = hashlib.new(SHA2[der(algorithm[1])[0][1].hex()].name, stamped)
        if kind[1].hex() != TST_INFO or imprint[1] != digest.digest():
            raise Bad("it is a timestamp of something else")
        moment = fields[4][1].decode("ascii").split(".")[0].rstrip("Z")
        at = datetime.strptime(moment, "%Y%m%d%H%M%S")  # noqa: DTZ007 (it is UTC)
    except Bad:
        raise
    except UNREADABLE as fault:
        raise Bad("it is no timestamp that is read here") from fault
    return at.replace(tzinfo=timezone.utc)


def _verify_signer(
    signer: list[Value], info: bytes, certificate: x509.Certificate
) -> None:
    """See that a certificate signed what the authority says; raises Bad."""
    algorithm = SHA2[der(signer[2][1])[0][1].hex()]
    attributes = {
        value[0][1].hex(): der(value[1][1])[0][1]
        for value in (der(each[1]) for each in der(signer[3][1]))
    }
    if attributes[DIGEST] != hashlib.new(algorithm.name, info).digest():
        raise Bad("it is not what the authority signed")
    message, signature = b"\x31" + signer[3][2][1:], signer[5][1]
    public = certificate.public_key()
    try:
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, message, padding.PKCS1v15(), algorithm)
        elif isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, message, ec.ECDSA(algorithm))
        else:
            raise Bad("its key is of a type that is not read here")
    except InvalidSignature:
        raise Bad("the authority did not sign it") from None


def _certificate(
    signer: list[Value], others: list[bytes], trusted: list[x509.Certificate]
) -> x509.Certificate:
    """Return the certificate that signed, if one that is trusted stands behind it."""
    serial = int.from_bytes(der(signer[1][1])[1][1], "big", signed=True)
    known = [x509.load_der_x509_certificate(each) for each in others] + trusted
    for certificate in known:
        if certificate.serial_number == serial:
            purposes = certificate.extensions.get_extension_for_class(
                x509.ExtendedKeyUsage
            ).value
            if x509.oid.ExtendedKeyUsageOID.TIME_STAMPING not in purposes:
                raise Bad("its certificate is not for timestamps")
            above = certificate
            for _ in range(len(known)):
                if above in trusted:
                    return certificate
                above = next((each for each in known if _issued(each, above)), above)
    raise Unknown("no authority that you trust stands behind it")


def _issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    """Say whether one certificate was issued by another."""
    if issuer == certificate:
        return False
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, TypeError, ValueError):
        return False
    return True


# What the reader trusts.


@dataclass
class Trust:
    """Keys of logs, witnesses and their quorum, and certificates of authorities."""

    logs: list[Key] = field(default_factory=list)
    witnesses: dict[str, Key] = field(default_factory=dict)
    groups: dict[str, tuple[int, list[str]]] = field(default_factory=dict)
    quorum: str = "none"
    authorities: list[x509.Certificate] = field(default_factory=list)
    kept: list[Note] = field(default_factory=list)
    """Checkpoints of the log that the reader kept."""

    def read_policy(self, content: bytes) -> None:
        """Read c2sp.org/tlog-policy; raises Bad."""
        for number, line in enumerate(text_in(content, "the policy").split("\n"), 1):
            words = (
                line.split("#")[0].split() if line.lstrip()[:1] == "#" else line.split()
            )
            if not words:
                continue
            if words[0] == "log" and len(words) in (2, 3):
                self.logs.append(key_in(words[1]))
            elif words[0] == "witness" and len(words) in (3, 4):
                self.witnesses[words[1]] = key_in(words[2])
            elif words[0] == "group" and len(words) > 3:
                members = words[3:]
                if not self.witnesses.keys() | self.groups.keys() >= set(members):
                    raise Bad(f"line {number} of the policy has an unknown member")
                needed = {"all": len(members), "any": 1}.get(words[2])
                if needed is None:
                    needed = number_in(words[2], f"line {number} of the policy")
                self.groups[words[1]] = needed, members
            elif words[0] == "quorum" and len(words) == 2:
                self.quorum = words[1]
            else:
                raise Bad(f"line {number} of the policy is not understood")

    def is_met(self, name: str, there: set[str]) -> bool:
        """Say whether a witness cosigned, or enough of a group."""
        if name not in self.groups:
            return name in there
        needed, members = self.groups[name]
        return sum(self.is_met(each, there) for each in members) >= max(1, needed)


# Reading a pack.


@dataclass
class Pack:
    """The files of a pack, by their names in it."""

    files: dict[str, bytes] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    """What is wrong with the ZIP file itself."""
    is_zip: bool = True


def read_pack(place: Path) -> Pack:
    """Read a pack, or the folder that it was unpacked to; raises Bad."""
    if place.is_dir():
        pack, size = Pack(is_zip=False), 0
        for path in sorted(place.rglob("*")):
            if path.is_file():
                size += path.stat().st_size
                if size > BYTES_MAX:
                    raise Bad("it is too large for a pack")
                pack.files[path.relative_to(place).as_posix()] = path.read_bytes()
        return pack
    try:
        with zipfile.ZipFile(place) as archive:
            return _unpacked(archive)
    except (
        zipfile.BadZipFile,
        ValueError,
        OverflowError,
        NotImplementedError,
    ) as fault:
        raise Bad(
            "it is no whole ZIP file: it was cut or damaged on its way, or is no pack. "
            "Ask for it again"
        ) from fault


def _unpacked(archive: zipfile.ZipFile) -> Pack:
    pack, left = Pack(), BYTES_MAX
    for info in archive.infolist():
        if info.is_dir():
            continue
        name, left = info.filename, left - info.file_size
        if left < 0:
            raise Bad("it is too large for a pack")
        if name in pack.files:
            pack.faults.append(f"{name} is in the ZIP file twice.")
        try:
            pack.files[name] = archive.read(info)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            OSError,
            RuntimeError,
            ValueError,
        ):
            pack.faults.append(f"{name} is damaged in the ZIP file.")
            pack.files[name] = b""
    return pack


@dataclass(frozen=True)
class Entry:
    """An entry that is proved to stand in the log."""

    position: int
    content: bytes
    record: dict[str, Any]

    @property
    def stream(self) -> str:
        """Return the stream that it stands in."""
        return str(self.record["stream"])

    @property
    def version(self) -> int:
        """Return its place in the stream, counted from 1."""
        return int(self.record["version"])


def entry_in(position: int, content: bytes) -> Entry:
    """Read an entry; raises Bad where it does not say where it stands."""
    record = object_in(content, f"entry {position}")
    shape = {"stream": str, "version": int, "type": str, "ledger": str, "body": dict}
    for name, kind in shape.items():
        if type(record.get(name)) is not kind:
            raise Bad(f"entry {position} does not say its {name}")
    return Entry(position, content, record)


def openings_in(entry: Entry) -> list[dict[str, Any]]:
    """Return what an entry opens of sealed amounts: of many bids, or of a reserve."""
    kind, body = str(entry.record["type"]).partition("/")[0], entry.record["body"]
    if kind == "reserve-opened":
        return [body]
    openings = body.get("openings") if kind == "maximums-opened" else None
    return [each for each in openings or [] if isinstance(each, dict)]


def is_opened_by(sealed: Entry, entry: Entry, opening: dict[str, Any]) -> bool:
    """Say whether an opening gives the amount that a commitment was made to.

    HMAC-SHA256 under the nonce, of texts that each stand after their length: what kind
    it is, the ledger, the lot, the bid or which entry of the lot, currency and amount.
    """
    body = sealed.record["body"]
    is_of = opening.get("set_as") == sealed.version
    if "bid" in body:
        is_of = opening.get("bid") == body["bid"]
    try:
        texts = [part.encode() for part in committed_parts(sealed, entry, opening)]
        nonce = bytes.fromhex(str(opening.get("nonce")))
    except ValueError:
        return False
    text = b"".join(len(each).to_bytes(4, "big") + each for each in texts)
    made = hmac.new(nonce, text, "sha256").hexdigest()
    is_there = sealed.stream == entry.stream and len(nonce) == 32
    return is_of and is_there and made == body["seal"].get("commitment")


def committed_parts(
    sealed: Entry, entry: Entry, opening: dict[str, Any]
) -> tuple[str, ...]:
    """Return the texts that a commitment is made to, by what an opening says."""
    body, currency = sealed.record["body"], entry.record["body"].get("currency")
    is_bid, amount = "bid" in body, amount_opened(sealed, opening)
    return (
        f"lotledger/{'maximum' if is_bid else 'reserve'}/v1",
        str(sealed.record["ledger"]),
        str(body.get("lot")),
        str(body["bid"] if is_bid else sealed.version),
        str(currency.get("code")) if isinstance(currency, dict) else "",
        "" if amount is None else str(amount),
    )


def amount_opened(sealed: Entry, opening: dict[str, Any]) -> object:
    """Return what an opening says was sealed; None where that was no amount."""
    if "bid" not in sealed.record["body"]:
        return opening.get("reserve")
    amount = opening.get("maximum")
    return opening.get("submitted") if amount is None else amount


# Prices of a lot, by what was opened of its bids: docs/reference/packs.md.

LEAVE_THE_LEAD = (
    *("lot-amended", "lot-tracked", "lot-untracked", "bidder-registered"),
    *("registration-cancelled", "bid-refused", "closing-extended", "lot-sold"),
    *("lot-passed", "maximums-opened", "reserve-opened", "lot-catalogued"),
)
"""What happens to a lot and changes nothing of who leads, at what price."""

HOUSE = "HOUSE"
"""The paddle under which the house bids for a consignor: its amounts are not sealed."""

ONE_INCREMENT, TIE_BROKEN = "one-increment", "tie-broken"
AT_OWN = ("own-maximum", "in-full", "full-to-reserve")
TIES = ("tie-earlier", "tie-automatic")
STAYS = ("maximum-raised", "maximum-lowered")


@dataclass
class Bid:
    """A bid on a lot, and the most that it may come to, if that was opened."""

    name: str
    paddle: object
    most: int | None


def step_at(price: int, terms: dict[str, Any]) -> int | None:
    """Return one increment at a price by the ladder of terms; None: not read here."""
    try:
        ladder = terms["rules"]["bidding"]["increments"]
        bands, basis = ladder["increments"], ladder["basis"]
        at = max(n for n, band in enumerate(bands) if band["start"] <= price)
        start, step, values = (bands[at][name] for name in ("start", "step", "values"))
        if basis not in ("add", "grid") or bands[at].get("percent"):
            return None
        if basis == "add" and not values:
            return int(step)
        rounds, rest = divmod(price - start, step)
        further = min([value for value in values if value > rest] + [step])
        above = start + rounds * step + further
        if at + 1 < len(bands):
            above = min(above, bands[at + 1]["start"])
        return int(above) - price
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None


class LotPrices:
    """Follows the prices of one lot by the amounts that were opened, bid by bid.

    It says of each what is shown: that it follows, or that it rests on what is not
    open or not followed here. It raises no doubt by a guess: Bad is only what opened
    amounts contradict.
    """

    def __init__(
        self, opened: dict[int, int | None], terms: list[dict[str, Any]]
    ) -> None:
        self.opened, self.terms = opened, terms
        self.lead: Bid | None = None
        self.is_known = True
        """Whether it is known who leads, or that nobody does."""
        self.price: int | None = None
        self.reserve: int | None = None
        self.on_ladder = True
        """The ladder is that of the terms: no auctioneer has called another step."""
        self.version = 0

    def hear(self, entry: Entry) -> bool | None:
        """Take an entry of the lot in its order; say of a bid whether it follows.

        None: it leads to no price of its own. Raises Bad where it contradicts.
        """
        kind, body = entry.record["type"].partition("/")[0], entry.record["body"]
        if entry.version != self.version + 1:
            self._lose_track()
        self.version = entry.version
        standing = body.get("standing")
        if kind == "bid-placed" and isinstance(standing, dict):
            return self._follow(entry, body, standing)
        if kind == "house-bid-placed" and isinstance(standing, dict):
            if standing.get("leader") == HOUSE:
                self.lead, self.is_known = Bid(HOUSE, HOUSE, body.get("amount")), True
            self.price = standing.get("price")
        elif kind == "reserve-set":
            self.reserve = self.opened.get(entry.position, body.get("reserve"))
            leader = standing.get("leader") if isinstance(standing, dict) else None
            self.is_known &= self.lead is None or self.lead.paddle == leader
            self.price = (standing or {}).get("price", self.price)
        elif kind not in LEAVE_THE_LEAD:
            self._lose_track()
            self.on_ladder &= kind not in ("lot-opened", "increment-set", "asking-set")
        return None

    def _lose_track(self) -> None:
        """Leave open who leads, and at what, until a bid shows it again."""
        self.is_known, self.lead, self.price = False, None, None

    def _follow(
        self, entry: Entry, body: dict[str, Any], standing: dict[str, Any]
    ) -> bool:
        most = self.opened.get(entry.position, body.get("maximum"))
        mine, other = Bid(str(body.get("bid")), body.get("paddle"), most), self.lead
        leads = standing.get("leader") == mine.paddle
        winner, loser = (mine, other) if leads else (other, mine)
        if winner is None or winner.paddle != standing.get("leader"):
            self._lose_track()
            return False
        shown = self._statements(standing, winner, loser if self.is_known else None)
        price = standing.get("price")
        if standing.get("rule") == TIE_BROKEN and isinstance(price, int):
            winner.most = price
        self.lead, self.price, self.is_known = winner, price, True
        for words, holds in shown:
            if holds is False:
                raise Bad(
                    f"entry {entry.position}, bid {mine.name}: the price of {price} is "
                    f"not as the amounts that were opened have it: {words}"
                )
        return all(holds for _, holds in shown)

    def _statements(
        self, standing: dict[str, Any], winner: Bid, loser: Bid | None
    ) -> list[tuple[str, bool | None]]:
        """Say what must be so for a price, and whether it is; None: it is not open."""
        rule, price, step = (standing.get(name) for name in ("rule", "price", "step"))
        if type(price) is not int or type(step) is not int:
            raise Bad("a standing has no price")
        most = winner.most
        against = None if loser is None else loser.most
        if loser is not None and loser.paddle == winner.paddle:
            # Who leads has bid again: what that was measured against came before.
            against = None
        goes_up_to = f"bid {winner.name} goes up to {most}"
        up_to = (goes_up_to, None if most is None else price <= most)
        at_most = (goes_up_to, None if most is None else price == most)
        met = f"the other maximum is {against}"
        if rule in (ONE_INCREMENT, TIE_BROKEN):
            one_above = None if against is None else price - step == against
            ladder = self._step_by_terms(standing, price - step)
            by_ladder = f"one increment above {price - step} is {ladder}"
            statements = [
                (met, one_above),
                (by_ladder, ladder is None or ladder == step),
            ]
            return statements if rule == TIE_BROKEN else [up_to, *statements]
        if rule in AT_OWN:
            lower = None if against is None else against < price
            beside = [(met, lower)] if rule == "own-maximum" else []
            return [at_most, *beside]
        if rule in TIES:
            tied = None if against is None else price == against
            return [at_most, (met, tied)]
        if rule == "raised-to-reserve":
            reserve = self.reserve
            reached = None if reserve is None else price == reserve
            return [up_to, (f"the reserve is {reserve}", reached)]
        if rule in STAYS:
            stays = None if self.price is None else price == self.price
            return [up_to, (f"the price before was {self.price}", stays)]
        return [up_to, ("", True if rule == "opening" else None)]

    def _step_by_terms(self, standing: dict[str, Any], price: int) -> int | None:
        """Return the increment at a price by the terms in force, where they are here.

        Where only whole units are called, or the auctioneer chose, it is not read.
        """
        number = standing.get("terms")
        if not self.on_ladder or type(number) is not int:
            return None
        if not 0 < number <= len(self.terms):
            return None
        return step_at(price, self.terms[number - 1])


def terms_in(entries: list[Entry]) -> list[dict[str, Any]]:
    """Return the versions of a sale's terms, if its stream is here from the first."""
    terms = []
    for version, entry in enumerate(entries, 1):
        if entry.version != version:
            break
        kind = entry.record["type"].partition("/")[0]
        if kind in ("sale-announced", "terms-amended"):
            body = entry.record["body"].get("terms")
            terms.append(body if isinstance(body, dict) else {})
    return terms


def due_by_terms(entries: list[Entry], policy: object) -> list[Entry]:
    """Return what the terms of a sale open of a lot, whose entries are in their order.

    Nothing while it is open; a lot that was put right after its hammer is not followed.
    """
    sealed = [
        each for each in entries if isinstance(each.record["body"].get("seal"), dict)
    ]
    closed, two = "", set()
    for entry in entries:
        kind, body = entry.record["type"].partition("/")[0], entry.record["body"]
        if kind in ("lot-sold", "lot-passed"):
            closed, two = kind, {body.get("buyer"), body.get("underbidder")} - {None}
        elif kind not in LEAVE_THE_LEAD:
            closed = ""
    if policy == "all":
        return sealed if closed else []
    if policy != "winner-and-underbidder" or closed != "lot-sold":
        return []
    return [
        each
        for each in sealed
        if each.record["type"].startswith("reserve-set/")
        or (
            each.record["type"].startswith("bid-placed/")
            and each.record["body"].get("paddle") in two
        )
    ]


def entry_file(position: int) -> str:
    """Return the name of an entry's file."""
    return f"entries/{position:08}.json"


def proof_file(position: int) -> str:
    """Return the name of the file of its proof."""
    return f"proofs/{position:08}.tlog-proof"


# Judging a pack.


@dataclass
class Verdict:
    """What was found: valid where nothing is altered, and whole if all is here."""

    altered: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    proven: list[str] = field(default_factory=list)
    not_proven: list[str] = field(default_factory=list)
    trust: int = 0
    here: int = 0
    of: int = 0
    is_counted: bool = False
    """Whether the census said how many there are."""
    lacks_trust: bool = False
    """The reader named what to trust, and nothing here comes up to it."""
    is_unsigned: bool = False
    """The log signed nothing of the pack, so that nobody stands behind it."""

    @property
    def words(self) -> str:
        """Return the verdict in a line."""
        if self.altered:
            return "ALTERED"
        if not self.is_counted or self.here < self.of:
            of = self.of if self.is_counted else "an unknown number"
            return f"{self._in_part}: {self.here} of {of} entries are here"
        if self.missing:
            return f"{self._in_part}: {self.missing[0]}"
        if self.is_unsigned:
            return f"VALID AND WHOLE, BUT UNSIGNED: nobody signed its {self.of} entries"
        if self.lacks_trust:
            return "VALID AND WHOLE, BUT NOT VOUCHED FOR by what you trust"
        return f"VALID AND WHOLE: all {self.of} entries that it must have are here"

    @property
    def _in_part(self) -> str:
        if self.is_unsigned:
            return "VALID, BUT UNSIGNED AND NOT WHOLE"
        return "VALID, BUT NOT WHOLE"

    @property
    def exit_code(self) -> int:
        """Return the exit code."""
        if self.altered:
            return 3
        is_whole = self.is_counted and self.here >= self.of and not self.missing
        return 0 if is_whole and not self.lacks_trust else 1


class Judge:
    """Judges one pack, a step at a time; each step adds to the verdict."""

    def __init__(self, pack: Pack, trust: Trust) -> None:
        self.pack, self.trust, self.verdict = pack, trust, Verdict()
        self.manifest: Manifest | None = None
        self.digests: dict[str, str] = {}
        self.checkpoint: Checkpoint | None = None
        self.entries: dict[int, Entry] = {}
        self.rows: dict[str, Row] = {}
        self.census: Census | None = None
        self.notes: dict[str, Note] = {}
        """The three that the log signs: checkpoint, census and manifest."""
        self.opened: dict[int, int | None] = {}
        """What was opened as it was sealed, by where it was sealed."""

    def judge(self) -> Verdict:
        """Take every step; what one of them refuses stops no other."""
        self.verdict.altered += self.pack.faults
        for step in (
            self._read_manifest,
            self._read_checkpoint,
            self._read_entries,
            self._read_census,
            self._count,
            self._verify_signatures,
            self._verify_witnesses,
            self._verify_timestamps,
            self._compare_kept,
            self._check_openings,
            self._check_prices,
            self._compare_pages,
        ):
            try:
                step()
            except Bad as fault:
                words = str(fault)
                self.verdict.altered.append(f"{words[:1].upper()}{words[1:]}.")
        self._say_what_is_not_proven()
        return self.verdict

    def _file(self, name: str) -> bytes | None:
        """Return a file of the pack; where it is not here, that is said."""
        content = self.pack.files.get(name)
        if content is None:
            self.verdict.missing.append(f"{name} is not here.")
        return content

    def _read_manifest(self) -> None:
        if (content := self._file("manifest")) is None:
            return
        self.notes["manifest"] = note_in(content, "the manifest")
        self.manifest = manifest_in(self.notes["manifest"])
        if (content := self._file(SUMS)) is None:
            return
        if hashlib.sha256(content).hexdigest() != self.manifest.digest:
            self.verdict.altered.append(f"{SUMS} is not as the manifest has it.")
        self.digests = digests_in(content)
        for name, digest in self.digests.items():
            content = self.pack.files.get(name)
            if content is None:
                self.verdict.missing.append(f"{name} is not here.")
            elif hashlib.sha256(content).hexdigest() != digest:
                self.verdict.altered.append(f"{name} is not as {SUMS} has it.")
        for name in self.pack.files.keys() - self.digests.keys() - {"manifest", SUMS}:
            # Whoever unpacked it may have put files of their own beside it.
            if self.pack.is_zip or name.startswith(("entries/", "proofs/")):
                self.verdict.altered.append(
                    f"{name} is not of this pack: it was added."
                )

    def _read_checkpoint(self) -> None:
        if (content := self._file("checkpoint")) is None:
            return
        self.notes["checkpoint"] = note_in(content, "the checkpoint")
        self.checkpoint = checkpoint_in(self.notes["checkpoint"])
        if self.manifest is not None:
            claim = self.manifest.origin, self.manifest.size
            if claim != (self.checkpoint.origin, self.checkpoint.size):
                raise Bad("the manifest and the checkpoint are not of one log and size")

    def _read_entries(self) -> None:
        """Prove each entry; one that is not proved is not counted."""
        if self.checkpoint is None:
            return
        for name in sorted(self.pack.files):
            if parts := re.fullmatch(r"(?:entries|proofs)/([0-9]{8,19})\..+", name):
                position = int(parts[1])
                if name not in (entry_file(position), proof_file(position)):
                    self.verdict.altered.append(f"{name} has no name of an entry.")
                elif position not in self.entries:
                    self._prove(position, self.checkpoint)
        if len({entry.record["ledger"] for entry in self.entries.values()}) > 1:
            raise Bad("the entries are not all of one ledger")

    def _prove(self, position: int, checkpoint: Checkpoint) -> None:
        content = self.pack.files.get(entry_file(position))
        proof = self.pack.files.get(proof_file(position))
        if content is None or proof is None:
            return
        try:
            index, path, note = proof_in(proof, f"the proof of entry {position}")
            if index != position - 1:
                raise Bad(f"it is of position {index + 1}")
            if note != self.pack.files["checkpoint"]:
                raise Bad("it is of another checkpoint than the pack")
            size, root = checkpoint.size, checkpoint.root
            verify_inclusion(leaf_hash(content), index, size, path, root)
            self.entries[position] = entry_in(position, content)
        except Bad as fault:
            self.verdict.altered.append(
                f"Entry {position} is not proved to stand in the log as it is here: "
                f"{fault}."
            )

    def _read_census(self) -> None:
        note, rows = self._file("census"), self._file("streams.json")
        if note is None or rows is None or self.checkpoint is None:
            return
        self.notes["census"] = note_in(note, "the census")
        census = census_in(self.notes["census"])
        if census.log != self.checkpoint:
            raise Bad("the census is of another log, or of another size of it")
        shapes = object_in(rows, "streams.json").get("rows")
        if not isinstance(shapes, list):
            raise Bad("streams.json has no rows")
        by_index = sorted(
            (census.row(each) for each in shapes), key=lambda row: row.index
        )
        names = [row.stream for row in by_index]
        if names != sorted(set(names)):
            raise Bad("the census does not have its streams in their order, each once")
        self.rows, self.census = {row.stream: row for row in by_index}, census

    def _rows_of(self, part: Part, streams: int) -> list[Row] | None:
        """Return the rows of a part; None where it is not seen that they are all.

        They are all where they stand side by side, between a row before and one after.
        """
        rows = self.rows.values()
        within = [row.index for row in rows if part.has(row.stream)]
        before = [r.index for r in rows if r.stream < part.name]
        after = [
            r.index for r in rows if r.stream > part.name and not part.has(r.stream)
        ]
        first = max(before) + 1 if before else 0
        end = min(after) if after else streams
        if within != [*range(first, end)]:
            return None
        return [row for row in rows if part.has(row.stream)]

    def _count(self) -> None:
        """Count what must be whole against the census."""
        if self.manifest is None or self.census is None:
            return
        self.verdict.is_counted = True
        parts = scope(self.manifest.kind, self.manifest.name)
        for part in parts:
            rows = self._rows_of(part, self.census.streams)
            if rows is None:
                self.verdict.is_counted = False
                self.verdict.missing.append(
                    f"The census rows of {part.words[0].lower()}{part.words[1:]} are "
                    "not all here."
                )
                continue
            here, of = sum(map(self._here, rows)), sum(row.events for row in rows)
            self.verdict.here += here
            self.verdict.of += of
            if here == of:
                all_here = f"{_entries(of)}, and all are here" if of else "no entries"
                at = f"in the log at position {self.census.log.size}"
                self.verdict.proven.append(f"{part.words}: {all_here}, {at}.")
            else:
                self.verdict.missing.append(f"{part.words}: {here} of {_entries(of)}.")
        self._count_beside(parts)

    def _here(self, row: Row) -> int:
        """Count the entries of a stream that are here; raises Bad for one too many."""
        mine = {e.version: e for e in self.entries.values() if e.stream == row.stream}
        count = sum(e.stream == row.stream for e in self.entries.values())
        beyond = [version for version in mine if not 1 <= version <= row.events]
        last = mine.get(row.events)
        if beyond or count != len(mine) or (last and last.position != row.last):
            raise Bad(
                f"the census says that {row.stream} has {_entries(row.events)}, the "
                f"last at position {row.last}; entries that are proved say otherwise"
            )
        return count

    def _count_beside(self, parts: list[Part]) -> None:
        """Say what is here besides, of streams that need not be whole."""
        counts: dict[str, int] = {}
        for entry in self.entries.values():
            if not any(part.has(entry.stream) for part in parts):
                counts[entry.stream] = counts.get(entry.stream, 0) + 1
        beside: dict[bool, list[str]] = {True: [], False: []}
        for stream, count in sorted(counts.items()):
            row = self.rows.get(stream)
            if row is not None:
                self._here(row)
            of = "?" if row is None else row.events
            beside[count == of].append(f"{stream} ({count} of {of})")
        for words, streams in (("whole", beside[True]), ("in part", beside[False])):
            if streams:
                self.verdict.proven.append(f"Beside it, {words}: {', '.join(streams)}.")
        if counts:
            self.verdict.not_proven.append(
                "That nothing else in the log concerns it: whoever made the pack chose "
                "what is beside it."
            )

    def _adopted_keys(self) -> list[Key]:
        """Return the keys that the log itself says it signs with, the last one last."""
        origin = "" if self.checkpoint is None else self.checkpoint.origin
        if origin.startswith(REHEARSAL):
            return [rehearsal_key(origin)]
        adopted = [
            (entry.position, entry.record["body"].get("key"))
            for entry in self.entries.values()
            if entry.stream == "ledger"
            and entry.record["type"].startswith("signing-key-adopted/")
        ]
        return [key_in(str(text)) for _, text in sorted(adopted)]

    def _verify_signatures(self) -> None:
        if self.checkpoint is None:
            return
        origin = self.checkpoint.origin
        given = [key for key in self.trust.logs if key.name == origin]
        if self.trust.logs and not given:
            names = ", ".join(key.name for key in self.trust.logs)
            raise Bad(f"the pack is of the log {origin}, and your key is of {names}")
        adopted = self._adopted_keys()
        given = self._with_successors(given, adopted)
        kept = self.pack.files.get("keys", b"")
        own = [key_in(line) for line in text_in(kept, "keys").split("\n") if line]
        signers = {
            name: note.signers([*given, *adopted, *own])
            for name, note in self.notes.items()
        }
        for name, note in self.notes.items():
            claims = [each for each in note.signatures if each[0] == origin]
            is_theirs = set(given) & signers[name].keys() or set(given) & set(adopted)
            if given and claims and not is_theirs:
                raise Bad(f"the {name} is signed by another key than the one you gave")
            if adopted and claims and adopted[-1] not in signers[name]:
                raise Bad(f"the {name} is not signed by the key that the log adopted")
        trusted = set(given or own)
        unsigned = sorted(
            name for name in signers if not trusted & signers[name].keys()
        )
        if 0 < len(unsigned) < len(signers):
            names = " and ".join(unsigned)
            raise Bad(f"the log signed the rest, and the {names} not: it was replaced")
        self._say_who_signed(
            origin, given, signers.get("manifest", {}), is_signed=not unsigned
        )

    def _with_successors(self, given: list[Key], adopted: list[Key]) -> list[Key]:
        """Return the keys that are trusted, with those that took their place since.

        An earlier checkpoint, from which the log only grew, bears both signatures.
        """
        trusted, checkpoint = [*given], self.checkpoint
        for name in sorted(self.pack.files):
            parts = re.fullmatch(r"earlier/([0-9]{8,19})\.checkpoint", name)
            if parts is None or checkpoint is None or not trusted:
                continue
            growth = self.pack.files.get(f"earlier/{parts[1]}.consistency", b"")
            note = note_in(self.pack.files[name], name)
            older = checkpoint_in(note)
            size, path, newer = growth_in(growth, f"the proof beside {name}")
            if size != older.size or newer != self.pack.files["checkpoint"]:
                raise Bad(f"the proof beside {name} is of another checkpoint")
            verify_consistency(older, checkpoint, path)
            signers = note.signers([*trusted, *adopted])
            if set(trusted) & signers.keys() and older.origin == checkpoint.origin:
                trusted += [key for key in signers if key not in trusted]
        return trusted

    def _say_who_signed(
        self,
        origin: str,
        given: list[Key],
        signers: dict[Key, int],
        *,
        is_signed: bool,
    ) -> None:
        verdict = self.verdict
        if is_rehearsal := origin.startswith(REHEARSAL):
            verdict.not_proven.append(
                "That anything of this happened: it is of a rehearsal, whose key "
                "everybody knows. It is no record."
            )
        if given and not is_signed and self.notes["checkpoint"].signatures:
            verdict.lacks_trust = True
            verdict.not_proven.append(
                "Who vouches for it: the log signs with another key by now than the "
                "one that you gave. Ask the house for the key of today."
            )
        elif not is_signed:
            verdict.not_proven.append(
                "Who vouches for it: the log did not sign it. Whoever made it could "
                "have made up all of it."
            )
            verdict.is_unsigned, verdict.lacks_trust = True, bool(given)
        elif not given:
            verdict.not_proven.append(
                "Who made it: it is signed by a key that came with it. Give the key "
                "that the house printed for you, with --key."
            )
        else:
            verdict.trust = 0 if is_rehearsal else 1
            whose = "the key that you gave"
            if not set(self.trust.logs) & signers.keys():
                whose = "a key that took the place of the one that you gave"
            verdict.proven.append(
                f"The log {origin} signed this tree, this census and these files, with "
                f"{whose}."
            )

    def _verify_witnesses(self) -> None:
        note, trust = self.notes.get("checkpoint"), self.trust
        if note is None or not trust.witnesses:
            return
        names = {key: name for name, key in trust.witnesses.items()}
        there = note.signers([*names])
        for key, at in there.items():
            moment = datetime.fromtimestamp(at, timezone.utc)
            self.verdict.proven.append(
                f"The witness {names[key]} had seen this tree by "
                f"{moment:%Y-%m-%d %H:%M} UTC, and that the log had only grown."
            )
        if trust.quorum == "none":
            return
        if trust.is_met(trust.quorum, {names[key] for key in there}):
            self.verdict.trust = 3 if self.verdict.trust else 0
        else:
            self.verdict.lacks_trust = True
            self.verdict.not_proven.append(
                f"That your witnesses saw this tree: {trust.quorum} is not met."
            )

    def _verify_timestamps(self) -> None:
        names = [n for n in self.pack.files if re.fullmatch(r"timestamps/.+\.tsr", n)]
        note, checkpoint = self.notes.get("checkpoint"), self.checkpoint
        if not names or note is None or checkpoint is None:
            return
        if not self.trust.authorities:
            self.verdict.not_proven.append(
                f"When it was signed: {len(names)} timestamps are here. Give the "
                "certificate of their authority, with --authority."
            )
            return
        own = [each for each in note.signatures if each[0] == checkpoint.origin]
        lines = "".join(f"— {n} {in_base64(id_ + s)}\n" for n, id_, s in own)
        stamped = f"{note.text}\n{lines}".encode()
        for name in sorted(names):
            try:
                at = time_of(self.pack.files[name], stamped, self.trust.authorities)
            except Unknown as fault:
                self.verdict.not_proven.append(f"What {name} says: {fault}.")
                continue
            except Bad as fault:
                raise Bad(
                    f"{name} is no timestamp of the checkpoint: {fault}"
                ) from fault
            self.verdict.proven.append(
                f"The checkpoint was there on {at:%Y-%m-%d %H:%M:%S} UTC, says the "
                f"authority of {name}, whose certificate you gave."
            )
            self.verdict.trust = max(self.verdict.trust, 2) if self.verdict.trust else 0

    def _compare_kept(self) -> None:
        for note in self.trust.kept:
            kept = checkpoint_in(note)
            if self.checkpoint is None or kept.origin != self.checkpoint.origin:
                raise Bad(f"the checkpoint that you kept is of the log {kept.origin}")
            if kept.size != self.checkpoint.size:
                self.verdict.not_proven.append(
                    f"That it grew from the checkpoint that you kept, of {kept.size} "
                    "entries. Ask the house for: audit consistency."
                )
            elif kept.root != self.checkpoint.root:
                raise Bad(
                    "it contradicts the checkpoint that you kept: the log has signed "
                    "two histories. Keep both"
                )
            else:
                signers = note.signers(self.trust.logs)
                by = ", which the log signed with your key" if signers else ""
                self.verdict.proven.append(
                    f"Its tree is that of the checkpoint that you kept{by}."
                )

    def _check_openings(self) -> None:
        """Hold what was opened of sealed amounts against their commitments."""
        elsewhere = 0
        for _, entry in sorted(self.entries.items()):
            for opening in openings_in(entry):
                elsewhere += not self._is_taken(entry, opening)
        sealed = [
            position
            for position, entry in self.entries.items()
            if isinstance(entry.record["body"].get("seal"), dict)
        ]
        if self.opened:
            self.verdict.proven.append(
                f"Opened amounts: {len(self.opened)}, each as it was sealed."
            )
        if elsewhere:
            self.verdict.not_proven.append(
                f"Opened amounts whose seals are not here: {elsewhere}."
            )
        if shut := len(sealed) - len(self.opened):
            self.verdict.not_proven.append(
                f"Sealed amounts that were not opened: {shut}. Whoever has the keys of "
                "the house can read them."
            )

    def _is_taken(self, entry: Entry, opening: dict[str, Any]) -> bool:
        """Take an opening that is of what was sealed; say whether that is here."""
        at = opening.get("position")
        sealed = self.entries.get(at) if type(at) is int else None
        if sealed is None:
            return False
        which = sealed.record["body"].get("bid")
        name = f"the sealed amount of entry {at}"
        name += f", bid {which}," if which else ""
        fault = ""
        if not isinstance(sealed.record["body"].get("seal"), dict):
            fault = f"opens entry {at}, in which nothing is sealed"
        elif sealed.position in self.opened:
            fault = f"opens {name} once more"
        elif sealed.position > entry.position:
            fault = f"opens {name} before it was sealed"
        elif not is_opened_by(sealed, entry, opening):
            fault = f"opens {name} as another than was sealed"
        if fault:
            self.verdict.altered.append(f"Entry {entry.position} {fault}.")
        else:
            amount = amount_opened(sealed, opening)
            self.opened[sealed.position] = amount if type(amount) is int else None
        return True

    def _check_prices(self) -> None:
        """Hold the automatic prices of each lot against what was opened of its bids."""
        follow, not_checked, not_opened = 0, [], []
        for stream in sorted({entry.stream for entry in self.entries.values()}):
            kind, _, name = stream.partition(":")
            if kind != "lot":
                continue
            terms = terms_in(self._in_order(f"sale:{name.partition('/')[0]}"))
            entries = self._in_order(stream)
            prices = LotPrices(self.opened, terms)
            for entry in entries:
                try:
                    follows = prices.hear(entry)
                except Bad as fault:
                    words = str(fault)
                    self.verdict.altered.append(f"{words[:1].upper()}{words[1:]}.")
                    continue
                follow += follows is True
                not_checked += [entry.position] if follows is False else []
            bidding = terms[-1].get("rules", {}).get("bidding", {}) if terms else {}
            not_opened += [
                entry.position
                for entry in due_by_terms(entries, bidding.get("openings"))
                if entry.position not in self.opened
            ]
        self._say_what_prices_show(follow, not_checked, not_opened)

    def _in_order(self, stream: str) -> list[Entry]:
        """Return the entries of a stream that are here, in their order."""
        entries = [each for each in self.entries.values() if each.stream == stream]
        return sorted(entries, key=lambda entry: entry.version)

    def _say_what_prices_show(
        self, follow: int, not_checked: list[int], not_opened: list[int]
    ) -> None:
        if follow:
            self.verdict.proven.append(
                f"Prices: {follow} follow from amounts that all may read, by the "
                "increment that is recorded with each."
            )
        if not_checked:
            self.verdict.not_proven.append(
                "Prices that rest on what was not opened, or on what is not followed "
                f"here: {len(not_checked)}, of entries {_numbers(not_checked)}."
            )
        if not_opened:
            self.verdict.not_proven.append(
                f"Amounts that the terms open and nobody opened: {len(not_opened)}, of "
                f"entries {_numbers(not_opened)}. What opens them may have been erased."
            )

    def _compare_pages(self) -> None:
        """Make the page of the history again from the entries that are proved."""
        page = self.pack.files.get("history.html")
        words = self.pack.files.get("sentences.json")
        if page is None or words is None or self.manifest is None:
            return
        files = [name for name in self.digests if name.startswith("entries/")]
        if len(files) != len(self.entries):
            self.verdict.not_proven.append(
                "What history.html says: some entries are missing to compare it with."
            )
            return
        sentences = object_in(words, "sentences.json")
        entries = [self.entries[position] for position in sorted(self.entries)]
        if history_page(self.manifest, entries, sentences) != page:
            raise Bad("history.html does not say what the entries say")
        self.verdict.proven.append(
            "history.html shows each of these entries, as it is recorded, and no other."
        )

    def _say_what_is_not_proven(self) -> None:
        if self.entries and self.checkpoint is not None:
            self.verdict.proven.insert(
                0,
                f"{_entries(len(self.entries))} in the log {self.checkpoint.origin}, "
                "at their positions, as they are here.",
            )
        if not self.verdict.trust:
            self.verdict.not_proven.append(
                "The sentences of history.html and history.pdf: they are the words of "
                "whoever made the pack. Read what is recorded, beside them."
            )
        self.verdict.not_proven += [
            "That what was recorded is true. It is what the house recorded, then.",
            "Who stands behind a client's number: names are not in the log.",
        ]
        if self.checkpoint is not None:
            self.verdict.not_proven.append(
                f"What was recorded after position {self.checkpoint.size}."
            )


def _numbers(positions: list[int]) -> str:
    """Name the first of some positions."""
    names = ", ".join(str(each) for each in sorted(positions)[:NAMED])
    return names if len(positions) <= NAMED else f"{names} and others"


def _entries(number: int) -> str:
    return "1 entry" if number == 1 else f"{number} entries"


# A receipt: what the house answered to a bid.


def redeem(content: bytes, judge: Judge) -> str:
    """Say what became of a receipt, by the pack; raises Bad where it was not kept."""
    receipt = object_in(content, "the receipt")
    entry, position = receipt.get("entry"), receipt.get("position")
    if not isinstance(entry, str) or type(position) is not int:
        raise Bad("the receipt is none")
    if judge.checkpoint is None or receipt.get("origin") != judge.checkpoint.origin:
        raise Bad("the receipt is of another log than the pack")
    if position > judge.checkpoint.size:
        return f"The receipt is of position {position}, which is not yet covered here."
    stored = judge.entries.get(position)
    if stored is None:
        return f"The receipt is of position {position}, which is not in this pack."
    if stored.content != entry.encode("utf-8", "surrogatepass"):
        raise Bad(
            f"the receipt promises another entry at position {position} than the log "
            "has: the house broke its word. Keep both"
        )
    opening = receipt.get("opening")
    if opening is None:
        return f"The receipt is kept: position {position} is what it promises."
    if not isinstance(opening, dict) or not is_opened_by_receipt(stored, opening):
        raise Bad("the receipt says another amount than was sealed: it was changed")
    return (
        f"The receipt is kept: position {position} is what it promises, and "
        f"{opening['amount']} in minor units of {opening['currency']} was sealed there."
    )


def is_opened_by_receipt(sealed: Entry, opening: dict[str, Any]) -> bool:
    """Say whether a receipt gives the amount that a commitment was made to."""
    body = {"currency": {"code": opening.get("currency")}}
    entry = Entry(sealed.position, b"", {**sealed.record, "body": body})
    bid, amount = sealed.record["body"].get("bid"), opening.get("amount")
    given = {"bid": bid, "maximum": amount, "nonce": opening.get("nonce")}
    if bid is None or not isinstance(sealed.record["body"].get("seal"), dict):
        return False
    return type(amount) is int and is_opened_by(sealed, entry, given)


# The page of the history, which can be made again from the entries.

UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)
STYLE = """
body { font: 15px/1.45 Georgia, 'Times New Roman', serif; color: #1f1d1a;
  max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.7rem; font-weight: normal; margin: 0 0 .3rem; }
h2 { font-size: 1.15rem; margin: 2.2rem 0 .4rem; }
.soft, th { color: #6f6a62; font-weight: normal; }
.mark { color: #9b1c1c; font-weight: bold; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font-size: .85rem; padding-right: .7rem;
  border-bottom: 1px solid #4a463f; }
td { vertical-align: top; padding: .35rem .7rem .35rem 0;
  border-bottom: 1px solid #d9d4ca; }
td:first-child { text-align: right; } .when { white-space: nowrap; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: .75rem;
  margin: .3rem 0; background: #f6f4ef; padding: .5rem; }
summary { color: #7a5c2e; font-size: .8rem; cursor: pointer; }
@media (max-width: 40rem) { .when { white-space: normal; } }
@media print { tr { break-inside: avoid; } details { display: none; } }
"""


def history_page(
    manifest: Manifest, entries: list[Entry], sentences: dict[str, Any]
) -> bytes:
    """Return the page of a history: what happened in words, and as it is recorded."""
    title = f"History of {manifest.kind} {manifest.name}"
    mark = (
        '<p class="mark">REHEARSAL: nothing of this happened. It is no record.</p>'
        if manifest.origin.startswith(REHEARSAL)
        else ""
    )
    body = "".join(
        _section(heading, group, sentences)
        for heading, group in sections(manifest, entries)
    )
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{_shown(title)}</title>
<style>{STYLE}</style>
</head>
<body>
<h1>{_shown(title)}</h1>
<p class="soft">{_entries(len(entries))} of the log {_shown(manifest.origin)}, as it
stood at position {manifest.size}. Each stands at its position for ever. The sentence is
how the house's program tells it; below it is what is recorded, which verify.py compares
with the log. Amounts there are in minor units, such as cents; times end in Z and are
UTC.</p>
{mark}
{body}</body>
</html>
""".encode()


def sections(manifest: Manifest, entries: list[Entry]) -> list[tuple[str, list[Entry]]]:
    """Return the entries of each stream under a heading, in the order of the page."""
    parts = scope(manifest.kind, manifest.name)
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.stream, []).append(entry)
    headed = []
    for stream in sorted(groups, key=lambda stream: _place(stream, parts)):
        kind, _, name = stream.partition(":")
        heading = f"{kind.capitalize()} {name}".strip()
        if not any(part.has(stream) for part in parts):
            heading += ": what concerns this"
        headed.append((heading, groups[stream]))
    return headed


def _place(stream: str, parts: list[Part]) -> tuple[int, list[tuple[int, str]]]:
    """Return where a stream stands on the page: by the scope, and then by its name.

    A number within a name counts as a number: lot 2 comes before lot 10.
    """
    numbers = re.split(r"([0-9]{1,18})", stream)
    name = [(int(each), "") if n % 2 else (0, each) for n, each in enumerate(numbers)]
    places = [n for n, part in enumerate(parts[:-1]) if part.has(stream)]
    if stream == "ledger":
        return len(parts) + 1, name
    return (places[0] if places else len(parts)), name


def _section(heading: str, entries: list[Entry], sentences: dict[str, Any]) -> str:
    rows = "".join(_row(entry, sentences.get(str(entry.position))) for entry in entries)
    return f"""<h2>{_shown(heading)}</h2>
<table>
<tr><th>Position</th><th>Recorded</th><th>By</th><th>What happened</th></tr>
{rows}</table>
"""


def _row(entry: Entry, sentence: object) -> str:
    record = entry.record
    written = json.dumps(record, indent=1, ensure_ascii=False)
    who = f"{record.get('actor')}, {record.get('role')}"
    when = str(record.get("recorded_at")).replace("T", " ")
    return (
        f'<tr><td>{entry.position}</td><td class="when">{_shown(when)}</td>'
        f"<td>{_shown(who)}</td><td>{_shown(str(sentence))}\n"
        f"<details><summary>as recorded</summary><pre>{_shown(written)}</pre></details>"
        "</td></tr>\n"
    )


def _shown(text: str) -> str:
    """Write a text so that all of it is seen, and none of it is markup."""
    return f"<bdi>{html.escape(_seen(text))}</bdi>".encode("utf-8", "replace").decode()


def _seen(text: str) -> str:
    """Write what cannot be seen, or would steer a terminal, by its code."""
    return UNSEEN.sub(lambda sign: f"[U+{ord(sign[0]):04X}]", text)


# The command.


def arguments() -> argparse.ArgumentParser:
    """Return what the command takes."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("pack", type=Path, help="the pack, or its folder")
    parser.add_argument(
        "--key", action="append", default=[], help="key of the log, or a file"
    )
    parser.add_argument(
        "--policy", type=Path, help="what you trust: c2sp.org/tlog-policy"
    )
    parser.add_argument("--authority", type=Path, help="certificates for time, PEM")
    parser.add_argument("--checkpoint", type=Path, help="a checkpoint that you kept")
    parser.add_argument("--receipt", type=Path, help="a receipt to redeem by the pack")
    parser.add_argument("--json", action="store_true", help="print JSON for scripts")
    return parser


def keys_in(text: str) -> list[Key]:
    """Read a key of a log, or a file with one in each line; raises Bad."""
    lines = [text]
    if "+" not in text:
        lines = text_in(Path(text).read_bytes(), text).split()
    keys = [key_in(line) for line in lines]
    if not keys or any(key.kind != LOG for key in keys):
        raise Bad(f"{text} is no verifier key of a log")
    return keys


def trust_in(options: argparse.Namespace) -> Trust:
    """Return what the reader trusts; raises Bad."""
    trust = Trust(logs=[key for text in options.key for key in keys_in(text)])
    if options.policy:
        trust.read_policy(options.policy.read_bytes())
    if options.authority:
        try:
            pem = options.authority.read_bytes()
            trust.authorities = x509.load_pem_x509_certificates(pem)
        except ValueError:
            raise Bad(f"{options.authority} holds no certificate in PEM") from None
    if options.checkpoint:
        note = note_in(options.checkpoint.read_bytes(), "the checkpoint that you kept")
        trust.kept.append(note)
    return trust


def printed(judge: Judge, verdict: Verdict) -> str:
    """Return the verdict as a person reads it."""
    of = judge.manifest
    subject = "a pack" if of is None else f"a pack of {of.kind} {of.name}"
    mode = [*MODES][verdict.trust]
    lines = [f"{verdict.words}.", f"Trust: {mode}: {MODES[mode]}.", f"It is {subject}."]
    if of is not None and of.origin.startswith(REHEARSAL):
        lines.append("It is of a rehearsal: nothing of it happened.")
    for title, sentences in (
        ("Altered", verdict.altered),
        ("Not here", verdict.missing),
        ("Proven" if not verdict.altered else "Proven all the same", verdict.proven),
        ("Not proven", verdict.not_proven),
    ):
        if sentences:
            lines += ["", f"{title}:", *(f"- {sentence}" for sentence in sentences)]
    return "\n".join(_seen(line.replace("\n", " ")) for line in lines)


def as_json(judge: Judge, verdict: Verdict) -> str:
    """Return the verdict for scripts."""
    of = judge.manifest
    answer = {
        "valid": not verdict.altered,
        "whole": verdict.exit_code == 0
        or (not verdict.altered and verdict.lacks_trust),
        "unsigned": verdict.is_unsigned,
        "trust": [*MODES][verdict.trust],
        "subject": None if of is None else f"{of.kind} {of.name}",
        "position": None if judge.checkpoint is None else judge.checkpoint.size,
        "here": verdict.here,
        "of": verdict.of if verdict.is_counted else None,
        "altered": verdict.altered,
        "missing": verdict.missing,
        "proven": verdict.proven,
        "not_proven": verdict.not_proven,
    }
    return json.dumps(answer, indent=1, ensure_ascii=False)


def main(words: list[str] | None = None) -> int:
    """Judge a pack and say so; return the exit code."""
    options = arguments().parse_args(words)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        trust = trust_in(options)
        receipt = options.receipt.read_bytes() if options.receipt else None
    except (Bad, OSError) as fault:
        print(f"Wrong usage: {fault}.", file=sys.stderr)
        return 2
    try:
        judge = Judge(read_pack(options.pack), trust)
        verdict = judge.judge()
        if receipt is not None:
            verdict.proven.append(redeem(receipt, judge))
    except (Bad, OSError) as fault:
        print(_seen(f"NO PACK: {options.pack}: {fault}."))
        return 3
    print(as_json(judge, verdict) if options.json else printed(judge, verdict))
    return verdict.exit_code


if __name__ == "__main__":
    sys.exit(main())
