"""What is on file of a lot, a client and a sale before it is held, as data."""

from __future__ import annotations

from datetime import date

from ledger.client import Client
from ledger.events import (
    Check,
    CheckOutcome,
    ContractFiled,
    DueDiligenceChecked,
    KeptRecords,
    LotReceived,
    RetentionRule,
)
from ledger.identity import ClientId
from presenters.intake_sentences import DEALINGS
from presenters.shape import Shape
from presenters.words import counted


class ReceivedShape(Shape):
    """How a lot came into the house; people by the house's numbers for them."""

    received_on: date
    """The day it came in."""
    owner: ClientId
    """The beneficial owner."""
    deliverer: ClientId
    """Who brought it."""
    prior_owner: ClientId | None
    """Whose it was before; null where nobody said so."""
    prior_location: str | None
    """Where it was before; null where nobody said so."""
    storage: str
    """Where the house keeps it."""
    marks: str | None
    """Marks, signatures and numbers on it."""
    contract: str | None
    """The contract that it was consigned under."""


class InventoryItemShape(Shape):
    """A line of the inventory of a contract."""

    item: str
    """Its number in the inventory."""
    description: str
    """What it is."""
    quantity: int
    """How many pieces."""


class ContractShape(Shape):
    """A contract of consignment, or an amendment of it."""

    contract: str
    """Its number in the house."""
    amendment: int
    """0 for the contract itself, then counted from 1."""
    signed_on: date
    """The day of the signature."""
    sha256: str | None
    """SHA-256 of the signed document; null where that is no file."""
    items: tuple[InventoryItemShape, ...]
    """The whole inventory from then on."""


class CheckShape(Shape):
    """Something that was checked about a client."""

    check: Check
    """What was checked."""
    came_to: CheckOutcome
    """What it came to."""
    checked_on: date
    """The day of it."""
    valid_until: date | None
    """The last day that it counts; null where it has none."""
    reference: str | None
    """The paper or the search, by a number of the house's own."""


class RetentionShape(Shape):
    """A law that says how long records of a sale are kept."""

    jurisdiction: str
    """Whose law it is."""
    records: KeptRecords
    """Which records."""
    years: int
    """How many years."""
    from_year_end: bool
    """Whether they are counted from the end of the year."""
    source: str
    """Where the law says so."""


def received_shape(event: LotReceived | None) -> ReceivedShape | None:
    """Return how a lot came in as its shape, None where nobody noted it."""
    if event is None:
        return None
    return ReceivedShape(
        received_on=event.received_on,
        owner=event.owner,
        deliverer=event.deliverer,
        prior_owner=event.prior_owner,
        prior_location=event.prior_location,
        storage=event.storage,
        marks=event.marks,
        contract=event.contract,
    )


def contract_shape(event: ContractFiled) -> ContractShape:
    """Return a contract as its shape."""
    return ContractShape(
        contract=event.contract,
        amendment=event.amendment,
        signed_on=event.signed_on,
        sha256=event.sha256,
        items=tuple(
            InventoryItemShape(
                item=line.item, description=line.description, quantity=line.quantity
            )
            for line in event.items
        ),
    )


def check_shape(event: DueDiligenceChecked) -> CheckShape:
    """Return a check as its shape."""
    return CheckShape(
        check=event.check,
        came_to=event.outcome,
        checked_on=event.checked_on,
        valid_until=event.valid_until,
        reference=event.reference,
    )


def retention_shape(rule: RetentionRule) -> RetentionShape:
    """Return a rule of retention as its shape."""
    return RetentionShape(
        jurisdiction=rule.jurisdiction,
        records=rule.records,
        years=rule.years,
        from_year_end=rule.from_year_end,
        source=rule.source,
    )


def diligence_facts(client: Client) -> list[tuple[str, object]]:
    """Write what a client signed, what was checked and decided, as names and values."""
    facts: list[tuple[str, object]] = [
        (f"contract {each.contract}", _contract_words(each))
        for each in client.contracts
    ]
    facts += [
        (each.check.replace("-", " "), f"{each.outcome}, {each.checked_on}")
        for each in client.checks
    ]
    if client.dealing is not None:
        facts.append(("the house", f"{DEALINGS[client.dealing]} them"))
    return facts


def _contract_words(contract: ContractFiled) -> str:
    which = f"amendment {contract.amendment}, " if contract.amendment else ""
    lines = counted(len(contract.items), "line")
    return f"{which}signed {contract.signed_on}, {lines}"
