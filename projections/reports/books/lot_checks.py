"""Lots against invoices: as they were sold, one at a time, and in the order of days."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from sqlalchemy import Connection

from ledger.events import Charge
from ledger.identity import SaleId
from ledger.money import Minor
from projections.billing import BillingRow
from projections.document_lines import DocumentLineRow
from projections.invoices import DocumentKind
from projections.premium import PREMIUM, PremiumRow, Settled
from projections.queries import rows_in
from projections.reports.model import Column, Kind, ReportTable, Row
from projections.results import RESULTS, LotResult
from projections.statements import StatementLineRow

FOUND = (
    Column("which", "Which", key=True),
    Column("why", "Why", key=True),
    Column("remedy", "What to do"),
    Column("agrees", "Agrees", Kind.YES_NO),
)

Check = tuple[str, int, int]
"""What must agree, what is expected, and what was found."""

AS_SOLD = "Lots on an invoice as they are sold now"
TWICE_ON_ONE_DAY = "Lots on two invoices on one day"
EARLIER_STATEMENTS = "Statements of an earlier day than one before them"
FOR_A_PERSON = frozenset({AS_SOLD, TWICE_ON_ONE_DAY, EARLIER_STATEMENTS})
"""The checks that can fail in books that nobody changed: a hammer was amended after it
was invoiced, or the days of documents were told so. A person has to look at them."""


def table_of_disagreeing(rows: Iterable[Row]) -> ReportTable:
    """Return the table of what does not agree."""
    return ReportTable(
        name="found",
        title="What does not agree, and what to do",
        columns=FOUND,
        rows=tuple((*row, False) for row in rows),
    )


class LotChecks:
    """What lots, invoices and statements say of each other."""

    def __init__(
        self,
        db: Connection,
        sale: SaleId | None,
        *,
        lines: Sequence[DocumentLineRow],
        billed: Sequence[BillingRow],
        stated: Sequence[StatementLineRow],
    ) -> None:
        self._results: dict[str, LotResult] = {
            row.lot: row for row in rows_in(db, RESULTS, sale, by=("order",))
        }
        self._premiums: list[PremiumRow] = rows_in(db, PREMIUM, sale, by=("order",))
        self._lines, self._billed, self._stated = lines, billed, stated

    def checks(self) -> Iterator[Check]:
        """Count what agrees, and how many lots and statements do not."""
        yield from self._histories_checks()
        standing = [each for each in self._billed if each.credit_note is None]
        as_sold = sum(self._stands_as_sold(each) for each in standing)
        yield AS_SOLD, len(standing), as_sold
        yield TWICE_ON_ONE_DAY, 0, len(list(self._twice_billed()))
        yield (
            EARLIER_STATEMENTS,
            0,
            len(list(self._statements_too_early())),
        )
        sold = [row for row in self._results.values() if row.premium is not None]
        yield (
            "Premiums due, as the lots were sold at",
            sum(row.premium or 0 for row in sold),
            sum(
                row.premium or 0
                for row in self._premiums
                if row.settled is Settled.SOLD and row.paddle is not None
            ),
        )

    def disagreeing(self) -> Iterator[Row]:
        """Name each lot and statement that does not agree, with the remedy."""
        yield from self._amended_rows()
        yield from self._twice_billed()
        yield from self._statements_too_early()

    def _histories_checks(self) -> Iterator[Check]:
        """Hold the lines of documents against what the lots themselves tell."""
        documents = Counter(
            (str(line.lot), str(line.invoice), str(line.document), line.amount)
            for line in self._lines
            if line.charge is Charge.HAMMER
        )
        lots: Counter[tuple[str, str, str, Minor]] = Counter()
        for each in self._billed:
            lots[each.lot, each.invoice, each.invoice, each.hammer] += 1
            if each.credit_note is not None:
                lots[each.lot, each.invoice, each.credit_note, each.hammer] += 1
        in_documents = "Lots that a document invoices or credits say the same"
        yield (
            f"{in_documents} in their own history",
            documents.total(),
            (documents & lots).total(),
        )
        yield (
            "Lots that say they were invoiced or credited stand on that document",
            lots.total(),
            (lots & documents).total(),
        )

    def _stands_as_sold(self, billed: BillingRow) -> bool:
        sold = self._results.get(billed.lot)
        return sold is not None and (sold.buyer, sold.hammer, sold.premium) == (
            billed.buyer,
            billed.hammer,
            billed.premium,
        )

    def _amended_rows(self) -> Iterator[Row]:
        for each in self._billed:
            if each.credit_note is not None or self._stands_as_sold(each):
                continue
            yield (
                f"Lot {each.lot} on {each.invoice}",
                _what_changed(each, self._results.get(each.lot)),
                f"Credit it and invoice it again with: lotledger settle {each.sale}",
            )

    def _twice_billed(self) -> Iterator[Row]:
        """Find lots whose next invoice is dated before the last was taken back."""
        of_lot: defaultdict[str, list[DocumentLineRow]] = defaultdict(list)
        for line in sorted(self._lines, key=lambda line: line.position):
            if line.charge is Charge.HAMMER and line.lot is not None:
                of_lot[line.lot].append(line)
        for lot, lines in of_lot.items():
            credited: DocumentLineRow | None = None
            for line in lines:
                if line.kind is DocumentKind.CREDIT_NOTE:
                    credited = line
                elif credited is not None and line.issued_on < credited.issued_on:
                    note = f"{credited.document} of {credited.issued_on}"
                    yield (
                        f"Lot {lot} on {credited.invoice} and {line.document}",
                        f"{line.document} is of {line.issued_on}, before {note}",
                        _days_remedy(line.issued_on, credited.issued_on),
                    )

    def _statements_too_early(self) -> Iterator[Row]:
        last: dict[tuple[str, str], StatementLineRow] = {}
        named: set[str] = set()
        for line in sorted(self._stated, key=lambda line: line.position):
            before = last.get((line.sale, line.consignor))
            if before is None or line.issued_on >= before.issued_on:
                last[line.sale, line.consignor] = line
            elif line.statement not in named:
                named.add(line.statement)
                earlier = f"{before.statement} of {before.issued_on}"
                yield (
                    f"Statement {line.statement}",
                    f"it is of {line.issued_on}, before {earlier}",
                    _days_remedy(line.issued_on, before.issued_on),
                )


def _what_changed(billed: BillingRow, sold: LotResult | None) -> str:
    if sold is None or sold.hammer is None:
        return "it is not sold any more"
    if sold.buyer != billed.buyer:
        return f"it was invoiced to paddle {billed.buyer}; the buyer is {sold.buyer}"
    return "its hammer or premium was amended after it was invoiced"


def _days_remedy(first: date, until: date) -> str:
    return (
        f"It stays so in books that were closed between {first} and {until}: tell who "
        "closed them"
    )
