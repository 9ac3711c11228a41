"""Serve the ledger to many at once."""

from __future__ import annotations

import os
import socket
from contextlib import ExitStack
from typing import TYPE_CHECKING

import click

from commands.extras import how_to_install
from commands.keeping import passphrase
from commands.session import LedgerSession

if TYPE_CHECKING:
    from starlette.applications import Starlette

BRINGS = ("starlette", "uvicorn", "uvloop", "httptools", "prometheus_client")
HOST, PORT = "127.0.0.1", 8000
_WORKER = "from commands.main import main; main(prog_name='lotledger')"
PROXY = "LOTLEDGER_PROXY"
"""Says that a proxy in front speaks TLS, by the address that others know it by."""


@click.command()
@click.option(
    "--host", default=HOST, show_default=True, help="The address to listen at."
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    help="The port to listen at; 0 takes a free one.",
)
@click.option(
    "--workers",
    type=click.IntRange(0, 64),
    default=1,
    show_default=True,
    help="How many processes answer questions and streams, beside the one that writes.",
)
@click.option(
    "--behind",
    envvar=PROXY,
    metavar="ADDRESS",
    help="The address of the proxy in front that speaks TLS: https://bids.example.com.",
)
@click.option(
    "--handed",
    hidden=True,
    nargs=2,
    type=int,
    help="What a worker is started with: its channel, and what ends with its starter.",
)
@click.pass_obj
def serve(
    ledger: LedgerSession,
    *,
    host: str,
    port: int,
    workers: int,
    behind: str | None,
    handed: tuple[int, int] | None,
) -> None:
    """Serve this ledger over HTTP until stopped: the API and its live updates.

    One process writes, whatever asks. It listens on this machine alone unless --behind
    names a proxy that speaks TLS; a rehearsal never leaves this machine. Who may come
    in is said by tokens: lotledger token new. /openapi.json describes every address.

    Example: lotledger serve --port 8000 --workers 2
    """
    try:
        from web import serving
    except ModuleNotFoundError as fault:
        raise click.ClickException(how_to_install("serve", fault, *BRINGS)) from fault

    _must_be_safe(ledger, host, behind)
    with ExitStack() as opened:
        app = _application(ledger, opened)
        if handed is not None:
            channel, life = socket.socket(fileno=handed[0]), handed[1]
            serving.answer_questions(app, channel, life)
            return
        listening = opened.enter_context(_listening(host, port))
        address = "{}:{}".format(*listening.getsockname()[:2])
        click.echo(f"Serving {ledger.place} at http://{address}. Stop with Ctrl-C.")
        worker = ["-c", _WORKER, "--ledger", ledger.place, "serve", "--handed"]
        serving.serve(app, listening, worker, workers=workers)


def _application(ledger: LedgerSession, opened: ExitStack) -> Starlette:
    from ledger.house.vaults import open_vault_of
    from projections.views import Views
    from web.application import application
    from web.sign_in import TokenSignIn

    house = ledger.house()
    vault = opened.enter_context(open_vault_of(house, passphrase))
    views = opened.enter_context(Views(house, ledger.place))
    return application(house, views, TokenSignIn(house, vault))


def _must_be_safe(ledger: LedgerSession, host: str, behind: str | None) -> None:
    """Refuse to speak plainly to other machines; raises BadParameter."""
    from web.addresses import is_loopback

    if is_loopback(host):
        return
    if not ledger.house().ledger().live:
        slip = "This is a rehearsal, which never leaves this machine."
        raise click.BadParameter(slip, param_hint="'--host'")
    if behind is None or not behind.startswith("https://"):
        slip = (
            f"At {host} others would hear what is said, tokens too. Listen at {HOST}, "
            "or name the proxy in front that speaks TLS with --behind."
        )
        raise click.BadParameter(slip, param_hint="'--host'")


def _listening(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), reuse_port=False)
    except OSError as fault:
        why = os.strerror(fault.errno or 0)
        slip = f"{host}:{port} cannot be listened at, {why}. Name another."
        raise click.BadParameter(slip, param_hint="'--port'") from fault
