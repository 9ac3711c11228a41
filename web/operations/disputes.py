"""Disputes: asked, looked into, found and signed off by two."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta
from msgspec.structs import asdict

from ledger.entry import Attribution
from ledger.events import DisputeOpened, ReplayFiled, Ruling
from ledger.house import House, disputes
from ledger.house.answers import Receipts
from ledger.house.command import Command
from ledger.house.filing import replay_for_the_file
from ledger.house.replays import SaleReplay
from ledger.identity import BidId, DisputeId, LotId, Paddle, SaleId, sale_of
from ledger.roles import Sight
from ledger.store.durability import Durability
from ledger.store.writer import Recorded
from presenters.dispute import AccountShape, DisputeShape, account_shape, dispute_shape
from presenters.dispute_account import account_of, opening_of
from presenters.recorded import durability_of
from presenters.shape import Shape, to_json
from web.answers import RecordedShape, receipt_text, what_was_recorded
from web.caller import Caller
from web.fields import PaddleText
from web.files import FileAnswer
from web.operation import NamedPageQuery, Said, carries_out, does, reads
from web.reading import LedgerReading
from web.wishes import WishBody, must_fit


class DisputeBody(Said, frozen=True, kw_only=True):
    """What is disputed."""

    question: Annotated[str, Meta(min_length=1, max_length=2000)]
    """The question; no names."""
    bids: tuple[Annotated[int, Meta(ge=1)], ...] = ()
    """The bids that it is about, by their numbers on the lot."""
    raised_by: PaddleText | None = None
    """The paddle of who raised it."""


class FindingBody(Said, frozen=True, kw_only=True):
    """What a dispute came to."""

    ruling: Ruling
    """The ruling."""
    finding: Annotated[str, Meta(min_length=1, max_length=10_000)]
    """What was found, and why; no names."""


class DisputeOpenedShape(RecordedShape):
    """Where a dispute is opened."""

    number: int
    """Its number in the sale."""


class FiledShape(Shape):
    """A replay that was put on file."""

    number: int
    """Its number in the dispute."""
    digest: str | None
    """The SHA-256 of what was found; null where that is sealed."""
    position: int
    """Where it is recorded."""
    repeated: bool
    """Whether it was recorded before, under the same key."""
    durable: Durability | None
    """Where it is: on the disk of one machine, on a standby as well, or under a
    checkpoint that a witness signed; null where nothing was recorded."""
    receipt: str | None
    """The house's word for it, a file to keep."""


def list_disputes(
    reading: LedgerReading, sale: SaleId, query: NamedPageQuery
) -> list[DisputeShape]:
    """List the disputes of a sale, in the order of opening."""
    reading.records.sale(sale)
    histories = reading.records.dispute_histories(sale)
    page = reading.page(
        histories, query, lambda each: each[-1].after.opened.dispute.rpartition("D")[2]
    )
    return [dispute_shape(each[-1].after, opening_of(each)) for each in page]


def show_dispute(reading: LedgerReading, dispute: DisputeId) -> FileAnswer:
    """Show a dispute: its question, its replays, run again, and its findings.

    What is sealed stays so: whoever looks at it has steps for that.
    """
    records = reading.records.as_of_now()
    account = account_of(records, dispute, masked=True)
    content = to_json(account_shape(account, records.head())).encode()
    name = f"dispute-{dispute.replace('/', '-')}.json"
    return FileAnswer(name=name, form="json", content=content)


def open_dispute(reading: LedgerReading, lot: LotId, body: DisputeBody) -> Command:
    """Open a dispute about a lot."""
    number = lot.rpartition("/")[2]
    return disputes.open_dispute(
        lot,
        question=body.question,
        at=reading.at,
        bids=[BidId(f"{number}#{bid}") for bid in body.bids],
        raised_by=None if body.raised_by is None else Paddle(body.raised_by),
    )


def opened_dispute(receipts: Receipts, recorded: Recorded) -> DisputeOpenedShape:
    """Return where a dispute is opened, with its number and its receipt."""
    opened = next(each for each in recorded.events if isinstance(each, DisputeOpened))
    return DisputeOpenedShape(
        number=int(opened.dispute.rpartition("/D")[2]),
        **asdict(what_was_recorded(receipts, recorded)),
    )


def find_in_dispute(
    reading: LedgerReading, caller: Caller, dispute: DisputeId, body: FindingBody
) -> Command:
    """Write down what a dispute came to."""
    return disputes.find(
        dispute,
        ruling=body.ruling,
        finding=body.finding,
        found_by=caller.actor,
        at=reading.at,
    )


def sign_dispute_off(
    reading: LedgerReading, caller: Caller, dispute: DisputeId
) -> Command:
    """Agree with the last finding as a second person, and end the dispute."""
    return disputes.sign_off(dispute, signed_by=caller.actor, at=reading.at)


def file_replay(
    house: House,
    reading: LedgerReading,
    by: Attribution,
    dispute: DisputeId,
    body: WishBody,
) -> FiledShape:
    """Replay the lot of a dispute, and put the replay on file.

    Without a what-if every decision is taken again under the terms of the day. Of a
    sealed lot it is filed under seal: what it found is shown to who may look at it.
    """
    lot = house.dispute(dispute).opened.lot
    replay, wish = SaleReplay(house, sale_of(lot)), body.wish(lot)
    must_fit(replay, lot, wish)
    filing = replay_for_the_file(replay, lot, None if body.is_as_it_was else wish)
    recorded = house.do(disputes.file_replay(dispute, filing, at=reading.at), by=by)
    filed = next(each for each in recorded.events if isinstance(each, ReplayFiled))
    return FiledShape(
        number=filed.number,
        digest=filed.digest,
        position=recorded.last,
        repeated=recorded.repeated,
        durable=durability_of(recorded),
        receipt=receipt_text(Receipts(house), recorded),
    )


_DISPUTE = "/sales/{sale}/disputes/{dispute}"

OPERATIONS = (
    reads("/sales/{sale}/disputes", Sight.BIDS, list_disputes),
    reads(_DISPUTE, Sight.BIDS, show_dispute, takes_time=True, as_json=AccountShape),
    does(
        "/sales/{sale}/lots/{number}/disputes",
        "open a dispute",
        open_dispute,
        opened_dispute,
    ),
    carries_out(f"{_DISPUTE}/replays", "file a replay", file_replay),
    does(
        f"{_DISPUTE}/findings", "find in a dispute", find_in_dispute, what_was_recorded
    ),
    does(
        f"{_DISPUTE}/signature",
        "sign a dispute off",
        sign_dispute_off,
        what_was_recorded,
    ),
)
