"""Serve the demo: open to a browser, for somebody of each role."""

from __future__ import annotations

import os
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

import click

from commands.extras import how_to_install
from commands.keeping import FOLDER, passphrase
from commands.output import print_table
from commands.serve import BRINGS, serve
from commands.service_address import HOST
from commands.session import LedgerSession

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from ledger.identity import Role, SaleId

    Everybody: TypeAlias = list[tuple[str, Role, str]]

_COLUMNS = (("name", "left"), ("password", "left"), ("begin at", "left"))


def keep_keys_beside(folder: Path) -> None:
    """Keep the keys of the demo beside its folder, where no other folder is named."""
    beside = folder.absolute().with_name(f"{folder.absolute().name}-keys")
    os.environ.setdefault(FOLDER, str(beside))


def open_demo(ledger: LedgerSession, folder: Path, sale: SaleId, port: int) -> None:
    """Let somebody of each role in, begin a sale of today, and serve until stopped."""
    from commands.demo.pictures import show_pictures
    from commands.demo.today import begin_a_sale_of_today

    everybody, house = _let_in(ledger, has_names=True), ledger.house()
    today = begin_a_sale_of_today(house, folder)
    show_pictures(house, sale, today)
    _serve(ledger, port, everybody, lambda role: _begins_at(role, today))


def open_empty_house(ledger: LedgerSession, port: int) -> None:
    """Let somebody of each role in to a house without a sale, and serve it."""
    begins = {"accountant": "/books", "auditor": "/history", "clerk": "/announce"}
    everybody = _let_in(ledger, has_names=False)
    _serve(ledger, port, everybody, lambda role: begins.get(role, "/"))


def _let_in(ledger: LedgerSession, *, has_names: bool) -> Everybody:
    """Make the vault where there is none, and passwords; raises ClickException.

    The clients of the demo have names, which are filed there.
    """
    from ledger.house.vaults import make_vault_of, open_vault_of, vault_file_of

    try:
        from commands.demo.letters import file_names
        from commands.demo.people import let_everybody_in

        house = ledger.house()
        if vault_file_of(house) is None:
            make_vault_of(house, None)
        with open_vault_of(house, passphrase) as vault:
            if has_names:
                file_names(vault)
            return let_everybody_in(house, vault, _new_password)
    except ModuleNotFoundError as fault:
        raise click.ClickException(how_to_install("serve", fault, *BRINGS)) from fault


def _serve(
    ledger: LedgerSession,
    port: int,
    everybody: Everybody,
    begins_at: Callable[[Role], str],
) -> None:
    """Print who signs in, and where each begins; then serve until stopped."""
    from commands.demo.letters import settings_in

    address = f"http://{HOST}:{port}" if port else ""
    rows = [
        (who, password, f"{address}{begins_at(role)}")
        for who, role, password in everybody
    ]
    title = f"Sign in at {address}/sign-in, for this rehearsal only"
    print_table(_COLUMNS, rows, title=title)
    settings = settings_in(Path(ledger.place).parent)
    words = ["--port", str(port), "--settings", str(settings)]
    asked = serve.make_context(
        "serve", words, parent=click.get_current_context(), obj=ledger
    )
    with asked:
        serve.invoke(asked)


def _new_password() -> str:
    """Return twelve letters that are quick to type."""
    return "-".join(token_hex(2) for _ in range(3))


def _begins_at(role: Role, today: SaleId) -> str:
    """Return the page that somebody of a role begins at."""
    return {
        "accountant": "/books",
        "auditor": "/history",
        "auctioneer": f"/sales/{today}/room",
        "bidder": f"/sales/{today}",
        "clerk": f"/sales/{today}",
        "compliance": "/audit",
        "developer": "/log",
        "administrator": "/users",
    }[role]
