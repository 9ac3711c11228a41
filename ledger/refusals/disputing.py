"""Refusals of a step in a dispute."""

from __future__ import annotations

from ledger.identity import DisputeId
from ledger.refusals.refusal import Refusal


class UnknownDispute(Refusal):
    """No such dispute was opened."""

    dispute: DisputeId

    code = "unknown-dispute"
    what = "No dispute {dispute} was opened here."
    remedy = "See what was with: lotledger dispute list SALE"


class DisputeIsOver(Refusal):
    """Nothing is added to a dispute that was signed off."""

    dispute: DisputeId
    signed_by: str

    code = "dispute-over"
    what = "Dispute {dispute} is over: {signed_by} signed it off."
    remedy = "If the question comes up again, open another dispute about the lot."


class NothingFound(Refusal):
    """There is nothing to sign before there is a finding."""

    dispute: DisputeId

    code = "nothing-found"
    what = "Dispute {dispute} has no finding, so there is nothing to sign off."
    remedy = (
        "Write it down first, with: "
        "lotledger dispute find {dispute} --ruling RULING --finding TEXT"
    )


class NotInOwnName(Refusal):
    """A finding is made, and signed off, by whoever says so: two people, not one."""

    person: str

    code = "not-in-own-name"
    what = "Nobody finds, or signs off, for somebody else, as here for {person}."
    remedy = "Leave --on-behalf-of out, or let {person} do it."


class FinderSigns(Refusal):
    """Whoever found cannot sign the finding off as well."""

    dispute: DisputeId
    person: str

    code = "finder-signs"
    what = "The finding on dispute {dispute} is by {person}, who cannot sign it off."
    remedy = "Let a second person sign it off, with --actor."
