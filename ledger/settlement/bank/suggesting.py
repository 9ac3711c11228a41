"""The command that books a line of a bank which pays no invoice: for a clerk to type.

Whose money it is may not be certain, and where it goes is: what nobody is named for
stands in suspense, and what left for no client is the bank's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from shlex import quote

from ledger.events import BankEntryKind
from ledger.identity import ClientId
from ledger.settlement.bank.beside import BesideInvoices, ConsignorDue
from ledger.settlement.bank.line import BankLine
from ledger.settlement.bank.match import LineOutcome, Match
from ledger.settlement.bank.numbers import NumbersIssued
from ledger.settlement.invoice import Invoice
from ledger.value import replace

_CLIENT = re.compile(r"[A-Z0-9][A-Z0-9-]*")
_PADDLE = re.compile(r"\b(?:PADDLE|BIDDER|BIETER(?:NUMMER|NR)?)\W*([A-Z0-9]{1,12})\b")
_CHARGES = re.compile(
    r"\b(?:FEES?|CHARGES?|COMMISSION|FRAIS|SPESEN|\w*ENTGELT\w*|\w*GEB(?:Ü|UE)HR\w*)\b"
)
_INTEREST = re.compile(r"\b(?:INTEREST|INT[ÉE]R[ÊE]TS|\w*ZINS(?:EN)?)\b")
_OPEN = (LineOutcome.UNMATCHED, LineOutcome.NOT_OURS, LineOutcome.TAKEN_BACK)


class Suggestions:
    """The commands that book what is left, in the light of what the house knows."""

    def __init__(
        self,
        beside: BesideInvoices,
        invoices: Sequence[Invoice],
        numbers: NumbersIssued,
        method: str,
    ) -> None:
        self.beside = beside
        self.method = method
        self.numbers = numbers
        self.invoices = {invoice.id: invoice for invoice in invoices}
        self.by_paddle: dict[str, set[ClientId]] = {}
        for invoice in invoices:
            theirs = self.by_paddle.setdefault(invoice.issued.paddle, set())
            theirs.add(invoice.issued.client)

    def complete(self, match: Match) -> Match:
        """Return a match with the command for it, where it is left open without one."""
        line = match.line
        left_open = match.outcome in _OPEN and match.remedy is None
        if not left_open or line.objection is not None or match.payments:
            return match
        return replace(match, remedy=self._credit(line) or self._debit(line))

    def _credit(self, line: BankLine) -> str | None:
        """Say where money goes that came in for no invoice."""
        if line.amount <= 0:
            return None
        clients = self._clients_of(line)
        debt = self._due(line, clients, owes=True)
        amount = line.currency.plain(line.amount)
        if debt is not None:
            command = f"lotledger repay {debt.sale} {debt.consignor} {amount}"
            return f"{command} {self._as_listed(line)}"
        kept = f"{amount} --currency {line.currency.code} {self._as_listed(line)}"
        if len(clients) == 1:
            return f"lotledger funds on-account {clients[0]} {kept}"
        return f"lotledger funds suspense {kept}"

    def _debit(self, line: BankLine) -> str | None:
        """Say what money was that left, and takes nothing of a buyer back."""
        if line.amount >= 0:
            return None
        due = self._due(line, self._clients_of(line), owes=False)
        amount = line.currency.plain(-line.amount)
        if due is not None:
            command = f"lotledger payout {due.sale} {due.consignor} {amount}"
            return f"{command} {self._as_listed(line)}"
        account = self.beside.account_of(line.currency, line.known_by.account)
        if account is None:
            return None
        kind = _kind(line)
        left = "" if kind is BankEntryKind.CHARGE else " --out"
        command = f"lotledger bank book {account} {kind} {amount}{left}"
        return f"{command} --on {line.day} --reference {quote(line.mark)}"

    def _as_listed(self, line: BankLine) -> str:
        method, mark = quote(self.method), quote(line.mark)
        return f"--method {method} --on {line.day} --reference {mark}"

    def _due(
        self, line: BankLine, clients: Sequence[ClientId], *, owes: bool
    ) -> ConsignorDue | None:
        """Find what a consignor who is named is due, or the only one of the amount."""
        sign = -1 if owes else 1
        amount = abs(line.amount)
        dues = [
            due
            for due in self.beside.dues
            if due.currency == line.currency and amount <= sign * due.amount
        ]
        if clients:
            dues = [due for due in dues if due.consignor in clients]
        exact = [due for due in dues if sign * due.amount == amount]
        candidates = exact or (dues if clients else [])
        return candidates[0] if len(candidates) == 1 else None

    def _clients_of(self, line: BankLine) -> list[ClientId]:
        """Return whom a text names: by name, by an invoice, or as a paddle."""
        text = line.text.upper()
        words = _CLIENT.findall(text)
        by_name = [ClientId(w) for w in words if w in self.beside.clients]
        named = [
            self.invoices[number].issued.client
            for number in self.numbers.named_in(text)
            if number in self.invoices
        ]
        return _each_once(by_name) or _each_once(named) or self._by_paddle(text)

    def _by_paddle(self, text: str) -> list[ClientId]:
        paddles = _PADDLE.findall(text)
        of_paddles = {c for paddle in paddles for c in self.by_paddle.get(paddle, ())}
        return sorted(of_paddles)


def _each_once(clients: Iterable[ClientId]) -> list[ClientId]:
    return list(dict.fromkeys(clients))


def _kind(line: BankLine) -> BankEntryKind:
    """Say why the bank took money: by its code, else by its words."""
    if line.kind is not None:
        return line.kind
    text = line.text.upper()
    if _INTEREST.search(text):
        return BankEntryKind.INTEREST
    return BankEntryKind.CHARGE if _CHARGES.search(text) else BankEntryKind.OTHER
