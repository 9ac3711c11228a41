"""Commands about a dispute: open it, file a replay, find, sign it off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from ledger import dispute as dispute_room
from ledger.dispute import Dispute
from ledger.entry import dispute_stream
from ledger.events import DisputeEvent, Ruling
from ledger.house.command import Decide, command
from ledger.house.filing import FiledReplay
from ledger.house.transaction import HouseTransaction
from ledger.identity import BidId, DisputeId, LotId, Paddle, dispute_id, sale_of
from ledger.replay.filed import asked_in


@command("open a dispute")
def open_dispute(
    lot: LotId,
    *,
    question: str,
    at: datetime,
    bids: Sequence[BidId] = (),
    raised_by: Paddle | None = None,
) -> Decide:
    """Open a dispute about a lot, numbered within its sale."""

    def decide(transaction: HouseTransaction) -> None:
        disputed, sale = transaction.lot(lot), transaction.sale(sale_of(lot))
        if raised_by is not None:
            sale.holder(raised_by)
        before = transaction.streams(f"dispute:{sale.id}/")
        dispute = dispute_id(sale.id, len(before) + 1)
        events = dispute_room.open_dispute(
            dispute,
            lot=lot,
            tried=disputed.attempts,
            bids=bids,
            raised_by=raised_by,
            question=question,
            at=at,
        )
        transaction.record(dispute_stream(dispute), events)

    return decide


def _replay_question(replay: FiledReplay) -> str:
    # The method of the day is no argument: a repeat after an upgrade is the same.
    return asked_in(replay.inputs)


@command("file a replay", identity={"replay": _replay_question})
def file_replay(dispute: DisputeId, replay: FiledReplay, *, at: datetime) -> Decide:
    """Put a replay on file, with what went in and what came out."""
    return _decide_on_dispute(
        dispute,
        lambda opened: dispute_room.file_replay(
            opened,
            as_of=replay.as_of,
            inputs=replay.inputs,
            result=replay.result,
            at=at,
        ),
    )


@command("find in a dispute", in_own_name=True)
def find(
    dispute: DisputeId, *, ruling: Ruling, finding: str, found_by: str, at: datetime
) -> Decide:
    """Write down what a dispute came to."""
    return _decide_on_dispute(
        dispute,
        lambda opened: dispute_room.find(
            opened, ruling=ruling, finding=finding, found_by=found_by, at=at
        ),
    )


@command("sign a dispute off", in_own_name=True)
def sign_off(dispute: DisputeId, *, signed_by: str, at: datetime) -> Decide:
    """Agree with the last finding as a second person, and end the dispute."""
    return _decide_on_dispute(
        dispute,
        lambda opened: dispute_room.sign_off(opened, signed_by=signed_by, at=at),
    )


def _decide_on_dispute(
    dispute: DisputeId,
    decision: Callable[[Dispute], tuple[DisputeEvent, ...]],
) -> Decide:
    def decide(transaction: HouseTransaction) -> None:
        events = decision(transaction.dispute(dispute))
        transaction.record(dispute_stream(dispute), events)

    return decide
