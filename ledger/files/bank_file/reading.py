"""Read a bank's file of an account: CSV by a mapping of its columns, camt, or MT940.

Nothing that stands in a file is recorded but days, amounts and the bank's own names of
its lines. All mistakes of a file are reported at once, as ``Faulty``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

from ledger.files.bank_file.archive import archived_files, is_archive
from ledger.files.bank_file.camt import read_camt
from ledger.files.bank_file.mapping import BankMapping
from ledger.files.bank_file.mt940 import is_mt940, read_mt940
from ledger.files.bank_file.statement import BankStatement, read_columns
from ledger.files.contents import contents
from ledger.files.table import decoded
from ledger.money import Currency
from ledger.settlement.bank import BankLine
from ledger.value import replace

_DECLARED = re.compile(rb"<\?xml[^>]{0,80}encoding=[\"']([A-Za-z0-9._-]{1,40})[\"']")
_UNMARKED = {b"<\x00": "utf-16-le", b"\x00<": "utf-16-be"}
"""How XML begins in UTF-16 without a byte order mark (XML 1.0, appendix F)."""


def read_bank(
    path: str | Path, *, mapping: BankMapping, currency: Callable[[], Currency]
) -> BankStatement:
    """Read a bank's file, or each of an archive: camt, MT940, else CSV by the mapping.

    ``currency`` is that of a CSV file; the others name it. Raises Faulty.
    """
    file = str(path)
    file_bytes = contents(file, expected="a bank's CSV, camt or MT940 file")
    if not is_archive(file_bytes):
        return _read_one(file, file_bytes, mapping, currency)
    lines: list[BankLine] = []
    notes: list[str] = []
    for name, archived in archived_files(file, file_bytes):
        read = _read_one(f"{file}: {name}", archived, mapping, currency)
        before = max((line.statement for line in lines), default=0)
        lines += [
            replace(line, statement=before + line.statement) for line in read.lines
        ]
        notes.append(f"{name} holds {len(read.lines)} lines")
    digest = hashlib.sha256(file_bytes).hexdigest()
    return BankStatement(tuple(lines), tuple(notes), digest)


def _read_one(
    file: str,
    file_bytes: bytes,
    mapping: BankMapping,
    currency: Callable[[], Currency],
) -> BankStatement:
    text = text_of(file, file_bytes)
    if text.lstrip().startswith("<"):
        return read_camt(file, text)
    if is_mt940(text):
        return read_mt940(file, text)
    return read_columns(file, text, mapping=mapping, currency=currency())


def text_of(file: str, file_bytes: bytes) -> str:
    """Decode a file: XML as it says itself, else UTF-8, UTF-16 or Windows-1252."""
    declared = _DECLARED.match(file_bytes)
    encoding = _UNMARKED.get(file_bytes[:2])
    if encoding is None and declared is not None:
        encoding = declared[1].decode("ascii")
    try:
        # What was declared in letters of one byte is not in an encoding of two.
        if encoding is not None and file_bytes[:2].decode(encoding)[:1] == "<":
            return file_bytes.decode(encoding)
    except (LookupError, ValueError):
        pass
    return decoded(file, file_bytes)[0]
