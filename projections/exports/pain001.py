"""A file of payments for a bank: pain.001.001.09 (ISO 20022), one batch.

It is checked against the published schema in tests. The same payments, house and
moment give the same bytes, so that its digest can be held against the bank's portal.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from ledger.money import Currency, Minor
from ledger.value import value

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
NAME_LENGTH_MAX = 70
"""The length of a name that banks take (EPC132-08, SEPA credit transfer)."""
TEXT_LENGTH_MAX = 140


@value(kw_only=True)
class Payer:
    """The account that is debited, and whose it is."""

    name: str
    iban: str
    bic: str | None


@value(kw_only=True)
class Transfer:
    """One payment, and whom it is for."""

    end_to_end: str
    amount: Minor
    name: str
    iban: str
    bic: str | None
    postcode: str | None
    city: str | None
    country: str | None
    text: str


def payment_file(
    transfers: Sequence[Transfer],
    *,
    message: str,
    payer: Payer,
    currency: Currency,
    pays_on: date,
    at: datetime,
) -> bytes:
    """Write transfers in one currency from one account."""
    root = Element("Document", xmlns=NAMESPACE)
    initiation = SubElement(root, "CstmrCdtTrfInitn")
    total = currency.plain(sum(transfer.amount for transfer in transfers))
    count = str(len(transfers))
    head = SubElement(initiation, "GrpHdr")
    _add(head, "MsgId", message)
    _add(head, "CreDtTm", at.isoformat(timespec="seconds"))
    _add(head, "NbOfTxs", count)
    _add(head, "CtrlSum", total)
    _add(SubElement(head, "InitgPty"), "Nm", payer.name[:NAME_LENGTH_MAX])
    batch = SubElement(initiation, "PmtInf")
    _add(batch, "PmtInfId", message)
    _add(batch, "PmtMtd", "TRF")
    _add(batch, "NbOfTxs", count)
    _add(batch, "CtrlSum", total)
    _add_payer(batch, payer, currency, pays_on)
    for transfer in transfers:
        _add_transfer(batch, transfer, currency)
    text: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _add_payer(batch: Element, payer: Payer, currency: Currency, pays_on: date) -> None:
    """Name the account that pays, the day, and who bears the banks' charges."""
    sepa = currency.code == "EUR"
    if sepa:
        service = SubElement(SubElement(batch, "PmtTpInf"), "SvcLvl")
        _add(service, "Cd", "SEPA")
    _add(SubElement(batch, "ReqdExctnDt"), "Dt", pays_on.isoformat())
    _add(SubElement(batch, "Dbtr"), "Nm", payer.name[:NAME_LENGTH_MAX])
    _add_account(batch, "DbtrAcct", payer.iban)
    _add_bank(batch, "DbtrAgt", payer.bic)
    _add(batch, "ChrgBr", "SLEV" if sepa else "SHAR")


def _add_transfer(batch: Element, transfer: Transfer, currency: Currency) -> None:
    payment = SubElement(batch, "CdtTrfTxInf")
    _add(SubElement(payment, "PmtId"), "EndToEndId", transfer.end_to_end)
    amount = SubElement(SubElement(payment, "Amt"), "InstdAmt", Ccy=currency.code)
    amount.text = currency.plain(transfer.amount)
    if transfer.bic is not None:
        _add_bank(payment, "CdtrAgt", transfer.bic)
    creditor = SubElement(payment, "Cdtr")
    _add(creditor, "Nm", transfer.name[:NAME_LENGTH_MAX])
    if transfer.country is not None and transfer.city is not None:
        address = SubElement(creditor, "PstlAdr")
        if transfer.postcode is not None:
            _add(address, "PstCd", transfer.postcode[:16])
        _add(address, "TwnNm", transfer.city[:35])
        _add(address, "Ctry", transfer.country)
    _add_account(payment, "CdtrAcct", transfer.iban)
    _add(SubElement(payment, "RmtInf"), "Ustrd", transfer.text[:TEXT_LENGTH_MAX])


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text


def _add_account(parent: Element, name: str, iban: str) -> None:
    _add(SubElement(SubElement(parent, name), "Id"), "IBAN", iban)


def _add_bank(parent: Element, name: str, bic: str | None) -> None:
    """Name a bank; in the euro area the IBAN says which it is."""
    bank = SubElement(SubElement(parent, name), "FinInstnId")
    if bic is not None:
        _add(bank, "BICFI", bic)
    else:
        _add(SubElement(bank, "Othr"), "Id", "NOTPROVIDED")
