"""Where ledgers are: each a path or a URL, taken whole also from the environment."""

from __future__ import annotations

import click


class _Place(click.ParamType[str]):
    """A path or a URL."""

    name = "place"

    def split_envvar_value(self, rv: str) -> list[str]:
        """Return what a variable names: one ledger, whatever blanks are in its path."""
        return [rv]


ledger_option = click.option(
    "--ledger",
    envvar="LOTLEDGER_URL",
    default=("lotledger.db",),
    show_default="lotledger.db",
    type=_Place(),
    multiple=True,
    metavar="PATH|URL",
    help="The ledger to work on; given again, a report tells of several.",
)
