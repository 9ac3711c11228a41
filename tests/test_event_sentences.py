"""One sentence for each event of a lot: what the cataloguer and the books wrote."""

from __future__ import annotations

from datetime import date

import pytest

from ledger.events import (
    BidderRegistered,
    ConsignorSettled,
    LotAmended,
    LotCredited,
    LotInvoiced,
    LotPaid,
    LotReleased,
    LotTracked,
    LotUnpaid,
    LotUntracked,
    LotWithdrawn,
    RegistrationCancelled,
    TaxTreatmentSet,
)
from ledger.identity import (
    Channel,
    ClientId,
    CreditNoteId,
    InvoiceId,
    Paddle,
    StatementId,
)
from ledger.lot.evolve import evolve
from ledger.terms.tax import TaxScheme
from presenters.event_sentences import outcome_sentence, sentence
from tests.story import LOT, USD, catalogued, clock, reserved, usd

NOON = clock("12:00")
BILL = InvoiceId("HA-2026-00017")
DAY = date(2026, 5, 29)


def corrected(title, opening):
    entry = catalogued()
    kept = ("description", "category", "low_estimate", "high_estimate")
    kept += ("quantity", "quantity_mode", "consignor")
    same = {name: getattr(entry, name) for name in kept}
    return LotAmended(lot=LOT, title=title, opening=opening, **same)


def registers(shape, **more):
    return shape(lot=LOT, paddle=Paddle("P7"), channel=Channel.PHONE, **more)


def taxed(scheme, right):
    return TaxTreatmentSet(lot=LOT, scheme=scheme, resale_right=right)


LISTED = {
    "Catalogued: A spacesuit glove, to open at $100.": catalogued(),
    "The catalogue entry was corrected: A glove, to open at $50.": corrected(
        "A glove", usd(50)
    ),
    "The house withdrew the lot from the sale.": LotWithdrawn(lot=LOT),
    "The reserve was set to $400.": reserved(400),
    "Client C-1 asked to follow the lot.": LotTracked(lot=LOT, client=ClientId("C-1")),
    "Client C-1 stopped following the lot.": LotUntracked(
        lot=LOT, client=ClientId("C-1")
    ),
    "P7 registered to bid by phone.": registers(BidderRegistered, phone_line=2),
    "P7 will not bid by phone after all.": registers(RegistrationCancelled),
}
BOOKED = {
    "The lot is taxed as margin; resale right: due.": taxed(
        TaxScheme("margin"), right=True
    ),
    "The lot is taxed as margin; resale right: not due.": taxed(
        TaxScheme("margin"), right=False
    ),
    "The lot is taxed as its category says; resale right: by its category.": taxed(
        None, right=None
    ),
    "Invoiced to P7 at $320, invoice HA-2026-00017.": LotInvoiced(
        lot=LOT, invoice=BILL, buyer=Paddle("P7"), hammer=usd(320), premium=usd(32)
    ),
    "Credit note HA-2026-C00001 took it off invoice HA-2026-00017.": LotCredited(
        lot=LOT, invoice=BILL, credit_note=CreditNoteId("HA-2026-C00001")
    ),
    "Invoice HA-2026-00017 was paid in cleared funds on 2026-05-29.": LotPaid(
        lot=LOT, invoice=BILL, paid_on=DAY, at=NOON
    ),
    "A payment fell through: invoice HA-2026-00017 is open again.": LotUnpaid(
        lot=LOT, invoice=BILL, at=NOON
    ),
    "Released; to be shipped from 2026-06-01 to 2026-06-12.": LotReleased(
        lot=LOT,
        invoice=BILL,
        released_on=DAY,
        ships_from=date(2026, 6, 1),
        ships_until=date(2026, 6, 12),
        at=NOON,
    ),
    "Consignor C-9 was credited $288 on statement HA-2026-S00001.": ConsignorSettled(
        lot=LOT,
        consignor=ClientId("C-9"),
        statement=StatementId("HA-2026-S00001"),
        hammer=usd(320),
        buyer=Paddle("P7"),
        net=usd(288),
    ),
}


@pytest.mark.parametrize("words", LISTED | BOOKED)
def test_each_event_has_its_sentence(words):
    assert sentence((LISTED | BOOKED)[words], USD, "UTC") == words


@pytest.mark.parametrize("words", BOOKED)
def test_what_the_books_write_moves_no_bidding(words):
    lot = evolve(None, catalogued())
    assert outcome_sentence(BOOKED[words], lot, "UTC") == "The bidding is as it was."


def test_a_reserve_that_is_lifted_says_so():
    lifted = reserved(400).__class__(lot=LOT, reserve=None, standing=None)
    assert sentence(lifted, USD, "UTC") == "The reserve was lifted."
