"""The file of payments that a bank is sent: who pays, who is paid, and how much."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from ledger.house.payout_files import FileToSend, PayoutToSend
from ledger.identity import ClientId
from ledger.money import Currency
from ledger.terms.house import HouseSettings, Names
from presenters.shape import Amount, Decimals, Shape
from projections.exports.pain001 import Payer, Transfer, payment_file


class PaymentToSendShape(Shape):
    """A payout that waits for a file, or is in one."""

    consignor: ClientId
    """Who is paid."""
    payout: int
    """Its number, counted from 1 within the consignor's account."""
    amount: Amount
    """The amount."""
    currency: str
    """Its currency, by ISO 4217."""
    end_to_end: str
    """What it is called on both statements."""


class FileNotWritten(Exception):
    """A file of payments that cannot be written, and what to do."""


def payment_to_send_shape(payout: PayoutToSend) -> PaymentToSendShape:
    """Return a payout as its shape."""
    return PaymentToSendShape(
        consignor=payout.consignor,
        payout=payout.payout,
        amount=Decimals(payout.currency)(payout.amount),
        currency=payout.currency.code,
        end_to_end=payout.end_to_end,
    )


def payer_of(settings: HouseSettings, chosen: str | None) -> Payer:
    """Return the account that pays: the one that is chosen, else the first.

    Raises FileNotWritten.
    """
    wanted = None if chosen is None else chosen.replace(" ", "").upper()
    for bank in settings.letterhead.banks:
        if bank.iban is not None and wanted in {None, bank.iban}:
            holder = bank.holder or settings.letterhead.name
            return Payer(name=holder, iban=bank.iban, bic=bank.bic)
    if wanted is None:
        words = "No bank of the letterhead has an IBAN. Write it in the settings."
    else:
        words = f"No bank of the letterhead has the IBAN {wanted}."
    raise FileNotWritten(words)


def written_payments(
    waiting: FileToSend,
    payer: Payer,
    names: Names,
    *,
    pays_on: date,
    at: datetime,
) -> bytes:
    """Write the file; raises FileNotWritten where an account is not known."""
    transfers = [_transfer(payout, names) for payout in waiting.payouts]
    missing = [
        payout.consignor
        for payout, transfer in zip(waiting.payouts, transfers, strict=True)
        if transfer is None
    ]
    if missing:
        raise FileNotWritten(
            f"No IBAN of {', '.join(missing)} is known. File it in the vault with: "
            "lotledger client file CLIENT --iban IBAN; or write it into the column "
            "iban of a file for --names."
        )
    return payment_file(
        [transfer for transfer in transfers if transfer is not None],
        message=waiting.file,
        payer=payer,
        currency=_only_currency(waiting.payouts),
        pays_on=pays_on,
        at=at,
    )


def _only_currency(payouts: Sequence[PayoutToSend]) -> Currency:
    currencies = {each.currency for each in payouts}
    if len(currencies) > 1:
        codes = " and ".join(sorted(currency.code for currency in currencies))
        raise FileNotWritten(
            f"The payouts are in {codes}, and a file is in one currency. "
            "Name their sales apart."
        )
    return currencies.pop()


def _transfer(payout: PayoutToSend, names: Names) -> Transfer | None:
    """Return a payment to a consignor; None where their account is not known."""
    payee = names.get(payout.consignor)
    if payee is None or payee.iban is None:
        return None
    return Transfer(
        end_to_end=payout.end_to_end,
        amount=payout.amount,
        name=payee.name,
        iban=payee.iban,
        bic=payee.bic,
        postcode=payee.postcode,
        city=payee.city,
        country=payee.country,
        text=payout.end_to_end,
    )
