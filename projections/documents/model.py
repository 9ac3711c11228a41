"""A document as it will be printed: every word and figure in its place, no markup."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.terms.house import PaperSize

LETTERS_MAX = 1_200
LINES_MAX = 20
"""A block with more in it may break over a page: most of one would stay empty."""


@dataclass(frozen=True, slots=True)
class NamedFact:
    """A name and what it is: beside the address, or of a bank account."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class SubLine:
    """A note below a line in small type, with amounts of its own if any."""

    words: str
    amounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One line of the event: what for, which entry of the ledger, how much."""

    words: str
    entry: str
    amounts: tuple[str, ...]
    """One for each column of amounts."""
    remark: str = ""
    """What stands behind the words in small type."""
    below: tuple[SubLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of one lot, or of one charge, which stay together on a page."""

    number: str
    """The lot number; empty where there is no lot."""
    title: str
    remarks: tuple[str, ...]
    lines: tuple[PaperLine, ...]
    carried: str
    """What the document comes to down to here: carried forward at the end of a page."""

    @property
    def is_whole(self) -> bool:
        """Whether it is short enough to be kept on one page."""
        below = sum(len(line.below) for line in self.lines)
        return len(self.title) <= LETTERS_MAX and len(self.lines) + below <= LINES_MAX


@dataclass(frozen=True, slots=True)
class Sum:
    """A figure below the table."""

    words: str
    amount: str


@dataclass(frozen=True, slots=True)
class Summary:
    """Figures of one kind below the table, under a name."""

    name: str
    sums: tuple[Sum, ...]


@dataclass(frozen=True, slots=True)
class PaperAccount:
    """An account to pay to, and a code that a telephone pays from."""

    facts: tuple[NamedFact, ...]
    code: str = ""
    """A picture in SVG; empty where there is none."""
    code_name: str = ""


@dataclass(frozen=True, slots=True)
class PaymentWords:
    """The words on how to pay, or on what becomes of a credit."""

    name: str
    words: str
    accounts: tuple[PaperAccount, ...] = ()
    ways: tuple[str, ...] = ()
    """The other ways to pay."""
    ways_name: str = ""
    link: str = ""
    link_name: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """Paragraphs under a name: on collection, conditions, what the law wants said."""

    name: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RemittanceSlip:
    """What is torn off and sent back with a check."""

    name: str
    words: str
    facts: tuple[NamedFact, ...]
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SwissPart:
    """The payment part of a Swiss QR-bill, in its own words."""

    svg: str
    names: dict[str, str]
    currency: str
    amount: str
    iban: str
    reference: str
    creditor: tuple[str, ...]
    debtor: tuple[str, ...]
    message: str


@dataclass(frozen=True, slots=True)
class HouseHead:
    """The house, as it stands above and below."""

    name: str
    lines: tuple[str, ...]
    contact: tuple[str, ...]
    legal: tuple[str, ...]
    footer: str
    logo: str
    """The name of the file that holds the picture; empty where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The frame around the figures: the house, the reader, the sheet of paper."""

    size: PaperSize
    language: str
    head: HouseHead
    to: tuple[str, ...]
    names: dict[str, str]
    """What the template prints of itself: its columns, page, carried forward."""
    mark: str
    """What each page of a rehearsal says above all; empty elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperTable:
    """The lines of a document, block by block."""

    columns: tuple[str, ...]
    """The columns of amounts; the last is the one that is carried forward."""
    blocks: tuple[Block, ...]
    total: PaperLine


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedDocument:
    """One document."""

    frame: Frame
    kind: str
    number: str
    facts: tuple[NamedFact, ...]
    intro: tuple[str, ...] = ()
    """Paragraphs above the table, where a document is a letter."""
    table: PaperTable
    sums: tuple[Sum, ...]
    final: Sum
    since: Summary | None = None
    """What became of it after it was issued."""
    summaries: tuple[Summary, ...]
    payment: PaymentWords | None
    notices: tuple[Notice, ...] = ()
    """What the reader has to know beside paying."""
    notes: tuple[str, ...]
    texts: tuple[Notice, ...] = ()
    """Texts of any length, below all else."""
    slip: RemittanceSlip | None = None
    swiss: SwissPart | None = None

    @property
    def is_whole(self) -> bool:
        """Whether all below the table is short enough to be kept on one page."""
        sums = sum(len(summary.sums) for summary in self.summaries)
        ways = len(self.payment.ways) if self.payment else 0
        words = (
            *self.notes,
            *(part for each in self.notices for part in each.paragraphs),
        )
        return sums + ways <= LINES_MAX and sum(map(len, words)) <= 2 * LETTERS_MAX
