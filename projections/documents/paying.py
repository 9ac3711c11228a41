"""How an invoice is paid: accounts, codes, other ways, slips; and when to collect."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from ledger.events import InvoiceIssued
from ledger.money import Minor
from ledger.terms.house import BankAccount
from ledger.terms.paper import PaperKind, PaymentCode, PayWay
from projections.documents import heading
from projections.documents.heading import DocumentContext
from projections.documents.model import (
    NamedFact,
    Notice,
    PaperAccount,
    PaymentWords,
    RemittanceSlip,
    SwissPart,
)
from projections.documents.pay_codes import epc_code, swiss_code
from projections.documents.wording import DocumentWording

SWISS_WORDS = (
    *("receipt", "part", "account", "reference", "message", "payable-by"),
    *("payable-by-blank", "currency", "amount", "acceptance", "separate"),
)


def how_to_pay(
    event: InvoiceIssued,
    context: DocumentContext,
    owed: Minor,
    *,
    is_late: bool = False,
) -> PaymentWords:
    """Say how to pay what is open, or that nothing is; what is late, by no day."""
    wording = context.wording
    if owed <= 0:
        words = wording.say("paid-in-full", number=event.invoice)
        return PaymentWords(wording.say("pay"), words)
    words = wording.say(
        "pay-now" if is_late else "pay-by",
        amount=wording.money(owed),
        day=wording.day(event.due_on),
        number=event.invoice,
    )
    link = context.settings.print.payment_link or ""
    return PaymentWords(
        wording.say("pay"),
        words,
        accounts=tuple(
            _account(bank, event, context, owed)
            for bank in context.settings.letterhead.banks
        ),
        ways=tuple(_ways(context)),
        ways_name=wording.say("ways"),
        link=link.replace("{number}", event.invoice),
        link_name=wording.say("pay-online"),
    )


def _account(
    bank: BankAccount, event: InvoiceIssued, context: DocumentContext, owed: Minor
) -> PaperAccount:
    facts = heading.account_facts(context, bank)
    code = None
    if bank.code is PaymentCode.EPC:
        holder = bank.holder or context.settings.letterhead.name
        code = epc_code(
            bank, holder, amount=owed, currency=event.currency, text=event.invoice
        )
    return PaperAccount(facts, code or "", context.wording.say("epc"))


def _ways(context: DocumentContext) -> Iterator[str]:
    """Name the other ways to pay, each with its limit."""
    wording = context.wording
    for way in context.settings.print.ways:
        if way.currency in {None, wording.currency.code}:
            yield _way_words(way, wording)


def _way_words(way: PayWay, wording: DocumentWording) -> str:
    words = wording.way(way.method)
    if way.limit is not None:
        limit = wording.whole(way.limit, way.currency)
        words = f"{words}, {wording.say('up-to', amount=limit)}"
    return f"{words}: {way.words}" if way.words else words


def collection(context: DocumentContext, issued_on: date) -> Iterator[Notice]:
    """Say by when lots are collected, and what the house says of storage."""
    wording, own = context.wording, context.words.collection
    paragraphs = []
    if (days := context.settings.print.collect_within) is not None:
        last = wording.day(issued_on + timedelta(days))
        paragraphs.append(wording.say("collect-by", day=last))
    if own:
        paragraphs.extend(own.splitlines())
    if paragraphs:
        yield Notice(wording.say("collection"), tuple(paragraphs))


def texts(context: DocumentContext, kind: PaperKind) -> tuple[Notice, ...]:
    """List the house's texts that stand on a kind of paper, in its language."""
    return tuple(
        Notice(each.title or "", each.text)
        for each in context.settings.print.texts
        if kind in each.on and each.language in {None, context.wording.language}
    )


def slip(
    event: InvoiceIssued, context: DocumentContext, owed: Minor
) -> RemittanceSlip | None:
    """Set out what is sent back with a check, where the house wants it."""
    if not context.settings.print.remittance_slip or owed <= 0:
        return None
    wording, own = context.wording, context.settings.letterhead
    facts = heading.facts(
        context,
        ("invoice", event.invoice),
        ("client", event.client),
        ("due-date", wording.day(event.due_on)),
        ("still-open", wording.money(owed)),
    )
    enclosed = NamedFact(wording.say("enclosed"), "")
    return RemittanceSlip(
        name=wording.say("slip"),
        words=wording.say("slip-words"),
        facts=(*facts, enclosed),
        to=(own.name, *own.lines),
    )


def swiss_part(
    event: InvoiceIssued, context: DocumentContext, owed: Minor
) -> SwissPart | None:
    """Set out the payment part of a QR-bill, where an account asks for one."""
    for bank in context.settings.letterhead.banks:
        if bank.code is not PaymentCode.SWISS:
            continue
        code = swiss_code(
            bank,
            bank.holder or context.settings.letterhead.name,
            context.names.get(event.client),
            amount=owed,
            currency=event.currency,
            number=event.invoice,
        )
        if code is not None:
            say = context.wording.say
            return SwissPart(
                svg=code.svg,
                names={key: say(f"swiss-{key}") for key in SWISS_WORDS},
                currency=event.currency.code,
                amount=code.amount,
                iban=code.iban,
                reference=code.reference,
                creditor=code.creditor,
                debtor=code.debtor,
                message=code.message,
            )
    return None
