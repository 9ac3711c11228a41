"""The chart of accounts: what a house's books call the accounts of the journal.

Each format has a chart of its own to begin with. A house names its own accounts by role
(``premium``, ``bank``), and the tax of one jurisdiction by ``tax.US-TX``; what is
claimed from it by ``input-tax.GB``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from projections.journal import BookAccount, Posting

_TAX = re.compile(r"(tax|input-tax)\.([A-Z]{2}(?:-[A-Z0-9]{1,20})*)")
_OF_A_PLACE = (BookAccount.TAX, BookAccount.INPUT_TAX)


class UnknownRole(ValueError):
    """A chart names an account that the journal does not have."""

    def __init__(self, role: str) -> None:
        roles = ", ".join(BookAccount)
        super().__init__(
            f"{role!r} is no account of the journal. Name one of {roles}, or the tax "
            "of a place like tax.US-TX."
        )


class NotAnAccountName(ValueError):
    """A format does not know accounts by such a name."""

    def __init__(self, name: str, role: str, example: str) -> None:
        super().__init__(
            f"{name!r} cannot name the account for {role}. Write it like {example}."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The name of each account in one format."""

    accounts: Mapping[BookAccount, str]
    shape: re.Pattern[str]
    """What the whole of a name may be in this format."""
    between: str | None
    """What stands between an account and a part of it; None: there are no parts."""
    taxes: Mapping[tuple[BookAccount, str], str] = field(default_factory=dict)
    """The accounts of jurisdictions that have one of their own."""

    def __post_init__(self) -> None:
        assert self.accounts.keys() == set(BookAccount), "a chart names every account"
        named = {str(account): name for account, name in self.accounts.items()}
        named |= {f"{role}.{place}": name for (role, place), name in self.taxes.items()}
        for role, name in named.items():
            if not self.shape.fullmatch(name):
                raise NotAnAccountName(name, role, self.accounts[BookAccount.BANK])

    def named(self, names: Mapping[str, str]) -> Chart:
        """Call accounts what a house calls them; raises UnknownRole for a slip."""
        accounts, taxes = dict(self.accounts), dict(self.taxes)
        for role, name in names.items():
            if matched := _TAX.fullmatch(role):
                taxes[BookAccount(matched[1]), matched[2]] = name
            elif role in tuple(BookAccount):
                accounts[BookAccount(role)] = name
            else:
                raise UnknownRole(role)
        return replace(self, accounts=accounts, taxes=taxes)

    def of(self, posting: Posting) -> str:
        """Name the account of a posting; a tax stands apart by its jurisdiction."""
        account, place = posting.account, posting.jurisdiction
        if account not in _OF_A_PLACE or place is None:
            return self.accounts[account]
        return self.tax_of(place, account)

    def tax_of(self, place: str, account: BookAccount = BookAccount.TAX) -> str:
        """Name the account of the taxes of one jurisdiction: owed, or claimed."""
        usual = self.accounts[account]
        apart = usual if self.between is None else f"{usual}{self.between}{place}"
        return self.taxes.get((account, place), apart)
