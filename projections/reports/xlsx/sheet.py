"""One table on its sheet: the heading above it, typed cells, sums as formulas."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from fractions import Fraction

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from projections.rehearsal import rehearsal_mark
from projections.reports.lines import (
    EMPTY,
    LineRole,
    is_figure,
    label_place,
    lines,
    money_of,
)
from projections.reports.model import Column, Heading, Kind, ReportTable, Row, Value
from projections.reports.script_values import rate_decimal
from projections.reports.wording import Fact, Wording, imprint, subject
from projections.reports.xlsx.number_formats import number_format, total_format
from projections.reports.xlsx.sizes import cut, height, mark, widths

EXACT_MAX = 2**53
"""Every whole number up to here is a float of its own."""

FONT = "Calibri"
INK, SOFT, ACCENT = "#4a463f", "#6f6a62", "#7a5c2e"
TITLE_SIZE, TITLE_HEIGHT = 16, 24.0

HEAD: dict[str, object] = {
    "bottom": 1,
    "text_wrap": True,
    "valign": "bottom",
    "font_color": INK,
}

LANDSCAPE_WIDTH = 95
"""Wider tables, in letters, are printed across."""

SEPARATOR = "  \N{MIDDLE DOT}  "
_PAPER = {"a4": 9, "us-letter": 1}


class TooLargeForSheet(ValueError):
    """An amount is larger than a spreadsheet can hold without blurring it."""

    def __init__(self, column: Column, amount: int) -> None:
        what = f"{column.title}: {amount:,} minor units are more than a spreadsheet"
        super().__init__(f"{what} keeps exact. Write the report as CSV or JSON.")


class Sheet:
    """One table on its sheet, below the heading."""

    def __init__(
        self, book: Workbook, sheet: Worksheet, table: ReportTable, wording: Wording
    ) -> None:
        self.book = book
        self.sheet = sheet
        self.table = table
        self.wording = wording
        self.worded = list(lines(table, wording))
        self.widths = widths(table, self.worded)
        self.styles = {
            role: [self._style_of(place, role) for place in range(len(table.columns))]
            for role in LineRole
        }

    def fill(self, heading: Heading) -> None:
        """Write the heading, the names of the columns, the rows and their totals."""
        head = self._write_heading(heading)
        self._write_column_names(head)
        after = self._write_rows(head + 1)
        for row, line in enumerate(self.worded, start=head + 1):
            if (high := height(line.cells, self.widths)) is not None:
                self.sheet.set_row(row, high)
        if not self.table.rows:
            self.sheet.write_string(after, 0, EMPTY, self._plain_style(italic=True))
            after += 1
        if self.table.note is not None:
            note = self._plain_style(italic=True, font_color=SOFT)
            self.sheet.write_string(after + 1, 0, cut(self.table.note), note)
        self._set_up_page(heading, head)

    def _write_heading(self, heading: Heading) -> int:
        """Write what each page says; returns the row that names the columns."""
        named_house = [heading.house, rehearsal_mark(heading.timing)]
        house = SEPARATOR.join(part for part in named_house if part)
        texts = [
            (house, self._plain_style(font_color=ACCENT)),
            (heading.title, self._plain_style(font_size=TITLE_SIZE)),
            (_facts_line(subject(heading, self.wording)), self._plain_style()),
            (
                _facts_line(imprint(heading, self.wording)),
                self._plain_style(font_color=SOFT),
            ),
            ("", self._plain_style()),
        ]
        named = [self.table.title, money_of(self.table)]
        title = SEPARATOR.join(part for part in named if part)
        texts.append((title, self._plain_style(italic=True)))
        for row, (text, style) in enumerate(texts):
            self.sheet.write_string(row, 0, cut(text), style)
        self.sheet.set_row(1, TITLE_HEIGHT)
        return len(texts)

    def _write_column_names(self, row: int) -> None:
        for place, column in enumerate(self.table.columns):
            self.sheet.set_column(place, place, self.widths[place])
            side = self._alignment(place)
            style = self._plain_style(**side, **HEAD)
            self.sheet.write_string(row, place, cut(column.title), style)

    def _write_rows(self, row: int) -> int:
        """Write rows and sums from a row on; returns the row after them."""
        first = row
        for section in self.table.sections():
            begun = row
            for values in section.rows:
                self._write_row(row, values)
                row += 1
            if section.totals is not None:
                name = self.wording.cell(
                    section.name, self._group_column, self.table.currency
                )
                span = (begun, row - 1)
                self._write_sums(
                    row, section.totals, span, LineRole.SUBTOTAL, f"Total {name}"
                )
                row += 1
        if self.table.rows and (totals := self.table.totals()) is not None:
            self._write_sums(row, totals, (first, row - 1), LineRole.TOTAL, "Total")
            row += 1
        return row

    @property
    def _group_column(self) -> Column:
        return next(
            column for column in self.table.columns if column.name == self.table.group
        )

    def _write_row(self, row: int, values: Row) -> None:
        for place, (value, column) in enumerate(
            zip(values, self.table.columns, strict=True)
        ):
            if value is not None:
                self._write_cell(row, place, value, column)

    def _write_cell(self, row: int, place: int, value: Value, column: Column) -> None:
        style = self.styles[LineRole.ROW][place]
        match column.kind, value:
            case Kind.YES_NO, bool():
                self.sheet.write_boolean(row, place, value, style)
            case Kind.MOMENT, datetime():
                local = value.astimezone(self.wording.zone).replace(tzinfo=None)
                self.sheet.write_datetime(row, place, local, style)
            case Kind.DAY, date():
                at = datetime.combine(value, time())
                self.sheet.write_datetime(row, place, at, style)
            case _, Fraction():
                self.sheet.write_number(row, place, float(rate_decimal(value)), style)
            case _, int():
                number = self._nearest_float(value, column)
                self.sheet.write_number(row, place, number, style)
            case _:
                self.sheet.write_string(row, place, cut(str(value)), style)

    def _nearest_float(self, value: int, column: Column) -> float:
        """Give the float nearest to an amount: the same text, digit by digit."""
        if abs(value) > EXACT_MAX:
            raise TooLargeForSheet(column, value)
        money = self.table.currency
        is_amount = column.kind is Kind.AMOUNT and money is not None
        return float(money.plain(value)) if is_amount and money else value

    def _write_sums(
        self, row: int, totals: Row, span: tuple[int, int], role: LineRole, name: str
    ) -> None:
        """Write a line of sums over the rows of a span, named at its left."""
        for place, (value, column) in enumerate(
            zip(totals, self.table.columns, strict=True)
        ):
            style = self.styles[role][place]
            if isinstance(value, int):
                formula = self._sum_formula(place, span, column, role)
                number = self._nearest_float(value, column)
                self.sheet.write_formula(row, place, formula, style, number)
            else:
                label = name if place == label_place(self.table) else ""
                self.sheet.write_string(row, place, cut(label), style)

    def _sum_formula(
        self, place: int, span: tuple[int, int], column: Column, role: LineRole
    ) -> str:
        letter = xl_col_to_name(place)
        cells = f"{letter}{span[0] + 1}:{letter}{span[1] + 1}"
        # SUBTOTAL passes over other subtotals, as long as nothing is wrapped around
        # those: so the last sum alone is rounded.
        if role is LineRole.SUBTOTAL:
            return f"=SUBTOTAL(9,{cells})"
        added = f"SUBTOTAL(9,{cells})" if self.table.group else f"SUM({cells})"
        money = self.table.currency if column.kind is Kind.AMOUNT else None
        return f"=ROUND({added},{money.decimals if money else 0})"

    def _set_up_page(self, heading: Heading, head: int) -> None:
        """Set the page up: what is frozen, and what each sheet of paper says."""
        sheet, columns, last = self.sheet, self.table.columns, len(self.table.rows)
        sheet.freeze_panes(head + 1, 0)
        # The heading is repeated with the names of the columns: each page says all.
        sheet.repeat_rows(0, head)
        if self.table.rows and self.table.group is None:
            sheet.autofilter(head, 0, head + last, len(columns) - 1)
        # A paddle is a name made of digits: no slip that needs a green corner.
        letters = map(xl_col_to_name, self.table.places(Kind.TEXT))
        spans = " ".join(
            f"{letter}{head + 2}:{letter}{head + 1 + last}" for letter in letters
        )
        if spans and last:
            sheet.ignore_errors({"number_stored_as_text": spans})
        sheet.set_paper(_PAPER[self.wording.paper])
        sheet.fit_to_pages(1, 0)
        if sum(self.widths) > LANDSCAPE_WIDTH:
            sheet.set_landscape()
        left, middle = mark(heading.house), mark(heading.title)
        sheet.set_header(f"&L{left}&C{middle}&R{mark(heading.sale or '')}")
        sheet.set_footer(f"&L{mark(heading.ledger)}&RPage &P of &N")

    def _alignment(self, place: int) -> dict[str, object]:
        """Set figures flush right, and what stands beside them a little off."""
        if is_figure(self.table.columns[place]):
            return {"align": "right"}
        return {"align": "left", "indent": 1 if place else 0}

    def _style_of(self, place: int, role: LineRole) -> Format:
        column = self.table.columns[place]
        look = {
            **self._alignment(place),
            "num_format": number_format(self.table, column),
            "text_wrap": column.kind is Kind.TEXT,
        }
        match role:
            case LineRole.SUBTOTAL:
                look |= {"italic": True, "top": 4}
            case LineRole.TOTAL:
                shown = total_format(self.table, column)
                look |= {"bold": True, "top": 1, "bottom": 6, "num_format": shown}
            case LineRole.ROW:
                pass
        return self._plain_style(**look)

    def _plain_style(self, **look: object) -> Format:
        return self.book.add_format({"font_name": FONT, "valign": "top", **look})


def _facts_line(facts: Sequence[Fact]) -> str:
    return SEPARATOR.join(f"{name}: {fact}" for name, fact in facts)
