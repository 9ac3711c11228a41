"""The name of an account of the books, as people type it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from projections.journal.accounts import BookAccount


class AccountType(click.ParamType["BookAccount"]):
    """An account of the journal."""

    name = "account"

    def convert(self, value: Any, param: Any, ctx: Any) -> BookAccount:
        """Find the account of a name."""
        from projections.journal.accounts import BookAccount

        try:
            return BookAccount(value)
        except ValueError:
            known = ", ".join(BookAccount)
            self.fail(
                f"{value!r} is no account of the books. Name one of {known}.",
                param,
                ctx,
            )


ACCOUNT = AccountType()
