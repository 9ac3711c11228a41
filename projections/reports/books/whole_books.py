"""The books as they are checked: every view of them, of one sale or of all."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from ledger.identity import SaleId
from ledger.money import Minor
from projections.bank import BankEntryRow, bank_entries
from projections.billing import BILLING, BillingRow, billing_rows
from projections.document_lines import LINES, DocumentLineRow, lines_in
from projections.funds import FUNDS, FundsRow, funds_in
from projections.input_tax import INPUT_TAX, InputTaxRow, input_taxes
from projections.invoices import INVOICES, BuyerDocument, buyer_documents
from projections.journal import JOURNAL, BookAccount, JournalBalance
from projections.opening_balances import balances_of_documents
from projections.own_tax import OwnTaxes, own_taxes
from projections.payments import PAYMENTS, PaymentRow, payments_in
from projections.payouts import PAYOUTS, PayoutRow, payouts_in
from projections.premium import PREMIUM
from projections.queries import NO_SALE, sales_in
from projections.reports.books.lot_checks import LotChecks
from projections.results import RESULTS
from projections.statements import STATEMENTS, StatementLineRow, statement_lines
from projections.supplies import SUPPLIES, SupplyRow, supplies_in
from projections.tax import TAX, TaxRow, taxes_in

_OF_SALES = (
    *(INVOICES, LINES, TAX, SUPPLIES, INPUT_TAX, PAYMENTS, STATEMENTS, PAYOUTS),
    *(FUNDS, BILLING, JOURNAL, RESULTS, PREMIUM),
)
"""The views that name a sale."""


def parts_of_books(db: Connection) -> list[SaleId]:
    """Return each sale that the books tell of, and what is of none."""
    return [*sales_in(db, _OF_SALES), NO_SALE]


@dataclass(frozen=True, slots=True)
class Books:
    """Everything the checks hold against each other, of one sale or of all."""

    documents: list[BuyerDocument]
    lines: list[DocumentLineRow]
    taxes: list[TaxRow]
    supplies: list[SupplyRow]
    input_taxes: list[InputTaxRow]
    own_taxes: OwnTaxes
    payments: list[PaymentRow]
    statements: list[StatementLineRow]
    payouts: list[PayoutRow]
    funds: list[FundsRow]
    bank: list[BankEntryRow]
    billed: list[BillingRow]
    balances: list[JournalBalance]

    @classmethod
    def of(cls, db: Connection, sale: SaleId | None) -> Books:
        """Read every view of the books."""
        return cls(
            buyer_documents(db, sale),
            lines_in(db, sale),
            taxes_in(db, sale),
            supplies_in(db, sale),
            input_taxes(db, sale),
            own_taxes(db, sale),
            payments_in(db, sale),
            statement_lines(db, sale),
            payouts_in(db, sale),
            funds_in(db, sale),
            bank_entries(db, sale),
            billing_rows(db, sale),
            balances_of_documents(db, sale),
        )

    def only(self, code: str) -> Books:
        """Keep what is in one currency."""
        return Books(
            [row for row in self.documents if row.currency == code],
            [row for row in self.lines if row.currency == code],
            [row for row in self.taxes if row.currency == code],
            [row for row in self.supplies if row.currency == code],
            [row for row in self.input_taxes if row.currency == code],
            self.own_taxes.only(code),
            [row for row in self.payments if row.currency == code],
            [row for row in self.statements if row.currency == code],
            [row for row in self.payouts if row.currency == code],
            [row for row in self.funds if row.currency == code],
            [row for row in self.bank if row.currency == code],
            self.billed,
            [row for row in self.balances if row.currency == code],
        )

    @property
    def currencies(self) -> list[str]:
        """The currencies of the books."""
        codes = {balance.currency for balance in self.balances}
        return sorted(codes | {document.currency for document in self.documents})

    def lot_checks(self, db: Connection, sale: SaleId | None) -> LotChecks:
        """Return the checks that hold lots against these books."""
        return LotChecks(
            db, sale, lines=self.lines, billed=self.billed, stated=self.statements
        )

    def on(self, account: BookAccount) -> Minor:
        """Say what the journal has on an account."""
        return sum(
            balance.amount for balance in self.balances if balance.account is account
        )
