"""What to do about a refusal where no command line is: over HTTP, on a page.

What happened is told in the words of the command line; a command is an address, and an
option a field of the same name. A bidder is told what a bidder can do; what only the
house can, they are told to ask it for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from ledger import refusals
from ledger.refusals import RecordedRefusal, Refusal, RowsRefused
from ledger.refusals.quoting import fact_of
from presenters.console.hints import REFUSALS
from web.command_addresses import with_addresses

SENT_AS_IT_IS = 'send it without "asks_back"'
"""What a program does about an amount that is asked back."""
PRESSED_AGAIN = "press the same key again with the line as it is"
"""What whoever sits at the clerk's screen does."""

_REMEDIES: Mapping[str, str] = MappingProxyType(
    {
        refusals.ApprovalNeeded.code: "Send the same again under the same key with "
        '"ask_approval": true: it waits among /api/v1/approvals for a second person, '
        "who is {roles}. Once it is approved, send it so again.",
        refusals.ApprovalInvalid.code: "Ask again: send it under another key with "
        '"ask_approval": true.',
        refusals.FarBeyond.code: f"If it is so, {SENT_AS_IT_IS}. Nothing was recorded.",
        refusals.SecondPersonNeeded.code: "Name who authorises it, with "
        '"authorised_by".',
        refusals.SessionOver.code: "Two people of the house may put a lot up again: "
        "ask it.",
        refusals.NoSuchPurchaseTax.code: "The description of the service names the "
        "kinds: /openapi.json",
        refusals.UnknownPaddle.code: "The house issues paddles: ask it for one.",
        refusals.ReceivedLater.code: "Check when it was received, and by which clock.",
        refusals.LotNotOpen.code: "See in the catalogue what is open; a bid that "
        "reached the house in time is for the house to enter: ask it.",
        refusals.BiddingClosed.code: "A bid that reached the house in time by another "
        "way is for the house to enter: ask it.",
        refusals.PriorBiddersOnly.code: "A bid that reached the house earlier is for "
        "the house to enter: ask it.",
        refusals.ChannelClosed.code: "Bid by a way that the terms of its session name.",
        refusals.NotCried.code: "Bid on it up to a maximum: it closes by the clock.",
        refusals.NotUp.code: "Wait until the auctioneer puts it up.",
        refusals.BiddingElsewhere.code: "Ask the house where that ledger is served.",
        refusals.LedgerHasEnded.code: "Ask the house where that one is served, and "
        "record it there.",
        refusals.ClaimAhead.code: "Leave the time out, or give that at which it "
        "happened.",
        refusals.FinderSigns.code: "Let a second person sign in, and sign it off.",
        refusals.NotACosignature.code: "The house names the witnesses that it knows "
        "where it serves the ledger: ask it to name this one.",
        refusals.ReceiptOfAnother.code: "Redeem it where that ledger is served.",
        refusals.RehearsalForEver.code: "A ledger of real sales is another one: ask "
        "the house where it is served.",
        refusals.SameHolder.code: "Name another client, a sale for a deposit, or "
        "suspense.",
        refusals.UnknownCalendar.code: "Name one like US-TX or GB.",
        refusals.PaidBeforeInvoice.code: 'Give the day it came, with "on"; if that is '
        "right, ask the house to record it.",
        refusals.GraceOver.code: "Only the auctioneer can put it up again: ask the "
        "house at once.",
    }
)
"""By the code of what is refused."""


_OPTION = re.compile(r"(?<!\w)--([a-z]+(?:-[a-z]+)*)")
_COMMAND = "lotledger "
_OR_IN_A_FILE = ", or in a mapping file"
"""What only a command line takes beside its options."""


def told_over_http(refusal: Refusal) -> str:
    """Return what happened, and what to do about it without a command line."""
    if isinstance(refusal, RowsRefused):
        return "\n".join(told_over_http(each.refusal) for each in refusal.rows)
    remedy = _REMEDIES.get(refusal.given)
    if not isinstance(refusal, RecordedRefusal):
        remedy = with_addresses(refusal, remedy or refusal.remedy)
        return with_fields(refusal.told_with(remedy))
    if remedy is None:
        return with_fields(refusal.words)
    return f"{fact_of(REFUSALS[refusal.given], refusal.words)} {remedy}"


def with_fields(sentence: str) -> str:
    """Return a sentence with options as fields; a command keeps its options."""
    if _COMMAND in sentence:
        return sentence
    sentence = sentence.replace(_OR_IN_A_FILE, "")
    return _OPTION.sub(lambda option: f'"{option[1].replace("-", "_")}"', sentence)
