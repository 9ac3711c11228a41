"""Serve the ledger to many at once."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.closing_due import closes_due
from commands.extras import how_to_install
from commands.keeping import (
    files_folder,
    passphrase,
    take_passphrase,
    witness_folder,
)
from commands.service_address import ServiceAddress, serves_at
from commands.service_processes import handed_process, processes_of_service
from commands.session import LedgerSession

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from web.due_lots import ClosesDue
    from web.handing_over import Work
    from web.oidc.provider import Provider
    from web.processes import Handed
    from web.streams_alone import StreamsAlone

BRINGS = (
    *("argon2", "starlette", "uvicorn", "uvloop", "httptools", "prometheus_client"),
    *("webauthn", "joserfc"),
)
PORT = 8000


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
    help="How many processes answer questions, beside the one that writes and the one "
    "of the streams; 0, or with a certificate: one process does it all.",
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
    type=(str, int, int, int),
    help="What another process is started with: what it answers, its channel, its link "
    "to who starts it, and the passphrase of the vault.",
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
    handed: tuple[str, int, int, int] | None,
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

    with ExitStack() as opened:
        options = (opened, where, oidc, settings)
        prepared = partial(_application, ledger, *options, rate=rate, log=log)
        if handed is not None:
            given = (ledger.place, opened, handed_process(*handed), prepared)
            _serve_for_another(*given, log=log, proxies=where.proxies)
            return
        # A connection that is encrypted is handed to no other process.
        app = prepared(closes=closes, workers=0 if where.tls else workers)
        listening = opened.enter_context(_listening(where.host, port))
        place = f"{ledger.name} at {where.called(listening)}"
        click.echo(f"Serving {place}. Stop with Ctrl-C.")
        serving.serve(app, listening, tls=where.tls, proxies=where.proxies)


def _must_be_installed() -> None:
    """Refuse to serve with what is not there; raises ClickException."""
    try:
        import web.serving  # noqa: F401
    except ModuleNotFoundError as fault:
        raise click.ClickException(how_to_install("serve", fault, *BRINGS)) from fault


def _serve_for_another(
    place: str,
    opened: ExitStack,
    handed: Handed,
    prepared: Callable[..., Starlette],
    *,
    log: bool,
    proxies: Sequence[str],
) -> None:
    """Answer some of what is asked of the process that started this one."""
    from web import serving

    if handed.work is handed.work.STREAMS:
        streams = _streams(place, opened, log=log)
        serving.serve_another(streams, streams.live, handed)
        return
    take_passphrase(handed.passphrase)
    app = prepared(work=handed.work)
    serving.serve_another(app, app.state.live, handed, proxies=proxies)


def _streams(place: str, opened: ExitStack, *, log: bool) -> StreamsAlone:
    """Return what lets everybody follow the sales of a ledger, without its keys."""
    from ledger.house import House
    from web.request_log import to_standard_error
    from web.streams_alone import StreamsAlone

    house = opened.enter_context(House.open(place))
    house.files_folder = files_folder()
    return StreamsAlone(house, to_standard_error if log else None)


def _application(
    ledger: LedgerSession,
    opened: ExitStack,
    where: ServiceAddress,
    oidc: tuple[Path, ...],
    settings: Path | None,
    *,
    rate: int,
    log: bool,
    closes: ClosesDue | None = None,
    workers: int = 0,
    work: Work | None = None,
) -> Starlette:
    from ledger.files.house_file import read_house
    from ledger.house.vaults import open_vault_of
    from projections.views import Views
    from web.application import application
    from web.limits import BidderLimits
    from web.request_log import to_standard_error
    from web.sign_in import TokenSignIn

    house = ledger.house()
    where.must_be_safe(house)
    vault = opened.enter_context(open_vault_of(house, passphrase))
    # Here and now: no thread of the service can ask anybody for a passphrase.
    house.keys_at_hand.secrets(house.ledger())
    views = opened.enter_context(Views(house, ledger.place))
    return application(
        house,
        views,
        TokenSignIn(house, vault, proxy=where.proxy),
        bidders=BidderLimits(rate),
        providers=_providers(oidc),
        settings=None if settings is None else read_house(settings),
        witness=witness_folder(),
        log=to_standard_error if log else None,
        closes=closes,
        processes=processes_of_service(ledger.place, workers),
        work=work,
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
