"""Commands about what the law wants on file before a lot is bid on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ledger import hold as hold_room
from ledger.client import diligence
from ledger.entry import client_stream, hold_stream, lot_stream
from ledger.events.diligence import Check, CheckOutcome, Dealing, InventoryItem
from ledger.events.intake import RetentionRule
from ledger.hold import Hold
from ledger.house.command import Decide, command
from ledger.house.lots import decide_on_lot
from ledger.house.row_by_row import RowByRow
from ledger.house.sales import decide_on_sale
from ledger.house.transaction import HouseTransaction
from ledger.identity import ClientId, HoldId, LotId, SaleId
from ledger.lot import intake
from ledger.lot.intake import Arrival
from ledger.sale import notices, retention


@command("receive lots")
def receive(receipts: Sequence[Arrival]) -> Decide:
    """Note how lots came into the house: all, or none."""

    def decide(transaction: HouseTransaction) -> None:
        with RowByRow() as rows:
            for number, each in enumerate(receipts):
                with rows.row(number):
                    _receive_lot(transaction, each)

    return decide


def _receive_lot(transaction: HouseTransaction, receipt: Arrival) -> None:
    lot = transaction.lot(receipt.lot)
    people = (receipt.owner, receipt.deliverer, receipt.prior_owner)
    for person in people:
        if person is not None:
            transaction.client(person)
    transaction.record(lot_stream(lot.id), intake.receive(lot, receipt))


@command("declare a lot without reserve")
def declare_without_reserve(lot: LotId) -> Decide:
    """Put a lot up expressly without reserve, for good."""
    return decide_on_lot(
        lot, lambda current_lot, _: intake.declare_without_reserve(current_lot)
    )


@command("announce that the seller may bid")
def announce_seller_bidding(sale: SaleId, notice: str) -> Decide:
    """Note where bidders were told that the seller may bid."""
    return decide_on_sale(
        sale,
        lambda current_sale: notices.announce_seller_bidding(current_sale, notice),
    )


@command("set the retention of a sale")
def set_retention(sale: SaleId, rules: tuple[RetentionRule, ...]) -> Decide:
    """Say which laws keep a sale's records."""
    return decide_on_sale(
        sale, lambda current_sale: retention.set_retention(current_sale, rules)
    )


@command("file a contract of consignment")
def file_contract(
    client: ClientId,
    contract: str,
    *,
    signed_on: date,
    items: tuple[InventoryItem, ...],
    sha256: str | None = None,
) -> Decide:
    """Put a contract of consignment on file, or what amends it."""

    def decide(transaction: HouseTransaction) -> None:
        filed = diligence.file_contract(
            transaction.client(client),
            contract,
            signed_on=signed_on,
            items=items,
            sha256=sha256,
        )
        transaction.record(client_stream(client), filed)

    return decide


@command("check a client")
def check(
    client: ClientId,
    kind: Check,
    outcome: CheckOutcome,
    *,
    on: date,
    valid_until: date | None = None,
    reference: str | None = None,
) -> Decide:
    """Note that something was checked about a client, with what it came to."""

    def decide(transaction: HouseTransaction) -> None:
        checked = diligence.check(
            transaction.client(client),
            kind,
            outcome,
            on=on,
            valid_until=valid_until,
            reference=reference,
        )
        transaction.record(client_stream(client), checked)

    return decide


@command("decide on dealing with a client", corrects=True)
def decide_dealing(client: ClientId, dealing: Dealing) -> Decide:
    """Decide whether the house deals with a client; a reason is needed."""

    def decide(transaction: HouseTransaction) -> None:
        decided = diligence.decide(transaction.client(client), dealing)
        transaction.record(client_stream(client), decided)

    return decide


@command("place a legal hold", corrects=True)
def place_hold(
    hold: HoldId, *, clients: Sequence[ClientId] = (), sales: Sequence[SaleId] = ()
) -> Decide:
    """Keep all about some clients and sales until a matter is over, or widen that."""

    def decide(transaction: HouseTransaction) -> None:
        for client in clients:
            transaction.client(client)
        for sale in sales:
            transaction.sale(sale)
        before: Hold | None = transaction.state(hold_stream(hold))
        placed = hold_room.place(
            before, hold, clients=tuple(clients), sales=tuple(sales)
        )
        transaction.record(hold_stream(hold), placed)

    return decide


@command("lift a legal hold", corrects=True)
def lift_hold(hold: HoldId) -> Decide:
    """Let go of what a legal hold covered; a reason is needed."""

    def decide(transaction: HouseTransaction) -> None:
        lifted = hold_room.lift(transaction.hold(hold))
        transaction.record(hold_stream(hold), lifted)

    return decide
