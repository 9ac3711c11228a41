"""The events of a client's contracts, of what was checked about them, and decided."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TypeAlias

from ledger.events.vocabulary import event
from ledger.identity import ClientId
from ledger.value import value


@value(kw_only=True)
class InventoryItem:
    """A line of the inventory that a contract of consignment names."""

    item: str
    """Its number in the inventory."""
    description: str
    """What it is."""
    quantity: int
    """How many pieces."""


@event("contract-filed/1")
class ContractFiled:
    """A contract of consignment with its inventory, or an amendment, was signed.

    16 TAC 67.70: it is written, itemised, and signed before the sale.
    """

    client: ClientId
    contract: str
    amendment: int
    """0 for the contract itself, then counted from 1."""
    signed_on: date
    sha256: str | None
    """Of the signed document, where that is a file."""
    items: tuple[InventoryItem, ...]
    """The whole inventory as it stands from then on."""


class Check(StrEnum):
    """What is checked about a client (MLR 2017 regs 27-35)."""

    IDENTITY = "identity"
    """That they are who they say."""
    BENEFICIAL_OWNER = "beneficial-owner"
    """Who stands behind a firm, or behind whom they act for."""
    EXPOSURE = "political-exposure"
    """Whether they, or those close to them, hold a high office."""
    SANCTIONS = "sanctions"
    """Whether a list of sanctions names them."""
    FUNDS = "source-of-funds"
    """Where the money comes from."""
    TITLE = "title"
    """That the goods are theirs to sell, and listed nowhere as lost."""
    ADVERSE_REPORTS = "adverse-reports"
    """What is reported of them."""


class CheckOutcome(StrEnum):
    """What a check came to."""

    CLEAR = "clear"
    """Nothing stands against them."""
    MATCH = "match"
    """Something does, or may."""
    OPEN = "open"
    """Begun, and waiting for something."""


@event("due-diligence-checked/1")
class DueDiligenceChecked:
    """Something was checked about a client, with what it came to."""

    client: ClientId
    check: Check
    outcome: CheckOutcome
    checked_on: date
    valid_until: date | None
    reference: str | None
    """The paper or the search, by a number of the house's own; never what it says."""


class Dealing(StrEnum):
    """Whether the house deals with a client."""

    ACCEPTED = "accepted"
    """The house deals with them."""
    ENHANCED = "enhanced"
    """Accepted, and watched more closely (MLR 2017 reg 33)."""
    REFUSED = "refused"
    """MLR 2017 reg 31: no transaction, and the relationship ends."""


@event("dealing-decided/1")
class DealingDecided:
    """The house decided whether it deals with a client."""

    client: ClientId
    dealing: Dealing


DiligenceEvent: TypeAlias = ContractFiled | DueDiligenceChecked | DealingDecided
