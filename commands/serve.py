"""Serve the ledger to many at once."""

from __future__ import annotations

import os
import socket
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.closing_due import closes_due
from commands.extras import how_to_install
from commands.keeping import (
    passphrase,
    take_passphrase,
    typed_passphrase,
    witness_folder,
)
from commands.service_address import ServiceAddress, serves_at
from commands.session import LedgerSession

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from web.due_lots import ClosesDue
    from web.oidc.provider import Provider
    from web.serving import Workers

BRINGS = (
    *("argon2", "starlette", "uvicorn", "uvloop", "httptools", "prometheus_client"),
    *("webauthn", "joserfc"),
)
PORT = 8000
_WORKER = "from commands.main import main; main(prog_name='lotledger')"


@click.command()
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
@serves_at
@click.option(
    "--log",
    is_flag=True,
    help="Write a line of JSON for each request to the standard error.",
)
@click.option(
    "--bids-a-second",
    "rate",
    type=click.IntRange(1, 10_000),
    default=20,
    show_default=True,
    help="So many commands are taken of each bidder; of one lot, a quarter.",
)
@click.option(
    "--oidc",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Let users sign in by the provider of OpenID Connect that FILE names; once "
    "for each provider.",
)
@click.option(
    "--settings",
    type=click.Path(path_type=Path),
    envvar="LOTLEDGER_HOUSE",
    metavar="HOUSE",
    help="The house's letterhead, for the documents that are printed.",
)
@closes_due
@click.option(
    "--handed",
    hidden=True,
    nargs=3,
    type=int,
    help="What a worker is started with: its channel, what ends with its starter, and "
    "the passphrase of the vault.",
)
@click.pass_obj
def serve(
    ledger: LedgerSession,
    *,
    port: int,
    workers: int,
    where: ServiceAddress,
    rate: int,
    log: bool,
    oidc: tuple[Path, ...],
    settings: Path | None,
    closes: ClosesDue | None,
    handed: tuple[int, int, int] | None,
) -> None:
    """Serve this ledger over HTTP until stopped: the API and its live updates.

    One process writes, whatever asks. It listens on this machine alone unless it speaks
    TLS, or --proxy names a proxy that does; a rehearsal never leaves this machine. Who
    may come in is said by passwords and tokens: lotledger user password, client invite,
    token new. /openapi.json describes every address.

    Example: lotledger serve --port 8000 --workers 2
    """
    _must_be_installed()
    from web import serving

    where.must_be_safe(ledger.house())
    take_passphrase(None if handed is None else handed[2])
    with ExitStack() as opened:
        app = _application(
            *(ledger, opened, where, oidc, settings), rate=rate, log=log, closes=closes
        )
        if handed is not None:
            serving.answer_questions(app, socket.socket(fileno=handed[0]), handed[1])
            return
        listening = opened.enter_context(_listening(where.host, port))
        place = f"{ledger.place} at {where.called(listening)}"
        click.echo(f"Serving {place}. Stop with Ctrl-C.")
        started = _workers(workers, ledger, where.proxy, log=log)
        tls, has_proxy = where.tls, bool(where.proxy)
        serving.serve(app, listening, started, tls=tls, has_proxy=has_proxy)


def _must_be_installed() -> None:
    """Refuse to serve with what is not there; raises ClickException."""
    try:
        import web.serving  # noqa: F401
    except ModuleNotFoundError as fault:
        raise click.ClickException(how_to_install("serve", fault, *BRINGS)) from fault


def _workers(
    number: int, ledger: LedgerSession, proxy: str | None, *, log: bool
) -> Workers:
    """Return how workers are started, but for what each is handed."""
    from web.serving import Workers

    words = ["--proxy", proxy] if proxy else []
    words += ["--log"] if log else []
    command = ["-c", _WORKER, "--ledger", ledger.place, "serve", *words, "--handed"]
    return Workers(number, command, typed_passphrase())


def _application(
    ledger: LedgerSession,
    opened: ExitStack,
    where: ServiceAddress,
    oidc: tuple[Path, ...],
    settings: Path | None,
    *,
    rate: int,
    log: bool,
    closes: ClosesDue | None,
) -> Starlette:
    from ledger.files.house_file import read_house
    from ledger.house.vaults import open_vault_of
    from projections.views import Views
    from web.application import application
    from web.limits import BidderLimits
    from web.request_log import to_standard_error
    from web.sign_in import TokenSignIn

    house = ledger.house()
    vault = opened.enter_context(open_vault_of(house, passphrase))
    # Here and now: no thread of the service can ask anybody for a passphrase.
    house.keys_at_hand.secrets(house.ledger())
    views = opened.enter_context(Views(house, ledger.place))
    sign_in = TokenSignIn(house, vault, proxy=where.proxy)
    return application(
        house,
        views,
        sign_in,
        bidders=BidderLimits(rate),
        providers=_providers(oidc),
        settings=None if settings is None else read_house(settings),
        witness=witness_folder(),
        log=to_standard_error if log else None,
        closes=closes,
    )


def _providers(files: Sequence[Path]) -> list[Provider]:
    """Return the providers of identities that files name; raises BadParameter."""
    from web.oidc.provider import Provider
    from web.oidc.settings import ProviderFileInvalid, must_be_apart, read_provider

    settings = []
    for file in files:
        try:
            settings.append(read_provider(file))
            must_be_apart(settings)
        except ProviderFileInvalid as fault:
            slip = f"{file} names no provider. {fault}"
            raise click.BadParameter(slip, param_hint="'--oidc'") from fault
    return [Provider(each) for each in settings]


def _listening(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), reuse_port=False)
    except OSError as fault:
        why = os.strerror(fault.errno or 0)
        slip = f"{host}:{port} cannot be listened at, {why}. Name another."
        raise click.BadParameter(slip, param_hint="'--port'") from fault
