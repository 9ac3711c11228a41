"""Money that the house paid by its bank: listed on its way out, or come back.

What is named and has the amount is known again; a return is shown with the command that
takes note of it, for a clerk to type.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from ledger.settlement.bank.beside import BesideInvoices, PaidOut, with_reason
from ledger.settlement.bank.doubtful import NEAR_DAYS
from ledger.settlement.bank.line import BankLine, names_line
from ledger.settlement.bank.match import LineOutcome, Match

RETURN_DAYS = 60
"""A transfer whose payee's bank returns it names itself; one that does not is looked
for among payments of so many days."""


class Outgoing:
    """What the house paid, each of which one line of a statement lists."""

    def __init__(self, beside: BesideInvoices) -> None:
        self.beside = beside
        self.listed: set[int] = set()
        """The payments, by their place, that a line was found to be."""
        self.returned: set[int] = set()

    def find(self, line: BankLine) -> Match | None:
        """Return the payment, or the file of payments, that surely left as a line."""
        for place, paid in self._equal(line, self.listed):
            if abs((line.day - paid.day).days) <= RETURN_DAYS and _is_named(line, paid):
                self.listed.add(place)
                return Match(line, LineOutcome.BEFORE, f"as {paid.what}")
        return self._file(line)

    def perhaps(self, line: BankLine) -> Match | None:
        """Return the one payment of the amount and about the day that a line may be."""
        near = [
            (place, paid)
            for place, paid in self._equal(line, self.listed)
            if abs((line.day - paid.day).days) <= NEAR_DAYS
        ]
        if len(near) != 1:
            return None
        ((place, paid),) = near
        self.listed.add(place)
        why = f"perhaps {paid.what} of {paid.day}, which has its amount"
        return Match(line, LineOutcome.AMBIGUOUS, why)

    def came_back(self, line: BankLine) -> Match | None:
        """Return the payment that a credit brings back: by its name, or as a return."""
        alike = [
            (place, paid)
            for place, paid in enumerate(self.beside.paid_out)
            if paid.currency == line.currency
            and 0 < line.amount <= paid.amount
            and place not in self.returned
            and paid.day <= line.day
        ]
        named = [each for each in alike if _is_named(line, each[1])]
        if not named and line.returned:
            named = [
                (place, paid)
                for place, paid in alike
                if paid.amount == line.amount
                and (line.day - paid.day).days <= RETURN_DAYS
            ]
        standing = [each for each in named if each[1].back_on is None]
        if len(standing) > 1:
            return self._one_of(line, [paid for _, paid in standing])
        for place, paid in standing or named[:1]:
            self.returned.add(place)
            return self._returned(line, paid)
        return None

    def _equal(self, line: BankLine, known: set[int]) -> list[tuple[int, PaidOut]]:
        return [
            (place, paid)
            for place, paid in enumerate(self.beside.paid_out)
            if paid.amount == -line.amount
            and paid.currency == line.currency
            and place not in known
        ]

    def _file(self, line: BankLine) -> Match | None:
        """Return the file of payments that a bank lists as one entry, by its total."""
        files: defaultdict[str, list[int]] = defaultdict(list)
        for place, paid in enumerate(self.beside.paid_out):
            if paid.file is not None and paid.currency == line.currency:
                files[paid.file].append(place)
        for file, places in files.items():
            payouts = [self.beside.paid_out[place] for place in places]
            near = abs((line.day - payouts[0].day).days) <= NEAR_DAYS
            same = sum(each.amount for each in payouts) == -line.amount
            if (
                same
                and (near or names_line(line, file))
                and not (self.listed.intersection(places))
            ):
                self.listed.update(places)
                why = f"as the {len(places)} payouts of file {file}"
                return Match(line, LineOutcome.BEFORE, why)
        return None

    def _one_of(self, line: BankLine, payouts: Sequence[PaidOut]) -> Match:
        why = f"one of {' and '.join(each.what for each in payouts)} came back"
        remedy = " or: ".join(_undo(line, each) for each in payouts)
        return Match(line, LineOutcome.TAKEN_BACK, why, remedy=remedy)

    def _returned(self, line: BankLine, paid: PaidOut) -> Match:
        """Show a payment that came back, whole or less what the banks kept of it."""
        if paid.back_on is not None:
            return Match(line, LineOutcome.BEFORE, f"as {paid.what}, which came back")
        why, remedy = f"{paid.what} came back", _undo(line, paid)
        if kept := paid.amount - line.amount:
            money = line.currency.write
            why += f" less {money(kept)} of {money(paid.amount)}"
            account = self.beside.account_of(line.currency, line.known_by.account)
            figure = line.currency.plain(kept)
            remedy += f"; lotledger bank book {account or 'ACCOUNT'} charge {figure}"
            remedy += f" --on {line.day}"
        return Match(line, LineOutcome.TAKEN_BACK, why, remedy=remedy)


def _undo(line: BankLine, paid: PaidOut) -> str:
    code = "" if line.code is None else f", {line.code}"
    return with_reason(paid.undo, line.day, f"the bank returned it{code}")


def _is_named(line: BankLine, paid: PaidOut) -> bool:
    return any(name == line.mark or names_line(line, name) for name in paid.names)
