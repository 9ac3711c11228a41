"""What the law wants on file before a lot is bid on, and what follows from it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ledger.events import (
    Check,
    CheckOutcome,
    ContractFiled,
    Dealing,
    InventoryItem,
    KeptRecords,
    LegalHoldPlaced,
    LotReceived,
)
from ledger.files.intake_file import read_intake, read_inventory
from ledger.files.problems import Faulty
from ledger.house import clients, consigning, intake, lots, payments, releasing, sales
from ledger.identity import ClientId, HoldId, Paddle, SaleId, lot_id
from ledger.lot.intake import Arrival
from ledger.refusals import (
    DealingIsRefused,
    HoldIsLifted,
    MustBeSold,
    ReserveStands,
    RowsRefused,
    SignedEarlier,
    UnknownClient,
    UnknownHold,
    UnknownSale,
    WithoutReserve,
)
from ledger.sale.retention import KNOWN_RULES, known_rules
from projections.reports.books.registry import BOOKS
from projections.views import Views
from tests.books_by_hand import scope
from tests.sale_of_tests import SALE, bid, by, entry, lot, new_house, place
from tests.settled_sale import CONSIGNOR, hammered, settle, settled_by
from tests.story import usd

pytestmark = pytest.mark.slow

DAY = date(2026, 2, 3)
ITEMS = (InventoryItem(item="1", description="vase", quantity=1),)
LATER = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOLD = HoldId("MATTER-7")


def receipt(number=1, **more):
    came = {
        "received_on": DAY,
        "owner": CONSIGNOR,
        "deliverer": CONSIGNOR,
        "storage": "vault 2",
    }
    return Arrival(lot=lot(number), **(came | more))


@pytest.fixture
def house(tmp_path):
    with new_house(tmp_path, entries=(entry(1), entry(2, reserve=usd(150)))) as house:
        house.do(clients.enrol(CONSIGNOR), by=by())
        yield house


def do(house, command, **more):
    return house.do(command, by=by(**more)).events


def decided(house, dealing, client=CONSIGNOR):
    return do(house, intake.decide_dealing(client, dealing), reason="as it was decided")


def report(house, name, folder, **more):
    with Views(house, place(folder)) as views, views.asked() as db:
        built = BOOKS[name].build(db, scope(**more))
    return {table.name: list(table.rows) for table in built.tables}


def test_how_a_lot_came_in_is_recorded_and_the_last_word_stands(house):
    (first,) = do(house, intake.receive([receipt()]))
    assert first == LotReceived(
        lot=lot(1),
        received_on=DAY,
        owner=CONSIGNOR,
        deliverer=CONSIGNOR,
        prior_owner=None,
        prior_location=None,
        storage="vault 2",
        marks=None,
        contract=None,
    )
    assert do(house, intake.receive([receipt()])) == ()
    do(house, intake.receive([receipt(storage="vault 3")]))
    assert house.lot(lot(1)).received.storage == "vault 3"


@pytest.mark.parametrize("who", ["owner", "deliverer", "prior_owner"])
def test_people_are_clients_of_the_house_and_nothing_is_half_recorded(house, who):
    head = house.head()
    stranger = receipt(2, **{who: ClientId("C-NOBODY")})
    with pytest.raises(RowsRefused) as refused:
        do(house, intake.receive([receipt(), stranger]))
    assert isinstance(refused.value.rows[0].refusal, UnknownClient)
    assert house.head() == head


def test_a_contract_filed_again_is_an_amendment(house):
    signed = {"signed_on": DAY, "items": ITEMS}
    (first,) = do(house, intake.file_contract(CONSIGNOR, "K-1", **signed))
    assert (first.amendment, first.items) == (0, ITEMS)
    assert do(house, intake.file_contract(CONSIGNOR, "K-1", **signed)) == ()
    (second,) = do(
        house,
        intake.file_contract(CONSIGNOR, "K-1", signed_on=date(2026, 3, 1), items=()),
    )
    assert isinstance(second, ContractFiled)
    assert second.amendment == 1
    with pytest.raises(SignedEarlier):
        do(house, intake.file_contract(CONSIGNOR, "K-1", signed_on=DAY, items=()))


def test_a_refused_client_gets_no_paddle_no_lot_and_no_payout(tmp_path):
    sold = (entry(1, consignor=CONSIGNOR), entry(2), entry(3))
    with new_house(tmp_path, entries=sold) as house:
        settled_by(house)
        hammered(house)
        settle(house)
        buyer = house.sale(SALE).paddles[house.lot(lot(1)).sold.buyer].client
        for client in (buyer, CONSIGNOR):
            do(house, clients.enrol(client))
            decided(house, Dealing.REFUSED, client)
        for command in (
            sales.issue_paddle(SALE, Paddle("99"), client=buyer),
            consigning.payout(SALE, CONSIGNOR, usd(1), method="wire", at=LATER),
            consigning.advance(SALE, CONSIGNOR, usd(1), method="wire", at=LATER),
        ):
            with pytest.raises(DealingIsRefused):
                do(house, command)


def test_whom_the_house_deals_with_again_gets_a_paddle(tmp_path):
    with new_house(tmp_path, entries=(entry(1),)) as house:
        do(house, clients.enrol(CONSIGNOR))
        decided(house, Dealing.REFUSED)
        decided(house, Dealing.ENHANCED)
        assert do(house, sales.issue_paddle(SALE, Paddle("99"), client=CONSIGNOR))


def test_a_lot_of_a_refused_buyer_stays(tmp_path):
    with new_house(tmp_path, entries=(entry(1), entry(2), entry(3))) as house:
        settled_by(house)
        hammered(house)
        settle(house)
        invoice = house.lot(lot(1)).books.invoiced.invoice
        issued = house.invoice(invoice).issued
        do(house, clients.enrol(issued.client))
        do(
            house,
            payments.receive(
                invoice,
                paid=house.invoice(invoice).balance,
                method="wire",
                cleared=True,
                at=LATER,
            ),
        )
        decided(house, Dealing.REFUSED, issued.client)
        with pytest.raises(DealingIsRefused):
            do(house, releasing.release([lot(1)], at=LATER))


def test_a_lot_without_reserve_takes_none(house):
    do(house, intake.declare_without_reserve(lot(1)))
    assert do(house, intake.declare_without_reserve(lot(1))) == ()
    with pytest.raises(WithoutReserve):
        do(house, lots.set_reserve(lot(1), usd(50)))
    with pytest.raises(ReserveStands, match="lot reserve"):
        do(house, intake.declare_without_reserve(lot(2)))


def test_retention_is_counted_from_the_sale_or_from_the_end_of_its_year():
    (texas,), germany = known_rules("US-TX"), known_rules("DE")
    assert texas.kept_until(date(2026, 5, 20)) == date(2028, 5, 20)
    assert texas.kept_until(date(2024, 2, 29)) == date(2026, 3, 1)
    tax = next(rule for rule in germany if rule.records is KeptRecords.TAX)
    assert tax.kept_until(date(2026, 5, 20)) == date(2036, 12, 31)
    assert all(rule.source for rule in KNOWN_RULES)


def test_a_hold_is_widened_lifted_once_and_covers_what_is_known(house):
    placed = intake.place_hold(HOLD, clients=[CONSIGNOR])
    (event,) = do(house, placed, reason="claim announced")
    assert event == LegalHoldPlaced(hold=HOLD, clients=(CONSIGNOR,), sales=())
    (wider,) = do(house, intake.place_hold(HOLD, sales=[SALE]), reason="and the sale")
    assert (wider.clients, wider.sales) == ((CONSIGNOR,), (SALE,))
    with pytest.raises(UnknownSale):
        do(house, intake.place_hold(HOLD, sales=[SaleId("NONE")]), reason="typo")
    do(house, intake.lift_hold(HOLD), reason="settled")
    with pytest.raises(HoldIsLifted):
        do(house, intake.lift_hold(HOLD), reason="again")
    with pytest.raises(HoldIsLifted):
        do(house, intake.place_hold(HOLD, sales=[SALE]), reason="again")
    with pytest.raises(UnknownHold):
        do(house, intake.lift_hold(HoldId("NONE")), reason="typo")


def test_reports_say_what_is_missing_run_out_and_kept(house, tmp_path):
    do(house, intake.receive([receipt(contract="K-1", marks="Meissen")]))
    do(
        house,
        intake.check(
            CONSIGNOR,
            Check.IDENTITY,
            CheckOutcome.CLEAR,
            on=DAY,
            valid_until=date(2026, 2, 4),
        ),
    )
    decided(house, Dealing.ACCEPTED)
    do(house, intake.set_retention(SALE, known_rules("GB")))
    do(house, intake.place_hold(HOLD, sales=[SALE]), reason="claim announced")
    missing = [row[-1] for row in report(house, "intake", tmp_path)["lots"]]
    assert missing == ["prior location, signature", "how it came in"]
    checks = report(house, "due-diligence", tmp_path, on=date(2026, 3, 1))["checks"]
    assert [(row[1], row[2], row[5]) for row in checks] == [
        ("identity", "clear", True),
        ("decision", "accepted", None),
    ]
    kept = report(house, "retention", tmp_path)
    assert [(row[1], row[4], row[8]) for row in kept["kept"]] == [
        ("tax", 6, HOLD),
        ("due-diligence", 5, HOLD),
    ]
    assert [row[0] for row in kept["holds"]] == [HOLD]


def test_a_list_of_what_came_in_is_read_whole_or_not_at_all(tmp_path):
    file = tmp_path / "intake.csv"
    file.write_text(
        "lot,received_on,owner,deliverer,storage,marks\n"
        "1,2026-02-03,C-1,C-2,vault 2,Meissen\n"
    )
    (row,) = read_intake(file, sale=SALE).rows
    assert row == Arrival(
        lot=lot_id(SALE, "1"),
        received_on=DAY,
        owner=ClientId("C-1"),
        deliverer=ClientId("C-2"),
        storage="vault 2",
        marks="Meissen",
    )
    file.write_text(file.read_text() + "1,3 Feb,C-1,,vault 2,\n")
    with pytest.raises(Faulty, match="3:2: received_on"):
        read_intake(file, sale=SALE)


def test_an_inventory_counts_one_where_it_says_nothing(tmp_path):
    file = tmp_path / "inventory.csv"
    file.write_text("item,description,quantity\n1,vase,\n2,spoons,12\n")
    assert [line.quantity for line in read_inventory(file)] == [1, 12]


def test_what_is_bid_on_without_reserve_is_not_withdrawn(house):
    do(house, intake.declare_without_reserve(lot(1)))
    do(house, lots.withdraw(lot(2)), reason="owner asks")
    house.do(bid(1, "101", 200), by=by())
    with pytest.raises(MustBeSold):
        do(house, lots.withdraw(lot(1)), reason="owner asks")
