"""Which lines of a bank were booked before, however the bank lists them again.

An entry is booked once: whole or in parts, in any order, from this file or another. It
is known by the bank's own names for it and its day, its parts by their names, else by
their amounts. What may be the same, and may not, is a question.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import date

from ledger.events.banking import BankEntry
from ledger.events.buyer import PaymentReceived
from ledger.identity import PaymentId
from ledger.money import Currency, Minor
from ledger.settlement.bank.beside import BesideInvoices
from ledger.settlement.bank.line import (
    BankLine,
    differ_by_name,
    firm_names,
    name_mark,
    of_one_account,
)
from ledger.settlement.bank.match import LineOutcome, Match
from ledger.settlement.invoice import Invoice
from ledger.value import value


@value
class Booked:
    """A payment that came from a bank, and the entry that it came with."""

    payment: PaymentId
    """Money without an invoice stands here by its own name."""
    day: date
    amount: Minor
    currency: Currency
    entry: BankEntry


def booked_payments(invoices: Iterable[Invoice]) -> Iterator[Booked]:
    """List the payments that the bank has a name for; a part that moved is none."""
    for invoice in invoices:
        for payment in invoice.payments:
            got = payment.received
            elsewhere = got.moved_from is not None or got.source is not None
            if not elsewhere and (entry := entry_of(got)) is not None:
                yield Booked(payment.id, got.received_on, got.paid, got.currency, entry)


def booked_beside(beside: BesideInvoices) -> Iterator[Booked]:
    """List the money beside invoices that the bank has a name for."""
    for item in beside.funds:
        got = item.received
        if got.source is None and got.reference is not None:
            entry = _typed_entry(got.reference, got.amount)
            name = PaymentId(got.funds)
            yield Booked(name, got.received_on, got.amount, got.currency, entry)
    for each in beside.entered:
        entry = _typed_entry(each.reference, each.amount)
        yield Booked(PaymentId(each.name), each.day, each.amount, each.currency, entry)


def entry_of(received: PaymentReceived) -> BankEntry | None:
    """Return the entry of a payment; one that was typed has a reference at most."""
    if received.entry is not None or received.reference is None:
        return received.entry
    return _typed_entry(received.reference, received.paid)


def _typed_entry(reference: str, total: Minor) -> BankEntry:
    """Return the entry that somebody typed the reference of."""
    names = typed_names(reference)
    return BankEntry(account=None, names=names, total=total, parts=())


def typed_names(reference: str) -> tuple[str, ...]:
    """Return the names that an entry may have of which the reference alone is known."""
    whole, _, _ = reference.rpartition("/")
    names = [reference, whole] if whole else [reference]
    return tuple(
        name_mark(name, loose=loose) for name in names for loose in (False, True)
    )


class KnownLines:
    """The money that was booked, each sum of which is one part of one entry."""

    def __init__(
        self, invoices: Iterable[Invoice], beside: BesideInvoices | None = None
    ) -> None:
        self.booked = (
            *booked_payments(invoices),
            *booked_beside(beside or BesideInvoices()),
        )
        self.by_name: dict[str, list[Booked]] = defaultdict(list)
        self.by_part: dict[str, list[Booked]] = defaultdict(list)
        for each in self.booked:
            for name in each.entry.names:
                self.by_name[name].append(each)
            for name in each.entry.parts:
                self.by_part[name].append(each)
        self.claimed: set[PaymentId] = set()

    def recognise(
        self, lines: Sequence[BankLine], skipped: Container[int] = ()
    ) -> dict[int, Match]:
        """Return what became of the lines that are known, or may be, by their place."""
        places = [
            place
            for place, line in enumerate(lines)
            if line.came_in and place not in skipped
        ]
        known: dict[int, Match] = {}
        for entry in _entries(lines, places):
            known |= self._recognise_entry(lines, entry)
        for place in places:
            if place not in known:
                match = self._recognise_part(lines[place])
                known |= {} if match is None else {place: match}
        for place in places:
            if place not in known:
                match = self._on_another_day(lines[place])
                known |= {} if match is None else {place: match}
        return known

    def _recognise_entry(
        self, lines: Sequence[BankLine], places: Sequence[int]
    ) -> dict[int, Match]:
        """Recognise the parts of one entry of the bank, which share its names."""
        booked = self._of_entry(lines[places[0]])
        known = self._claim_equal_parts(lines, places, booked)
        rest = [place for place in places if place not in known]
        if not rest or not booked:
            return known
        unclaimed = [each for each in booked if each.payment not in self.claimed]
        listed = sum(lines[place].amount for place in rest)
        payments = tuple(each.payment for each in unclaimed)
        fees_alone = all(each.amount < 0 for each in unclaimed)
        if unclaimed and (
            fees_alone or listed == sum(each.amount for each in unclaimed)
        ):
            self.claimed.update(payments)
            why = f"as {' and '.join(payments)}"
            before = LineOutcome.BEFORE
            return known | {
                place: Match(lines[place], before, why, payments=payments)
                for place in rest
            }
        left = _total(lines, places, booked) - sum(each.amount for each in booked)
        if listed <= left:
            return known
        why = f"the bank's entry is booked as {_amounts(booked)}"
        payments = tuple(each.payment for each in booked)
        return known | {
            place: Match(lines[place], LineOutcome.AMBIGUOUS, why, payments=payments)
            for place in rest
        }

    def _of_entry(self, line: BankLine) -> list[Booked]:
        """Return the payments that were booked from the entry of a line."""
        entry = line.known_by
        of_entry = [
            each
            for name in entry.names
            for each in self.by_name[name]
            if each.day == line.day
            and each.currency == line.currency
            and each.payment not in self.claimed
            and of_one_account(each.entry, entry)
        ]
        return list({each.payment: each for each in of_entry}.values())

    def _claim_equal_parts(
        self, lines: Sequence[BankLine], places: Sequence[int], booked: list[Booked]
    ) -> dict[int, Match]:
        """Claim for each part the payment with its names, else one of its amount."""
        known: dict[int, Match] = {}
        for by_name in (True, False):
            for place in places:
                if place in known:
                    continue
                for each in booked:
                    if each.payment not in self.claimed and _is_part(
                        lines[place], each, by_name=by_name
                    ):
                        known[place] = self._claim(lines[place], each)
                        break
        return known

    def _claim(self, line: BankLine, booked: Booked) -> Match:
        self.claimed.add(booked.payment)
        why = f"as {booked.payment}"
        return Match(line, LineOutcome.BEFORE, why, payments=(booked.payment,))

    def _recognise_part(self, line: BankLine) -> Match | None:
        """Recognise a part by its own names, in an entry that has others."""
        for each in self._booked_by_part(line):
            if not differ_by_name(each.entry, line.known_by):
                return self._claim(line, each)
            if of_one_account(each.entry, line.known_by):
                why = f"perhaps booked before, as {each.payment}: the payer calls both "
                why += "by one name"
                payments = (each.payment,)
                return Match(line, LineOutcome.AMBIGUOUS, why, payments=payments)
        return None

    def _booked_by_part(self, line: BankLine) -> Iterator[Booked]:
        for name in line.known_by.parts:
            for each in self.by_part[name]:
                alike = (each.day, each.amount) == (line.day, line.amount)
                if alike and each.payment not in self.claimed:
                    yield each

    def _on_another_day(self, line: BankLine) -> Match | None:
        """Ask about what the bank's own name and amount were booked with, on a day."""
        entry = line.known_by
        for name in firm_names(entry):
            for each in self.by_name[name]:
                if (
                    each.amount == line.amount
                    and each.payment not in self.claimed
                    and of_one_account(each.entry, entry)
                ):
                    why = f"perhaps booked before, as {each.payment} of {each.day}: "
                    why += "the bank calls both by one name"
                    payments = (each.payment,)
                    return Match(line, LineOutcome.AMBIGUOUS, why, payments=payments)
        return None


def _entries(lines: Sequence[BankLine], places: Sequence[int]) -> list[list[int]]:
    """Group lines that the bank calls by one name, of one account and day."""
    entries: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for place in places:
        line = lines[place]
        entry = line.known_by
        entries[entry.account, entry.names, line.day, line.currency].append(place)
    return list(entries.values())


def _is_part(line: BankLine, booked: Booked, *, by_name: bool) -> bool:
    """Say whether a payment is the part that a line lists: by its name, or may be."""
    if booked.amount != line.amount:
        return False
    ours, theirs = set(line.known_by.parts), set(booked.entry.parts)
    if by_name:
        return bool(ours & theirs)
    return not ours or not theirs


def _total(
    lines: Sequence[BankLine], places: Sequence[int], booked: Sequence[Booked]
) -> Minor:
    """Return what the entry comes to: as the lines say, or as was booked."""
    entries = {
        (lines[place].statement, lines[place].line): lines[place].known_by.total
        for place in places
    }
    return max(sum(entries.values()), *(each.entry.total for each in booked))


def _amounts(booked: Sequence[Booked]) -> str:
    amounts = [
        f"{each.payment} with {each.currency.write(each.amount)}" for each in booked
    ]
    return " and ".join(amounts)
