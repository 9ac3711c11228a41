"""When a checkpoint was there at the latest, by the word of an authority (RFC 3161).

What is stamped is the checkpoint as its log signed it, without the signatures of
others: these may come later. So an authority's word stands for the log's signature,
too, even after the key is no longer to be trusted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)
from rfc3161_client.tsp import PKIStatus

from ledger.proof.note import SignedNote
from ledger.proof.note_keys import NoteSignature

REPLY_BYTES_MAX = 1_000_000
"""A reply holds certificates, and they are short."""


class TimestampInvalid(Exception):
    """A reply is no timestamp of what it is given for; the sentence says why."""


@dataclass(frozen=True, slots=True)
class StampedTime:
    """What an authority says that it had seen, and when."""

    at: datetime
    """When, in UTC, as its clock said."""
    serial: int
    """The number that it gave the timestamp."""
    authority: str
    """The name in the certificate that it signed with."""


class Trust(NamedTuple):
    """Certificates that a reader trusts for time."""

    roots: Sequence[x509.Certificate]
    intermediates: Sequence[x509.Certificate]


def read_trust(pem: bytes) -> Trust:
    """Read certificates in PEM, such as an authority publishes.

    Raises TimestampInvalid where no root is among them.
    """
    try:
        certificates = x509.load_pem_x509_certificates(pem)
    except ValueError as fault:
        raise TimestampInvalid("There is no certificate in PEM in it.") from fault
    unique = list(dict.fromkeys(certificates))
    roots = [each for each in unique if each.subject == each.issuer]
    if not roots:
        raise TimestampInvalid(
            "There is no root among its certificates: one that its owner issued itself."
        )
    return Trust(roots, [each for each in unique if each not in roots])


def stamped_bytes(note: SignedNote) -> bytes:
    """Return what is stamped of a checkpoint: all but the signatures of others."""
    return SignedNote(note.text, own_signatures(note)).data


def own_signatures(note: SignedNote) -> tuple[NoteSignature, ...]:
    """Return the signatures of a checkpoint by its log, as they say."""
    origin = note.text.partition("\n")[0]
    return tuple(each for each in note.signatures if each.name == origin)


def timestamp_request(stamped: bytes) -> bytes:
    """Return what an authority is asked.

    It holds no number that happens once: whatever was said of the same bytes earlier
    is as true, and an answer that comes by file needs nothing to be kept for it.
    """
    builder = TimestampRequestBuilder().data(stamped)
    request = builder.hash_algorithm(HashAlgorithm.SHA256).nonce(nonce=False).build()
    return request.as_bytes()


def must_be_of(reply: bytes, stamped: bytes) -> None:
    """See that a reply names bytes, whoever signed it; raises TimestampInvalid."""
    imprint = _response_in(reply).tst_info.message_imprint
    if imprint.message != sha256(stamped).digest():
        raise TimestampInvalid("The reply is of something else than this checkpoint.")


def verified_timestamp(reply: bytes, stamped: bytes, trust: Trust) -> StampedTime:
    """Return what an authority's reply says of bytes; raises TimestampInvalid."""
    response = _response_in(reply)
    verifier = VerifierBuilder()
    for certificate in trust.roots:
        verifier = verifier.add_root_certificate(certificate)
    for certificate in trust.intermediates:
        verifier = verifier.add_intermediate_certificate(certificate)
    try:
        verifier.build().verify_message(response, stamped)
    except (VerificationError, ValueError) as fault:
        raise TimestampInvalid(
            "The reply is no timestamp of this checkpoint by an authority that is "
            f"trusted: {fault}."
        ) from fault
    info = response.tst_info
    return StampedTime(
        at=info.gen_time.astimezone(UTC),
        serial=info.serial_number,
        authority=_signer(response),
    )


def _response_in(reply: bytes) -> TimeStampResponse:
    if len(reply) > REPLY_BYTES_MAX:
        raise TimestampInvalid(
            f"The reply has {len(reply)} bytes, and one has {REPLY_BYTES_MAX} at most."
        )
    try:
        response = decode_timestamp_response(reply)
    except ValueError as fault:
        raise TimestampInvalid("The reply is not one of RFC 3161.") from fault
    if response.status != PKIStatus.GRANTED:
        words = "; ".join(response.status_string) or f"status {response.status}"
        raise TimestampInvalid(f"The authority declined: {words!a}.")
    return response


def _signer(response: TimeStampResponse) -> str:
    """Return whose certificate signed: the number in the signature names it."""
    (signer,) = response.signed_data.signer_infos
    for der in response.signed_data.certificates:
        certificate = x509.load_der_x509_certificate(der)
        if certificate.serial_number == signer.serial_number:
            return certificate.subject.rfc4514_string()
    return str(response.tst_info.policy.dotted_string)
