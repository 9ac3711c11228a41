"""Refusals of a tax: what is on file does not say it, or it is settled already."""

from __future__ import annotations

from datetime import date

from ledger.identity import InvoiceId, LotId
from ledger.refusals.refusal import Refusal
from ledger.terms.tax import Taxable, TaxScheme


class NoTaxTable(Refusal):
    """A tax is not guessed: the rates of a place must be on file."""

    jurisdiction: str
    on: date

    code = "no-tax-table"
    what = "No tax rate of {jurisdiction} for {on} is on file."
    remedy = (
        "Import its rates with: lotledger tax import RATES.csv; "
        "a place where nothing is due has a rate of 0%."
    )


class NoRateForLot(Refusal):
    """A place taxes other lots than this one: no tax is guessed, nor its absence."""

    jurisdiction: str
    category: str
    scheme: TaxScheme
    taxed: Taxable
    on: date

    code = "no-rate-for-lot"
    what = (
        "No tax rate of {jurisdiction} for {on} is for the {taxed} of lots of "
        "category {category} under the scheme {scheme}."
    )
    remedy = (
        "Add its line to the table and import it with: lotledger tax import RATES.csv"
    )


class UnknownJurisdiction(Refusal):
    """No rates of this place were ever put on file."""

    jurisdiction: str

    code = "unknown-jurisdiction"
    what = "No tax rates of {jurisdiction} are on file."
    remedy = "Import them with: lotledger tax import RATES.csv"


class LotInvoicedAlready(Refusal):
    """How a lot is taxed is settled when it is invoiced."""

    lot: LotId
    invoice: InvoiceId

    code = "lot-invoiced"
    what = "Lot {lot} stands on invoice {invoice}, as it was taxed then."
    remedy = "Credit it first, with: lotledger credit {invoice} --lot {lot}"
