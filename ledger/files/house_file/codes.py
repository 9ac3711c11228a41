"""What an account needs so that a code to pay by can be printed beside it."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.files.house_file.shapes import BankTable
from ledger.files.toml.document import Mistake
from ledger.terms.paper import PaymentCode

_SWISS = ("CH", "LI")


def code_mistakes(bank: BankTable, place: int) -> Iterator[Mistake]:
    """Report a code that the account has no number, or no address, for."""
    path = ("letterhead", "banks", place, "code")
    if bank.code is None:
        return
    if bank.code is PaymentCode.EPC:
        if not bank.iban:
            yield Mistake(path, "an account with an iban", "Add it, or take code out.")
        return
    if not (bank.iban or "").startswith(_SWISS):
        expected = "an account with an iban of CH or LI"
        yield Mistake(path, expected, "Add it, or take code out.")
        return
    missing = [key for key in ("postcode", "city", "country") if not getattr(bank, key)]
    if missing:
        expected = f"the address of the holder: {', '.join(missing)}"
        yield Mistake(path, expected, "Add it to the account.")
