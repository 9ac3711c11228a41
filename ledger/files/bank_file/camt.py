"""A bank's camt file (ISO 20022): the entries of its statements, any version.

camt.053 is the statement of a day, camt.052 a report within the day, and camt.054 a
notice of single entries: all list entries alike. A file that declares entities is
refused unread.
"""

from __future__ import annotations

import hashlib
from functools import partial
from xml.etree.ElementTree import Element, ParseError, fromstring

from ledger.files.bank_file.camt_entry import bank_lines
from ledger.files.bank_file.statement import BankStatement
from ledger.files.problems import faulty_file
from ledger.settlement.bank import BankLine

_faulty = partial(
    faulty_file, expected="a camt.053, camt.052 or camt.054 file of a bank"
)


_STATEMENTS = {
    "BkToCstmrStmt": "Stmt",
    "BkToCstmrAcctRpt": "Rpt",
    "BkToCstmrDbtCdtNtfctn": "Ntfctn",
}
"""What each message holds: camt.053, camt.052 and camt.054."""


def read_camt(file: str, text: str) -> BankStatement:
    """Read every entry of a camt file, split where its parts add up to it."""
    lines: list[BankLine] = []
    place = 0
    for number, statement in enumerate(camt_statements(file, text), 1):
        for entry in statement.findall("{*}Ntry"):
            place += 1
            try:
                lines += bank_lines(statement, entry, place=place, number=number)
            except (LookupError, ValueError) as error:
                actual = f"entry {place} without a day, an amount or a direction"
                raise _faulty(file, actual, "Fetch the file again.") from error
    digest = hashlib.sha256(text.encode()).hexdigest()
    return BankStatement(tuple(lines), (), digest)


def camt_statements(file: str, text: str) -> list[Element]:
    """Return the statements, reports or notices of a camt file; raises Faulty."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise _faulty(file, "a document type", "Ask the bank for plain camt.053.")
    try:
        root = fromstring(text)  # noqa: S314 (no document type, so no entities)
    except ParseError as error:
        raise _faulty(file, f"broken XML ({error})", "Fetch the file again.") from error
    return _statements(file, root)


def _statements(file: str, root: Element) -> list[Element]:
    """Return the statements, reports or notices of a file, in its order."""
    for message, part in _STATEMENTS.items():
        # The first version has its number in the name of the message as well.
        for name in (message, f"{message}V01"):
            if statements := root.findall(f".//{{*}}{name}/{{*}}{part}"):
                return statements
    kind = root.tag.partition("}")[0].rpartition(":")[2]
    actual = f"no statement, but {kind}" if "." in kind else "no statement"
    raise _faulty(file, actual, "Check that it is the right file.")
