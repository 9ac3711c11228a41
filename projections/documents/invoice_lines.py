"""The table of an invoice or a credit note: its lines, lot by lot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import accumulate

from ledger.events.documents import (
    BESIDE_LOTS,
    Charge,
    InvoiceLine,
    is_on_margin,
    total_of,
)
from ledger.identity import LotId, number_of
from projections.documents.line_groups import by_lot
from projections.documents.model import Block, PaperLine, PaperTable, SubLine
from projections.documents.shared_taxes import SharedTaxes
from projections.documents.tax_words import tax_lines, tax_mark
from projections.documents.wording import NOTHING, DocumentWording


def _any_taxed(lines: tuple[InvoiceLine, ...]) -> bool:
    return any(line.shown_tax for line in lines)


def paper_table(
    lines: tuple[InvoiceLine, ...],
    wording: DocumentWording,
    shared: SharedTaxes,
    sessions: Mapping[LotId, int],
) -> PaperTable:
    """Set the lines out by lot; without a tax to show, in one column of amounts.

    Where the lots are of several sessions, each names its own.
    """
    lots = {line.lot for line in lines if line.lot is not None}
    known = {lot: session for lot, session in sessions.items() if lot in lots}
    several = known if len(set(known.values())) > 1 else {}
    taxed = _any_taxed(lines)
    groups = by_lot(lines)
    down_to = accumulate(total_of(group) for group in groups)
    keys = ("net", "tax", "amount") if taxed else ("amount",)
    return PaperTable(
        columns=wording.columns(*keys),
        blocks=tuple(
            _lot_block(
                group,
                wording,
                shared,
                wording.figures(so_far),
                session=None if (lot := group[0].lot) is None else several.get(lot),
                taxed=taxed,
            )
            for group, so_far in zip(groups, down_to, strict=True)
        ),
        total=PaperLine(
            wording.say("total"), "", _sum_cells(lines, wording, taxed=taxed)
        ),
    )


def _lot_block(
    group: tuple[InvoiceLine, ...],
    wording: DocumentWording,
    shared: SharedTaxes,
    carried: str,
    *,
    session: int | None,
    taxed: bool,
) -> Block:
    first = group[0]
    title = next((line.said for line in group if line.charge not in BESIDE_LOTS), "")
    remarks = [] if session is None else [f"{wording.say('session')} {session}"]
    if any(is_on_margin(line) for line in group):
        remarks.append(wording.say("margin-lot"))
    return Block(
        number="" if first.lot is None else number_of(first.lot),
        title=title,
        remarks=tuple(remarks),
        lines=tuple(
            _invoice_line(line, wording, shared, taxed=taxed) for line in group
        ),
        carried=carried,
    )


def _invoice_line(
    line: InvoiceLine, wording: DocumentWording, shared: SharedTaxes, *, taxed: bool
) -> PaperLine:
    return PaperLine(
        words=_line_words(line, wording),
        entry=f"#{line.source}",
        amounts=_cells(line, wording, taxed=taxed),
        remark=tax_mark(line, wording, shared),
        below=_in_one_line(
            (*_part_lines(line, wording), *tax_lines(line, wording, shared))
        ),
    )


def _line_words(line: InvoiceLine, wording: DocumentWording) -> str:
    """Say what is charged; of a charge beside lots, in the words of its event."""
    if line.charge is Charge.PREMIUM and is_on_margin(line):
        return wording.say("premium-margin")
    words = wording.say(line.charge.value)
    plain = (words.casefold(), line.charge.value)
    own = line.charge in BESIDE_LOTS and line.said.casefold() not in plain
    return f"{words}: {line.said}" if own and line.said else words


def _cells(
    line: InvoiceLine, wording: DocumentWording, *, taxed: bool
) -> tuple[str, ...]:
    gross = wording.figures(line.gross)
    if not taxed:
        return (gross,)
    if is_on_margin(line):
        # The tax is inside, and must not be told from the rest (rulebook 5).
        return ("", "", gross)
    tax = wording.figures(line.shown_tax) if line.shown_tax else NOTHING
    return (wording.figures(line.net), tax, gross)


def _sum_cells(
    lines: tuple[InvoiceLine, ...], wording: DocumentWording, *, taxed: bool
) -> tuple[str, ...]:
    gross = wording.figures(total_of(lines))
    if not taxed:
        return (gross,)
    tax = wording.figures(sum(line.shown_tax for line in lines))
    if any(is_on_margin(line) for line in lines):
        return ("", tax, gross)
    return (wording.figures(sum(line.net for line in lines)), tax, gross)


def _part_lines(line: InvoiceLine, wording: DocumentWording) -> Iterator[SubLine]:
    """Say how an amount was made up: pieces, bands, minimum, flat fee, surcharge."""
    if line.pieces > 1:
        yield SubLine(
            f"{line.pieces} \N{MULTIPLICATION SIGN} {wording.money(line.each)}"
        )
    made = [
        (wording.of(piece.rate, piece.up_to - piece.from_), piece.amount)
        for piece in line.slices
    ]
    extra = [
        ("minimum", line.minimum),
        ("flat", line.flat),
        ("surcharge", line.surcharge),
    ]
    made += [(wording.say(key), part) for key, part in extra if part]
    for words, amount in made:
        yield SubLine(words, (wording.figures(amount),) if len(made) > 1 else ())


def _in_one_line(below: tuple[SubLine, ...]) -> tuple[SubLine, ...]:
    """Put what has no amount of its own in one line of small type."""
    if any(sub_line.amounts for sub_line in below) or not below:
        return below
    return (SubLine(" \N{MIDDLE DOT} ".join(sub_line.words for sub_line in below)),)
