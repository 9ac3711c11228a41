"""What is known about a client before the house deals with them, and what follows."""

from __future__ import annotations

from datetime import date

from ledger.client import Client
from ledger.events.client import ClientEvent
from ledger.events.diligence import (
    Check,
    CheckOutcome,
    ContractFiled,
    Dealing,
    DealingDecided,
    DueDiligenceChecked,
    InventoryItem,
)
from ledger.refusals import SignedEarlier
from ledger.value import replace


def file_contract(
    client: Client,
    contract: str,
    *,
    signed_on: date,
    items: tuple[InventoryItem, ...],
    sha256: str | None = None,
) -> tuple[ClientEvent, ...]:
    """Put a contract of consignment on file, or what amends it; raises SignedEarlier.

    The same contract again is an amendment of it, which names the whole inventory.
    """
    before = contract_of(client, contract)
    if before is not None and signed_on < before.signed_on:
        raise SignedEarlier(
            contract=contract, signed_on=signed_on, before=before.signed_on
        )
    filed = ContractFiled(
        client=client.id,
        contract=contract,
        amendment=0 if before is None else before.amendment + 1,
        signed_on=signed_on,
        sha256=sha256,
        items=items,
    )
    if before is not None and replace(filed, amendment=before.amendment) == before:
        return ()
    return (filed,)


def contract_of(client: Client, contract: str) -> ContractFiled | None:
    """Return a contract as it was amended last, None where none was filed."""
    filed = [each for each in client.contracts if each.contract == contract]
    return filed[-1] if filed else None


def check(
    client: Client,
    kind: Check,
    outcome: CheckOutcome,
    *,
    on: date,
    valid_until: date | None,
    reference: str | None,
) -> tuple[ClientEvent, ...]:
    """Note that something was checked about a client; the same twice is nothing."""
    checked = DueDiligenceChecked(
        client=client.id,
        check=kind,
        outcome=outcome,
        checked_on=on,
        valid_until=valid_until,
        reference=reference,
    )
    return () if checked in client.checks else (checked,)


def decide(client: Client, dealing: Dealing) -> tuple[ClientEvent, ...]:
    """Decide whether the house deals with a client."""
    if client.dealing is dealing:
        return ()
    return (DealingDecided(client=client.id, dealing=dealing),)
