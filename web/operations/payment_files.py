"""Files of payments: the payouts that a bank is asked to pay, sent once by two."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import Annotated

from msgspec import Meta

from ledger.entry import Attribution
from ledger.events import LookKind, PayoutSent
from ledger.house import House
from ledger.house.answers import Receipts
from ledger.house.command import Command
from ledger.house.payout_files import (
    FileToSend,
    send_file,
    sent_under,
    to_send,
    waiting_in,
)
from ledger.house.vaults import names_kept
from ledger.identity import ClientId, SaleId
from ledger.roles import Sight
from ledger.store.durability import Durability
from ledger.store.writer import Recorded
from ledger.terms.house import HouseSettings
from ledger.vault.vault_file import VaultFile
from presenters.issued_documents import settings_of_the_sales
from presenters.payment_file import (
    FileNotWritten,
    PaymentToSendShape,
    payer_of,
    payment_to_send_shape,
    written_payments,
)
from presenters.recorded import durability_of
from presenters.shape import Amount, Decimals, Shape
from web.answers import receipt_text
from web.caller import Caller
from web.fields import IbanText, SaleText, SecondPerson, Words
from web.operation import AsOfQuery, Said, does, reads
from web.problem import HttpProblem
from web.reading import LedgerReading

DECIDED_WITHIN = 120
"""In so many seconds after it was asked a file is noted, or its answer is unknown."""


class PaymentFileBody(Said, frozen=True, kw_only=True):
    """Which payouts a bank is asked to pay, and when."""

    sales: Annotated[tuple[SaleText, ...], Meta(min_length=1, max_length=100)]
    """Those of these sales; the file is called by the first with payouts in it."""
    on: date
    """The day the bank is asked to pay."""
    authorised_by: SecondPerson
    """The second person."""
    method: Words = "wire"
    """Those by this method."""
    iban: IbanText | None = None
    """The account of the letterhead that pays; the first with an IBAN, by default."""


class WaitingQuery(AsOfQuery, frozen=True, kw_only=True):
    """Which payouts are listed."""

    method: Words = "wire"
    """Those by this method."""


class PaymentFileShape(Shape):
    """A file of payments, noted and handed out."""

    file: str
    """Its name, by which the bank knows it."""
    sha256: str
    """Its SHA-256, in hexadecimal, to hold against what the bank's portal shows."""
    xml: str
    """The file (pain.001.001.09): it stands in no ledger."""
    payments: tuple[PaymentToSendShape, ...]
    """What is paid, in its order."""
    total: Amount
    """What the payments come to."""
    left_out: tuple[ClientId, ...]
    """Whose payouts wait by now, and whom the house does not deal with."""
    position: int
    """Where it is recorded."""
    repeated: bool
    """Whether it was recorded before, under the same key."""
    durable: Durability | None
    """Where it is: on the disk of one machine, on a standby as well, or under a
    checkpoint that a witness signed; null where nothing was recorded."""
    receipt: str | None
    """The house's word for the last entry of it, a file to keep."""


def list_payouts_to_send(
    reading: LedgerReading, sale: SaleId, query: WaitingQuery
) -> list[PaymentToSendShape]:
    """List the payouts of a sale that were in no file yet; nobody's account.

    Those to clients whom the house does not deal with are left out.
    """
    reading.records.sale(sale)
    waiting = waiting_in(reading.records, sale, query.method)
    return list(map(payment_to_send_shape, waiting.payouts))


def send_payouts(
    *,
    reading: LedgerReading,
    caller: Caller,
    by: Attribution,
    vault: VaultFile,
    settings: HouseSettings | None,
    body: PaymentFileBody,
) -> Command:
    """Write the payouts that were not sent yet as a file for the bank; it takes two.

    The accounts are those of the vault, and never recorded; the file's SHA-256 is, and
    who was shown whose account.
    """
    caller.must_be_shown(LookKind.PERSON)
    sales = tuple(map(SaleId, dict.fromkeys(body.sales)))
    noted = sent_under(reading.house, f"{by.key}")
    if noted is None:
        waiting = to_send(reading.house, *sales, method=body.method)
        with _not_written():
            write = _writer(reading.house, vault, settings, waiting, body)
            content = write(at=reading.at)
        digest = sha256(content).hexdigest()
    else:
        waiting, digest = noted
    return send_file(
        waiting,
        sha256=digest,
        authorised_by=body.authorised_by,
        pays_on=body.on,
        at=reading.at,
    )


def file_that_is_sent(
    *,
    house: House,
    reading: LedgerReading,
    by: Attribution,
    vault: VaultFile,
    settings: HouseSettings | None,
    recorded: Recorded,
    receipts: Receipts,
    body: PaymentFileBody,
) -> PaymentFileShape:
    """Return the file as it was noted, once it is on record whose accounts it shows."""
    sent = [each for each in recorded.events if isinstance(each, PayoutSent)]
    waiting = FileToSend.of(sent)
    consignors = [each.consignor for each in waiting.payouts]
    house.look(LookKind.PERSON, list(dict.fromkeys(consignors)), "payment file", by)
    digest = sent[0].sha256
    with _not_written():
        write = _writer(house, vault, settings, waiting, body)
        for moment in _moments(reading.at, sent[0].at):
            content = write(at=moment)
            if sha256(content).hexdigest() == digest:
                break
        else:
            raise _not_as_sent(waiting.file, digest)
    return PaymentFileShape(
        file=waiting.file,
        sha256=digest,
        xml=content.decode(),
        payments=tuple(map(payment_to_send_shape, waiting.payouts)),
        total=Decimals(sent[0].currency)(sum(each.amount for each in sent)),
        left_out=_left_out(house, body),
        position=recorded.last,
        repeated=recorded.repeated,
        durable=durability_of(recorded),
        receipt=receipt_text(receipts, recorded),
    )


def _left_out(house: House, body: PaymentFileBody) -> tuple[ClientId, ...]:
    sales = map(SaleId, body.sales)
    waiting = (waiting_in(house, sale, body.method) for sale in sales)
    return tuple(dict.fromkeys(who for each in waiting for who in each.left_out))


def _moments(asked_at: datetime, noted_at: datetime) -> Iterator[datetime]:
    """Return when a file may have been written: its second stands in no ledger.

    Asked again without a second person's approval, it was written shortly before it was
    noted, and its digest tells when.
    """
    yield asked_at
    for seconds in range(DECIDED_WITHIN):
        yield noted_at - timedelta(seconds=seconds)


def _writer(
    house: House,
    vault: VaultFile,
    settings: HouseSettings | None,
    waiting: FileToSend,
    body: PaymentFileBody,
) -> Callable[..., bytes]:
    """Return what writes the file as of a moment; raises FileNotWritten."""
    names = names_kept(vault, [each.consignor for each in waiting.payouts])
    payer = payer_of(settings or settings_of_the_sales(house), body.iban)
    return partial(written_payments, waiting, payer, names, pays_on=body.on)


@contextmanager
def _not_written() -> Iterator[None]:
    """Tell as a problem why no file is written."""
    try:
        yield
    except FileNotWritten as no:
        words = str(no)
        raise HttpProblem(409, "not-written", "No file of payments", words) from no


def _not_as_sent(file: str, digest: str) -> HttpProblem:
    return HttpProblem(
        409,
        "file-not-as-sent",
        "Not the file that was sent",
        f"{file} was sent with the SHA-256 {digest}, and another is written today: a "
        "name or an account changed since. Reverse its payouts, where the bank has it "
        "not, and pay them again.",
    )


OPERATIONS = (
    reads("/sales/{sale}/payouts-to-send", Sight.MONEY, list_payouts_to_send),
    does(
        "/payment-files",
        "send payouts",
        send_payouts,
        file_that_is_sent,
        takes_time=True,
    ),
)
