"""Refusals of a change to a consignor's account."""

from __future__ import annotations

from ledger.identity import ClientId, LotId, SaleId, StatementId
from ledger.money import Money
from ledger.refusals.refusal import Refusal, Words


class UnknownStatement(Refusal):
    """No such statement was issued."""

    statement: StatementId

    code = "unknown-statement"
    what = "No statement {statement} was issued here."
    remedy = "See which were with: lotledger statement list SALE"


class NotTheirLot(Refusal):
    """An expense for a lot is charged to whose lot it is."""

    lot: LotId
    consignor: ClientId

    code = "not-their-lot"
    what = "Lot {lot} is not of consignor {consignor}."
    remedy = "Name a lot of theirs, or charge the expense without one."


class NotTheHouses(Refusal):
    """A purchase price is of a lot that the house bought itself."""

    lot: LotId
    consignor: ClientId

    code = "not-the-houses"
    what = "Lot {lot} is consigned by {consignor}: the house did not buy it."
    remedy = "Name a lot of the house's own."


class PurchasePriceNeeded(Refusal):
    """The margin on a lot of the house's own is what it brings less what it cost."""

    lot: LotId

    code = "purchase-price-needed"
    what = (
        "Lot {lot} is the house's own and is taxed on its margin, and what it was "
        "bought for is not on file."
    )
    remedy = (
        "Record it with: lotledger lot purchase {lot} AMOUNT --on DAY; or tax the lot "
        "otherwise with: lotledger tax lot {lot} --scheme standard"
    )


class NoInvoiceAwaited(Refusal):
    """A consignor's own invoice is for tax that a statement says waits for it."""

    sale: SaleId
    consignor: ClientId

    code = "no-invoice-awaited"
    what = (
        "No invoice of {consignor} for these lots of sale {sale} is awaited: nothing "
        "is stated to wait for one."
    )
    remedy = (
        "State them first with: lotledger statement issue {sale} {consignor}; what "
        "stands there as self-billed needs no invoice of theirs."
    )


class InvoiceDiffers(Refusal):
    """A consignor's own invoice charges the tax that was stated."""

    invoice: str
    tax: Money
    stated: Money

    code = "invoice-differs"
    what = (
        "Invoice {invoice} charges {tax} of tax, and what waits for it on statements "
        "is {stated}."
    )
    remedy = (
        "Ask the consignor for one of {stated}, or name the lots that it is for with "
        "--lot."
    )


class NothingPayable(Refusal):
    """A consignor is paid once something is stated, and buyers have paid."""

    sale: SaleId
    consignor: ClientId
    why: Words

    code = "nothing-payable"
    what = "Nothing can be paid to {consignor} for sale {sale}: {why}."
    remedy = "See how the account stands with: lotledger statement list {sale}"


class PayoutSentAlready(Refusal):
    """A payout goes into one file: the bank would pay it twice."""

    sale: SaleId
    consignor: ClientId
    payout: int
    file: str

    code = "payout-sent"
    what = "Payout {payout} to {consignor} for sale {sale} went into file {file}."
    remedy = (
        "If the bank never paid it, say so with: lotledger payout {sale} {consignor} "
        "--reverse {payout}; then pay it again."
    )


class NothingToSend(Refusal):
    """A file of payments has payouts in it that were in none before."""

    sale: SaleId
    method: str

    code = "nothing-to-send"
    what = "No payout of sale {sale} by {method} waits to be sent."
    remedy = "Pay a consignor first, with: lotledger payout {sale} CLIENT"


class FileSentAlready(Refusal):
    """A file of payments has a name of its own: a bank takes it for another's copy."""

    file: str
    sha256: str

    code = "file-sent"
    what = "Another file {file} was sent before, with the SHA-256 {sha256}."
    remedy = "Ask for the file again: it takes the next name that is free."


class PayoutNotCovered(Refusal):
    """What a buyer's bank took back since is not sent to a consignor."""

    sale: SaleId
    consignor: ClientId
    payout: int
    amount: Money

    code = "payout-not-covered"
    what = (
        "Of payout {payout} to {consignor} for sale {sale}, {amount} waits for buyers "
        "to pay by now."
    )
    remedy = (
        "Take it back with: lotledger payout {sale} {consignor} --reverse {payout}; "
        "then pay what is payable."
    )
