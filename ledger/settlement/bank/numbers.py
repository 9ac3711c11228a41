"""Invoice numbers in a bank's text: as people write them, and as lines break them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ledger.identity import InvoiceId
from ledger.references import creditor_reference, qr_reference
from ledger.settlement.series import DIGITS, parts

YEAR_DIGITS = 4
DIGITS_MAX = 9

REFERENCE_MAX = 27
"""The signs of the longest reference: a QR reference has 27, and ISO 11649 up to 25."""

_REFERENCE = re.compile(
    r"(?<![A-Z0-9])(?=(RF\d\d(?:\s?[A-Z0-9]){1,21}|\d(?:\s?\d){26}(?!\d)))"
)

_SPACE = r"[\s./_-]"
_GAP = rf"{_SPACE}*"


class NumbersIssued:
    """The numbers of the invoices that were issued, to be found in texts."""

    def __init__(self, invoices: Iterable[InvoiceId]) -> None:
        self.known = {number_parts(number): number for number in invoices}
        self.prefixes = sorted({prefix for prefix, _, _ in self.known})

        self.by_reference = {
            reference: number
            for number in self.known.values()
            for reference in (creditor_reference(number), qr_reference(number))
        }

    def named_in(self, text: str) -> list[InvoiceId]:
        """Return the invoices that a text names, or has a reference of, each once."""
        numbers = numbers_in(text, self.known, self.prefixes)
        return list(dict.fromkeys([*numbers, *self._referred_to(text.upper())]))

    def _referred_to(self, text: str) -> Iterator[InvoiceId]:
        """Find the references that were printed with a bill, however they are spaced.

        A reference that is not of an invoice of the house names none.
        """
        for written in _REFERENCE.finditer(text):
            # Words may follow one by ISO 11649: the longest that is known counts.
            signs = re.sub(r"\s", "", written[1])
            for end in range(min(len(signs), REFERENCE_MAX), 0, -1):
                if (number := self.by_reference.get(signs[:end])) is not None:
                    yield number
                    break


def number_parts(number: InvoiceId) -> tuple[str, str, int]:
    """Return the parts of an invoice number: house, year, and place in the year."""
    series, place = parts(number)
    prefix, _, year = series.rpartition("-")
    return prefix, year, place


def numbers_in(
    text: str,
    known: Mapping[tuple[str, str, int], InvoiceId],
    prefixes: Sequence[str],
) -> list[InvoiceId]:
    """Find invoice numbers in a text, also without their dashes, spaces or zeros.

    A bank breaks a number where its line ends: digits that stand apart are read alone
    and together, and what names a known invoice counts. A number that is written in
    full counts alone, and also where there is no such invoice.
    """
    read: list[InvoiceId] = []
    for prefix in prefixes:
        written = re.compile(rf"(?<![A-Z0-9]){prefix}{_GAP}([0-9](?:[0-9]|{_SPACE})*)")
        for written_number in written.finditer(text.upper()):
            read += _numbers_in_groups(
                prefix, re.findall(r"[0-9]+", written_number[1]), known
            )
    return list(dict.fromkeys(read))


def _numbers_in_groups(
    prefix: str,
    groups: Sequence[str],
    known: Mapping[tuple[str, str, int], InvoiceId],
) -> list[InvoiceId]:
    """Read a year and a number from digits that stand in groups."""
    digits, read = "", []
    for place, group in enumerate(groups, 1):
        digits += group
        year, number = digits[:YEAR_DIGITS], digits[YEAR_DIGITS:]
        if not 0 < len(number) <= DIGITS_MAX:
            continue
        invoice = known.get((prefix, year, int(number)))
        if len(number) >= DIGITS and invoice is not None:
            # A second number of the same year may follow, by its digits alone.
            later = [group for group in groups[place:] if len(group) == DIGITS]
            others = [known.get((prefix, year, int(group))) for group in later]
            return [invoice, *(other for other in others if other is not None)]
        if len(number) == DIGITS and number.startswith("0"):
            return [InvoiceId(f"{prefix}-{year}-{number}")]
        if invoice is not None:
            read.append(invoice)
    return read
