"""The books of one sale, told by hand: bills, payments, a statement, and mistakes."""

from __future__ import annotations

from contextlib import ExitStack, closing
from datetime import UTC, date, datetime
from fractions import Fraction

from sqlalchemy import create_engine

from ledger.events import (
    AdvanceMade,
    CertificateFiled,
    CertificateRevoked,
    Charge,
    CreditNoteIssued,
    Deduction,
    Event,
    ExpenseCharged,
    InvoiceCredited,
    InvoiceIssued,
    InvoiceLine,
    LateFeeCharged,
    LateFeeWaived,
    Lateness,
    LotCredited,
    LotInvoiced,
    LotPaid,
    LotReleased,
    LotUnpaid,
    NumberDrawn,
    PassReason,
    PaymentCleared,
    PaymentDoubted,
    PaymentMoved,
    PaymentReceived,
    PaymentRefunded,
    PaymentReversed,
    PaymentUpheld,
    PayoutMade,
    PayoutReversed,
    StatementIssued,
    StatementLine,
    total_of,
)
from ledger.identity import (
    ClientId,
    CreditNoteId,
    InvoiceId,
    LotId,
    Paddle,
    PaymentId,
    SeriesId,
    StatementId,
    invoice_of,
    lot_id,
)
from ledger.money import Currency, share
from ledger.terms.tax import TaxDue, TaxScheme
from projections.engine import catch_up
from projections.reports.books.registry import BOOKS
from projections.reports.books.scope import Scope
from projections.views import VIEWS
from tests.entries import LEDGER, LOT, NOON, SALE, USD, Log, catalogued, passed, sold
from tests.rehearsal import LIVE

OWN = lot_id(SALE, "50062")
"""A lot of the house's own."""
THIRD = lot_id(SALE, "50063")
CONSIGNOR = ClientId("C-7")
BUYER, OTHER = ClientId("C-1042"), ClientId("C-2001")
PADDLES = {BUYER: Paddle("17"), OTHER: Paddle("23")}
FIRST, SECOND = InvoiceId("HA-2025-00001"), InvoiceId("HA-2025-00002")
TEXAS = Fraction(33, 400)
GBP = Currency("GBP")


def december(day: int) -> date:
    return date(2025, 12, day)


def at(day: int) -> datetime:
    return datetime(2025, 12, day, 12, tzinfo=UTC)


def due(base: int, rate: Fraction = TEXAS, **more: object) -> TaxDue:
    """Owe a tax on dollars; the rate is that of Dallas unless told otherwise."""
    usual = {
        "jurisdiction": "US-TX",
        "name": "Sales tax",
        "valid_from": date(2025, 1, 1),
        "amount": share(base * 100, rate),
    }
    return TaxDue(rate=rate, base=base * 100, **{**usual, **more})


def inside(amount: int) -> TaxDue:
    """Owe VAT on the margin, of so many pounds inside a line."""
    return TaxDue(
        jurisdiction="GB",
        name="VAT",
        rate=Fraction(1, 5),
        valid_from=date(2011, 1, 4),
        base=amount * 600,
        amount=0,
        included=amount * 100,
    )


def line(number: int, charge: Charge, amount: int, **more: object) -> InvoiceLine:
    usual = {
        "lot": LOT,
        "consignor": CONSIGNOR,
        "said": "First spacewalk",
        "pieces": 1,
        "each": amount * 100,
        "slices": (),
        "minimum": 0,
        "flat": 0,
        "surcharge": 0,
        "scheme": TaxScheme.STANDARD,
        "taxes": (),
        "source": 1,
    }
    return InvoiceLine(
        number=number, charge=charge, amount=amount * 100, **{**usual, **more}
    )


LINES = (
    line(1, Charge.HAMMER, 1_000, taxes=(due(1_000),)),
    line(2, Charge.PREMIUM, 250, taxes=(due(250),)),
    line(3, Charge.HAMMER, 400, lot=OWN, consignor=None, said="Flown flag"),
    line(4, Charge.PREMIUM, 100, lot=OWN, consignor=None, said="Flown flag"),
    line(5, Charge.SHIPPING, 30, lot=None, consignor=None, said="Courier to Boston"),
)
"""A bill of 1,883.13: lots of a consignor and of the house, and a courier."""


def invoice(
    number: str = FIRST, lines: tuple[InvoiceLine, ...] = LINES, **more: object
) -> InvoiceIssued:
    client = more.get("client", BUYER)
    usual = {
        "sale": SALE,
        "session": None,
        "paddle": PADDLES[client],
        "client": client,
        "client_class": None,
        "currency": USD,
        "jurisdiction": "US-TX",
        "issued_on": december(12),
        "due_on": december(19),
        "terms": 1,
        "rules": 1,
        "at": at(12),
    }
    return InvoiceIssued(
        invoice=InvoiceId(number), lines=tuple(lines), **{**usual, **more}
    )


def credit(
    billed: InvoiceIssued, *numbers: int, note: str = "HA-2025-C00001"
) -> tuple[InvoiceCredited, CreditNoteIssued]:
    """Take lines of an invoice back, or all."""
    lines = tuple(one for one in billed.lines if not numbers or one.number in numbers)
    on_the_bill = InvoiceCredited(
        invoice=billed.invoice,
        credit_note=CreditNoteId(note),
        lines=tuple(one.number for one in lines),
        amount=total_of(lines),
        at=at(22),
    )
    on_its_own = CreditNoteIssued(
        credit_note=CreditNoteId(note),
        invoice=billed.invoice,
        sale=billed.sale,
        paddle=billed.paddle,
        client=billed.client,
        currency=billed.currency,
        lines=lines,
        issued_on=december(22),
        at=at(22),
    )
    return on_the_bill, on_its_own


def _of(payment: str, client: ClientId) -> dict[str, object]:
    return {
        "invoice": invoice_of(PaymentId(payment)),
        "sale": SALE,
        "client": client,
        "paddle": PADDLES[client],
        "currency": USD,
        "payment": PaymentId(payment),
    }


def received(
    payment: str, paid: int, day: int = 15, client: ClientId = BUYER, **more: object
) -> PaymentReceived:
    usual = {
        "method": "wire",
        "fee": 0,
        "received_on": december(day),
        "reference": None,
        "moved_from": None,
        "at": at(day),
    }
    about = _of(payment, client)
    return PaymentReceived(paid=paid * 100, **{**about, **usual, **more})


def cleared(
    payment: str, amount: int, day: int = 16, client: ClientId = BUYER
) -> PaymentCleared:
    return PaymentCleared(
        amount=amount * 100,
        cleared_on=december(day),
        at=at(day),
        **_of(payment, client),
    )


def reversed_(
    payment: str, amount: int, *, cleared: bool, day: int = 20, fee: int = 0
) -> PaymentReversed:
    return PaymentReversed(
        amount=amount * 100,
        fee=fee * 100,
        cleared=cleared,
        reversed_on=december(day),
        at=at(day),
        **_of(payment, BUYER),
    )


def moved(payment: str, amount: int, to: str, *, cleared: bool) -> PaymentMoved:
    return PaymentMoved(
        amount=amount * 100,
        cleared=cleared,
        to=PaymentId(to),
        moved_on=december(18),
        at=at(18),
        **_of(payment, BUYER),
    )


def doubted(payment: str, amount: int, day: int = 21) -> PaymentDoubted:
    return PaymentDoubted(
        amount=amount * 100,
        code="AC06",
        reference="R-9",
        doubted_on=december(day),
        at=at(day),
        **_of(payment, BUYER),
    )


def upheld(payment: str, day: int = 22) -> PaymentUpheld:
    return PaymentUpheld(upheld_on=december(day), at=at(day), **_of(payment, BUYER))


def refunded(invoice: str, amount: int, day: int = 23) -> PaymentRefunded:
    about = _of(f"{invoice}/P1", BUYER)
    del about["payment"]
    return PaymentRefunded(
        refund=1,
        method="wire",
        amount=amount * 100,
        refunded_on=december(day),
        reference=None,
        at=at(day),
        **about,
    )


def late(invoice: str, amount: int, *, days: int = 0) -> LateFeeCharged:
    about = _of(f"{invoice}/P1", BUYER)
    del about["payment"]
    return LateFeeCharged(
        kind=Lateness.INTEREST if days else Lateness.FEE,
        base=100_00,
        rate=Fraction(3, 100),
        days=days,
        amount=amount * 100,
        charged_on=december(27),
        at=at(27),
        **about,
    )


def waived(invoice: str, amount: int, day: int = 28) -> LateFeeWaived:
    about = _of(f"{invoice}/P1", BUYER)
    del about["payment"]
    return LateFeeWaived(
        amount=amount * 100, waived_on=december(day), at=at(day), **about
    )


ACCOUNT = {"sale": SALE, "consignor": CONSIGNOR, "currency": USD}


def expense(amount: int, number: int = 1) -> ExpenseCharged:
    return ExpenseCharged(
        expense=number,
        lot=LOT,
        said="Frame",
        amount=amount * 100,
        charged_on=december(2),
        at=at(2),
        **ACCOUNT,
    )


def advance(amount: int) -> AdvanceMade:
    return AdvanceMade(
        advance=1,
        method="check",
        amount=amount * 100,
        made_on=december(3),
        reference="1001",
        at=at(3),
        **ACCOUNT,
    )


def payout(amount: int, number: int = 1) -> PayoutMade:
    return PayoutMade(
        payout=number,
        method="wire",
        amount=amount * 100,
        paid_on=december(29),
        reference=None,
        at=at(29),
        **ACCOUNT,
    )


def payout_back(amount: int, number: int = 1) -> PayoutReversed:
    return PayoutReversed(
        payout=number,
        amount=amount * 100,
        reversed_on=december(30),
        at=at(30),
        **ACCOUNT,
    )


def stated(number: int, kind: Deduction, amount: int, **more: object) -> StatementLine:
    usual = {
        "lot": LOT,
        "said": "First spacewalk",
        "rule": str(kind),
        "rate": None,
        "base": None,
        "taxes": (),
        "due_on": december(31),
        "source": 1,
        "corrects": None,
    }
    return StatementLine(
        number=number, kind=kind, amount=amount * 100, **{**usual, **more}
    )


DEDUCTIONS = (
    stated(1, Deduction.HAMMER, 1_000),
    stated(2, Deduction.COMMISSION, -100, taxes=(due(100),)),
    stated(3, Deduction.ILLUSTRATION, -25),
    stated(4, Deduction.EXPENSE, -40),
    stated(5, Deduction.ADVANCE, -200),
)
"""What leaves 626.75 of a hammer price of 1,000."""


def statement(
    lines: tuple[StatementLine, ...] = DEDUCTIONS,
    number: str = "HA-2025-S00001",
    **more: object,
) -> StatementIssued:
    usual = {
        "number": 1,
        "awaited": (),
        "issued_on": december(28),
        "rules": 1,
        "at": at(28),
    }
    return StatementIssued(
        statement=StatementId(number), lines=lines, **{**ACCOUNT, **usual, **more}
    )


def drawn(series: str, number: int, document: str) -> NumberDrawn:
    return NumberDrawn(series=SeriesId(series), number=number, document=document)


def lot_invoiced(
    lot: LotId = LOT, hammer: int = 1_000, invoice: str = FIRST, buyer: str = "17"
) -> LotInvoiced:
    return LotInvoiced(
        lot=lot,
        invoice=InvoiceId(invoice),
        buyer=Paddle(buyer),
        hammer=hammer * 100,
        premium=hammer * 25,
    )


def lot_credited(lot: LotId, invoice: str, note: str = "HA-2025-C00001") -> LotCredited:
    return LotCredited(
        lot=lot, invoice=InvoiceId(invoice), credit_note=CreditNoteId(note)
    )


def whole_story() -> Log:
    """Tell of a sale from the hammer to the payout, with a mistake put right.

    Two invoices. On the first a card is taken back and a wire pays it; the second is
    paid too much, part of it was meant for the first, and its lot is credited.
    """
    bill = invoice()
    other_bill = invoice(
        SECOND,
        (
            line(1, Charge.HAMMER, 600, lot=THIRD, said="Patch"),
            line(2, Charge.PREMIUM, 150, lot=THIRD, said="Patch"),
        ),
    )
    p1, p2, p3 = (f"{FIRST}/P{number}" for number in (1, 2, 3))
    q1 = f"{SECOND}/P1"
    log = Log()
    log.tell(
        catalogued(low_estimate=800_00, high_estimate=1_200_00, consignor=CONSIGNOR),
        catalogued(OWN, order=2, low_estimate=500_00, high_estimate=700_00),
        catalogued(THIRD, order=3, consignor=CONSIGNOR),
        catalogued(lot_id(SALE, "50064"), order=4, low_estimate=300_00),
        expense(40),
        advance(200),
        sold("17", 1_000),
        sold("17", 400, OWN),
        sold("17", 600, THIRD),
        passed(None, PassReason.NO_BIDS, lot_id(SALE, "50064")),
        drawn("HA-2025", 1, FIRST),
        bill,
        lot_invoiced(),
        lot_invoiced(OWN, 400),
        drawn("HA-2025", 2, SECOND),
        other_bill,
        lot_invoiced(THIRD, 600, SECOND),
        received(p1, 1_030, method="card", fee=30_00),
        cleared(p1, 1_030),
        reversed_(p1, 1_030, cleared=True, fee=30),
        received(q1, 900),
        cleared(q1, 900),
        moved(q1, 100, p2, cleared=True),
        received(p2, 100, 18, moved_from=PaymentId(q1)),
        cleared(p2, 100, 18),
        received(p3, 1_783, 21),
        drawn("HA-2025-C", 1, "HA-2025-C00001"),
        *credit(other_bill),
        lot_credited(THIRD, SECOND),
        refunded(SECOND, 800),
        late(FIRST, 5),
        drawn("HA-2025-S", 1, "HA-2025-S00001"),
        statement(),
        payout(300),
        payout_back(300),
        payout(500, 2),
    )
    return log


def afterwards() -> list[Event]:
    """Tell what the room and the ledger write down once the money is there."""
    there = {"lot": LOT, "invoice": FIRST}
    paper = {"client": BUYER, "jurisdiction": "US-TX", "number": "TX-99"}
    return [
        LotPaid(paid_on=december(21), at=at(21), **there),
        LotUnpaid(at=at(22), **there),
        waived(FIRST, 5),
        doubted(f"{FIRST}/P3", 21),
        upheld(f"{FIRST}/P3"),
        LotReleased(
            released_on=december(23),
            ships_from=december(24),
            ships_until=december(31),
            at=at(23),
            **there,
        ),
        CertificateFiled(valid_from=december(1), valid_until=None, **paper),
        CertificateRevoked(**paper),
    ]


def scope(**more: object) -> Scope:
    usual = {
        "house": "The House",
        "as_of": at(31),
        "position": 1,
        "ledger": LEDGER,
        "timing": LIVE,
        "printed_by": "books@example",
        "printed_at": NOON,
        "zone": "America/Chicago",
    }
    return Scope(**{**usual, **more})


class Books:
    """Views that were told of a log, and the reports they answer with."""

    def __init__(self, log: Log) -> None:
        self.engine = create_engine("sqlite://")
        catch_up(log, self.engine, VIEWS)
        self.db = self.engine.connect()

    def close(self) -> None:
        self.db.close()
        self.engine.dispose()

    def report(self, name: str, **asked: object):
        return BOOKS[name].build(self.db, scope(**asked))

    def rows(self, name: str, table: str, **asked: object) -> list[dict[str, object]]:
        """Return the rows of one table of a report, by the names of its columns."""
        tables = {one.name: one for one in self.report(name, **asked).tables}
        if not tables:
            # Without a lot there is no currency to be told in.
            return []
        found = tables[table]
        names = [column.name for column in found.columns]
        return [dict(zip(names, row, strict=True)) for row in found.rows]


def books_of(opened: ExitStack, *events: Event, log: Log | None = None) -> Books:
    """Tell events, or a log of them, to views that close with others."""
    return opened.enter_context(closing(Books(log or Log().tell(*events))))
