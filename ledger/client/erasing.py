"""Erasing a person: what may go, and what a law or a matter in court keeps."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.client.client import Client
from ledger.events.client import ClientEvent, ErasedPart, PersonErased
from ledger.identity import HoldId
from ledger.refusals import BasisNeeded, ErasedAlready, KeptByHold


def erase(
    client: Client,
    *,
    basis: str,
    authorised_by: str,
    holds: Sequence[HoldId],
    bids_stay: bool,
) -> tuple[ClientEvent, ...]:
    """Erase who a client is, and with it what they bid unless that has to stay.

    GDPR art 17 (1) lets a person ask for it; (3) (b) and (e) keep what a law or a claim
    needs. Raises KeptByHold, BasisNeeded and ErasedAlready.
    """
    if holds:
        raise KeptByHold(client=client.id, holds=", ".join(holds))
    if not basis.strip():
        raise BasisNeeded
    wanted = (ErasedPart.PERSON,) if bids_stay else tuple(ErasedPart)
    parts = tuple(part for part in wanted if part not in client.erased)
    if not parts:
        raise ErasedAlready(client=client.id)
    erased = PersonErased(
        client=client.id, parts=parts, basis=basis, authorised_by=authorised_by
    )
    return (erased,)
