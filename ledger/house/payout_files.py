"""Commands about files of payments: the payouts that a bank is asked to pay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import count
from typing import NamedTuple, Self

from ledger.entry import consignment_stream
from ledger.events.consignment import PayoutSent
from ledger.house.aggregates import Aggregates
from ledger.house.command import Command, Decide, command, together
from ledger.house.consignors import account_of, lots_by_consignor, withheld_lots
from ledger.house.records import Records
from ledger.house.transaction import HouseTransaction
from ledger.identity import ClientId, SaleId
from ledger.money import Currency, Minor
from ledger.refusals import DealingIsRefused, FileSentAlready, NothingToSend
from ledger.settlement import consignment as accounts, payouts
from ledger.settlement.bank.line import digits_of
from ledger.settlement.consignment import Consignment
from ledger.value import value

NAME_LENGTH_MAX = 35
"""What a name in a file of payments may have (ISO 20022, Max35Text)."""


@value(kw_only=True)
class PayoutToSend:
    """A payout as a file of payments has it: to whom is in no ledger."""

    consignor: ClientId
    payout: int
    amount: Minor
    currency: Currency
    end_to_end: str
    """What it is called on both statements."""


class FileToSend(NamedTuple):
    """The next file of payments, by its name, and what waits for it in each sale."""

    file: str
    by_sale: dict[SaleId, tuple[PayoutToSend, ...]]
    left_out: tuple[ClientId, ...] = ()
    """Who would be paid as well, and whom the house does not deal with."""

    @classmethod
    def of(cls, sent: Sequence[PayoutSent]) -> Self:
        """Return the file that payouts went into."""
        by_sale: dict[SaleId, tuple[PayoutToSend, ...]] = {}
        for each in sent:
            payout = PayoutToSend(
                consignor=each.consignor,
                payout=each.payout,
                amount=each.amount,
                currency=each.currency,
                end_to_end=each.end_to_end,
            )
            by_sale[each.sale] = (*by_sale.get(each.sale, ()), payout)
        return cls(sent[0].file, by_sale)

    @property
    def payouts(self) -> tuple[PayoutToSend, ...]:
        """All payouts of the file, in its order."""
        return tuple(each for payouts in self.by_sale.values() for each in payouts)


class WaitingPayouts(NamedTuple):
    """What of a sale waits for a file of payments."""

    payouts: tuple[PayoutToSend, ...]
    left_out: tuple[ClientId, ...]
    """Whose payouts wait as well, and whom the house does not deal with."""


def to_send(aggregates: Aggregates, *sales: SaleId, method: str) -> FileToSend:
    """Return the payouts of sales by a method that were in no file.

    The file is called by the first of the sales that has payouts in it. Raises
    NothingToSend where nothing waits in any, and DealingIsRefused where all are of
    clients that are left out.
    """
    waiting = {sale: waiting_in(aggregates, sale, method) for sale in sales}
    left_out = dict.fromkeys(who for each in waiting.values() for who in each.left_out)
    by_sale = {sale: each.payouts for sale, each in waiting.items() if each.payouts}
    if not by_sale:
        for client in left_out:
            raise DealingIsRefused(client=client)
        raise NothingToSend(sale=SaleId(" and ".join(waiting)), method=method)
    first, *_ = by_sale
    return FileToSend(_next_name(aggregates, first), by_sale, tuple(left_out))


def sent_under(records: Records, key: str) -> tuple[FileToSend, str] | None:
    """Return the file that was noted under the key of a command, with its SHA-256.

    So the same command is made again once nothing waits any more.
    """
    first, last = records.reader.positions_under(key)
    noted = [each.event for each in records.entries_at(range(first, last + 1))]
    sent = [each for each in noted if isinstance(each, PayoutSent)]
    return (FileToSend.of(sent), sent[0].sha256) if sent else None


def waiting_in(aggregates: Aggregates, sale: SaleId, method: str) -> WaitingPayouts:
    """Return the payouts of a sale by a method that were in no file."""
    payouts: list[PayoutToSend] = []
    left_out: list[ClientId] = []
    for consignor in lots_by_consignor(aggregates, sale):
        account = account_of(aggregates, sale, consignor)
        unsent = _unsent(account, method)
        if aggregates.deals_with(consignor):
            payouts += unsent
        elif unsent:
            left_out.append(consignor)
    return WaitingPayouts(tuple(payouts), tuple(left_out))


def _unsent(account: Consignment, method: str) -> list[PayoutToSend]:
    """Return a consignor's payouts by a method that were in no file."""
    last = account.statements[-1].statement if account.statements else ""
    return [
        PayoutToSend(
            consignor=account.consignor,
            payout=each.made.payout,
            amount=each.made.amount,
            currency=each.made.currency,
            end_to_end=_short(f"{last}-{each.made.payout}"),
        )
        for each in account.payouts
        if each.unsent and each.made.method == method
    ]


def _next_name(aggregates: Aggregates, sale: SaleId) -> str:
    """Return the first name of a sale's files that no file of any sale has."""
    taken = {each.file for each in _all_sent(aggregates)}
    names = (_short(f"{sale}-F{number}") for number in count(1))
    return next(name for name in names if name not in taken)


def _all_sent(aggregates: Aggregates) -> Iterator[PayoutSent]:
    for each in aggregates.events_within("consignment:", PayoutSent):
        assert isinstance(each.event, PayoutSent)
        yield each.event


def _must_be_new(aggregates: Aggregates, file: str, sha256: str) -> None:
    """Refuse a name that another file has: banks take a second one for the first."""
    for each in _all_sent(aggregates):
        if each.file == file and each.sha256 != sha256:
            raise FileSentAlready(file=file, sha256=each.sha256)


def _short(name: str) -> str:
    """Return a name that a bank takes; of one that is too long, its digest."""
    return name if len(name) <= NAME_LENGTH_MAX else digits_of(name)


@command("send payouts")
def send(
    sale: SaleId,
    sent: Sequence[PayoutToSend],
    *,
    file: str,
    sha256: str,
    authorised_by: str,
    pays_on: date,
    at: datetime,
) -> Decide:
    """Note that payouts went into a file for the bank: each is sent once."""

    def decide(transaction: HouseTransaction) -> None:
        current_sale = transaction.sale(sale)
        _must_be_new(transaction, file, sha256)
        for each in sent:
            transaction.must_deal_with(each.consignor)
            account = account_of(transaction, sale, each.consignor)
            lots = [transaction.lot(lot) for lot in account.stated_lots()]
            withheld = withheld_lots(current_sale, account, lots)
            events = payouts.send(
                account,
                each.payout,
                accounts.balance(account, withheld),
                file=file,
                sha256=sha256,
                end_to_end=each.end_to_end,
                authorised_by=authorised_by,
                pays_on=pays_on,
                at=at,
            )
            transaction.record(consignment_stream(sale, each.consignor), events)

    return decide


def send_file(
    waiting: FileToSend,
    *,
    sha256: str,
    authorised_by: str,
    pays_on: date,
    at: datetime,
) -> Command:
    """Note the payouts of every sale that are in one file."""
    commands = [
        send(
            sale,
            sent,
            file=waiting.file,
            sha256=sha256,
            authorised_by=authorised_by,
            pays_on=pays_on,
            at=at,
        )
        for sale, sent in waiting.by_sale.items()
    ]
    return commands[0] if len(commands) == 1 else together(commands)
