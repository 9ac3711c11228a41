"""The checks find lots that no longer stand as invoiced, and days that overlap."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

import pytest
from sqlalchemy import create_engine, update

from ledger.events import Charge
from projections.premium import PREMIUM
from projections.queries import served
from tests.books_by_hand import (
    CONSIGNOR,
    FIRST,
    SECOND,
    Books,
    credit,
    december,
    invoice,
    line,
    lot_credited,
    lot_invoiced,
    statement,
)
from tests.entries import LOT, Log, catalogued, sold
from tests.settling_clerk import DAY, clerk_of_consigned_lots, clerk_who_settled

pytestmark = pytest.mark.slow


def found(clerk):
    answer = clerk("report checks MAY26 --json")
    tables = {table["name"]: table["rows"] for table in answer.json["tables"]}
    return answer.code, tables["found"]


@pytest.mark.parametrize(
    ("amended", "why"),
    [
        ("correct hammer MAY26/1 --price 70", "its hammer or premium was amended"),
        ("correct hammer MAY26/1 --paddle 102", "the buyer is 102"),
        ("correct rescind MAY26/1", "it is not sold any more"),
    ],
)
def test_a_lot_that_changed_after_it_was_billed_is_named(tmp_path, amended, why):
    clerk = clerk_who_settled(tmp_path)
    assert found(clerk) == (0, [])
    clerk.does(f"{amended} --reason misheard --authorised-by Ann {DAY}")
    code, (row,) = found(clerk)
    assert code == 3
    assert row["which"] == "Lot MAY26/1 on TH-2026-00001"
    assert why in row["why"]
    assert row["remedy"].endswith("lotledger settle MAY26")
    clerk.does(f"settle MAY26 {DAY}")
    assert found(clerk) == (0, [])


def test_every_view_of_the_books_is_held_against_the_log(tmp_path):
    clerk = clerk_of_consigned_lots(tmp_path)
    clerk.does(f"settle MAY26 {DAY}")
    assert found(clerk) == (0, [])
    engine = create_engine(f"sqlite:///{clerk.views}")
    with engine.begin() as db:
        table = served(db, PREMIUM).table
        db.execute(update(table).values(channel="fax"))
    engine.dispose()
    code, (row,) = found(clerk)
    assert (code, row["which"]) == (3, "View premium")
    assert row["remedy"].endswith("lotledger views check premium")


def kept(*events):
    """Keep books of events as an older ledger told them."""
    with closing(Books(Log().tell(*events))) as books:
        return books.rows("checks", "found")


@pytest.mark.parametrize(("day", "overlaps"), [(21, True), (22, False)])
def test_a_lot_on_two_invoices_on_one_day_is_found_in_old_books(day, overlaps):
    lines = (line(1, Charge.HAMMER, 1_000), line(2, Charge.PREMIUM, 250))
    first, again = (
        invoice(FIRST, lines),
        invoice(SECOND, lines, issued_on=december(day)),
    )
    told = kept(
        catalogued(consignor=CONSIGNOR),
        sold("17", 1_000),
        first,
        lot_invoiced(),
        *credit(first),
        lot_credited(LOT, FIRST),
        again,
        lot_invoiced(LOT, 1_000, SECOND),
    )
    names = [row["which"] for row in told]
    assert names == [f"Lot {LOT} on {FIRST} and {SECOND}"] * overlaps


def test_a_statement_of_an_earlier_day_than_the_one_before_is_found():
    later = statement(number="HA-2025-S00002", issued_on=december(27))
    told = kept(catalogued(consignor=CONSIGNOR), statement(), replace(later, number=2))
    assert [row["which"] for row in told] == ["Statement HA-2025-S00002"]
