"""Read a bank's file of an account: CSV by a mapping of its columns, or camt.053.

Nothing that stands in a file is recorded but days, amounts and the bank's own names of
its lines. All mistakes of a file are reported at once, as ``Faulty``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ledger.files.bank_file.camt import read_camt
from ledger.files.bank_file.mapping import BankMapping
from ledger.files.bank_file.statement import BankStatement, read_columns
from ledger.files.contents import contents
from ledger.files.table import decoded
from ledger.money import Currency


def read_bank(
    path: str | Path, *, mapping: BankMapping, currency: Callable[[], Currency]
) -> BankStatement:
    """Read a bank's file: XML as camt.053, anything else as CSV by the mapping.

    ``currency`` is that of a CSV file; the others name it. Raises Faulty.
    """
    file = str(path)
    text, _ = decoded(file, contents(file, expected="a bank's CSV or camt.053 file"))
    if text.lstrip().startswith("<"):
        return read_camt(file, text)
    return read_columns(file, text, mapping=mapping, currency=currency())
