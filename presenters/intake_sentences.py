"""One sentence for each event of what the law wants on file, and of legal holds."""

from __future__ import annotations

from typing import assert_never

from ledger.events import (
    ContractFiled,
    Dealing,
    DealingDecided,
    DueDiligenceChecked,
    HoldEvent,
    LegalHoldLifted,
    LegalHoldPlaced,
    LotReceived,
    RetentionRule,
    RetentionSet,
    SellerBiddingAnnounced,
    WithoutReserveDeclared,
)
from presenters.words import counted

DEALINGS = {
    Dealing.ACCEPTED: "deals with",
    Dealing.ENHANCED: "deals, under closer watch, with",
    Dealing.REFUSED: "does not deal with",
}


def lot_intake_sentence(event: LotReceived | WithoutReserveDeclared) -> str:
    """Say how a lot came in, or that it was put up without reserve."""
    match event:
        case LotReceived(received_on=day, owner=owner, deliverer=deliverer):
            came = f"Received on {day} from {deliverer}, owned by {owner}"
            return f"{came}; kept in {event.storage}."
        case WithoutReserveDeclared():
            return "It was expressly put up without reserve."
        case _:
            assert_never(event)


def sale_intake_sentence(event: SellerBiddingAnnounced | RetentionSet) -> str:
    """Say what bidders were told, or how long records are kept."""
    match event:
        case SellerBiddingAnnounced(notice=notice):
            return f"Bidders were told that the seller may bid: {notice}."
        case RetentionSet(rules=rules):
            kept = "; ".join(map(rule_words, rules)) or "by no law that was named"
            return f"Its records are kept: {kept}."
        case _:
            assert_never(event)


def rule_words(rule: RetentionRule) -> str:
    """Say how long a law keeps which records: ``tax 6 years (GB, …)``."""
    since = " from the end of the year" if rule.from_year_end else ""
    law = f"{rule.jurisdiction}, {rule.source}"
    return f"{rule.records} {counted(rule.years, 'year')}{since} ({law})"


def diligence_sentence(
    event: ContractFiled | DueDiligenceChecked | DealingDecided,
) -> str:
    """Say what a client signed, what was checked about them, or what was decided."""
    match event:
        case ContractFiled(client=client, contract=contract, signed_on=day):
            which = "" if not event.amendment else f", amendment {event.amendment},"
            lines = counted(len(event.items), "line")
            signed = f"Client {client} signed contract {contract}{which} on {day}"
            return f"{signed}: an inventory of {lines}."
        case DueDiligenceChecked(client=client, check=kind, outcome=outcome):
            what = kind.replace("-", " ")
            day = event.checked_on
            return f"The {what} of client {client} was checked on {day}: {outcome}."
        case DealingDecided(client=client, dealing=dealing):
            return f"The house {DEALINGS[dealing]} client {client}."
        case _:
            assert_never(event)


def hold_sentence(event: HoldEvent) -> str:
    """Say what must be kept, or that it need not be any more."""
    match event:
        case LegalHoldPlaced(hold=hold, clients=clients, sales=sales):
            covered = ", ".join((*clients, *sales))
            return f"Legal hold {hold} was placed on {covered}."
        case LegalHoldLifted(hold=hold):
            return f"Legal hold {hold} was lifted."
        case _:
            assert_never(event)
