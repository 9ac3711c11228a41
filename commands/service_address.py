"""Where the service is reached, by options: in no way that others overhear."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import click

if TYPE_CHECKING:
    import socket

    from ledger.house import House

HOST = "127.0.0.1"
PROXY = "LOTLEDGER_PROXY"
"""Says that a proxy in front speaks TLS, by the address that others know it by."""

LOOPBACK = (HOST, "::1")
PREFIX_MIN = 8
"""A network with a shorter prefix holds strangers: none of a house is wider."""

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class ServiceAddress:
    """Where the service is reached, and how."""

    host: str
    """The address to listen at."""
    proxy: str | None
    """The origin of what a proxy in front hands on."""
    proxies: Sequence[str]
    """From which addresses and networks it does so: what it says is believed there."""
    tls: tuple[str, str] | None
    """The files of the certificate to speak TLS with, and of its key."""

    def called(self, listening: socket.socket) -> str:
        """Return how whoever is here calls the service at its socket."""
        host, port = listening.getsockname()[:2]
        return f"{'https' if self.tls else 'http'}://{host}:{port}"

    def must_be_safe(self, house: House) -> None:
        """Refuse to speak plainly to other machines; raises BadParameter."""
        from web.addresses import is_loopback

        is_here = is_loopback(self.host)
        if not house.ledger().live and (self.proxy or not is_here):
            slip = "This is a rehearsal, which never leaves this machine."
            hint = "'--host'" if not is_here else "'--proxy'"
            raise click.BadParameter(slip, param_hint=hint)
        if is_here:
            return
        if self.tls is None and self.proxy is None:
            slip = (
                f"At {self.host} others would hear what is said, passwords too. Listen "
                f"at {HOST}, speak TLS with --tls-cert and --tls-key, or name with "
                "--proxy the proxy in front that does."
            )
            raise click.BadParameter(slip, param_hint="'--host'")


def _networks(
    _context: click.Context, _option: click.Parameter, typed: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the addresses and networks that were typed; raises BadParameter."""
    for each in typed:
        try:
            network = ip_network(each)
        except ValueError as fault:
            slip = (
                f"{each} is no address of a machine, and no network: {fault}. Name one "
                "as 10.89.0.1 or 10.89.0.0/24"
            )
            raise click.BadParameter(slip) from fault
        if network.prefixlen < PREFIX_MIN:
            slip = (
                f"{each} holds strangers, who could say that they are anybody. Name "
                "the address of the proxy."
            )
            raise click.BadParameter(slip)
    return typed


_OPTIONS = (
    click.option(
        "--host", default=HOST, show_default=True, help="The address to listen at."
    ),
    click.option(
        "--proxy",
        envvar=PROXY,
        metavar="ADDRESS",
        help="The address of the proxy in front that speaks TLS: https://bids.example.com.",
    ),
    click.option(
        "--proxy-from",
        multiple=True,
        callback=_networks,
        metavar="ADDRESS",
        help="The address, or the network, from which the proxy reaches this service: "
        "what it says of who asks is believed of nobody else. Without it that is this "
        "machine.",
    ),
    click.option(
        "--tls-cert",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Speak TLS with the certificate in FILE, and what vouches for it (PEM).",
    ),
    click.option(
        "--tls-key",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="The key of the certificate (PEM).",
    ),
)


def serves_at(command: Callable[..., R]) -> Callable[..., R]:
    """Ask from where the service is reached, and give the command what was said."""

    @wraps(command)
    def asked(
        *given: Any,
        host: str,
        proxy: str | None,
        proxy_from: tuple[str, ...],
        tls_cert: Path | None,
        tls_key: Path | None,
        **more: Any,
    ) -> R:
        origin = None if proxy is None else _origin(proxy)
        proxies = _proxies(origin, proxy_from)
        address = ServiceAddress(host, origin, proxies, _tls(tls_cert, tls_key))
        return command(*given, where=address, **more)

    for option in reversed(_OPTIONS):
        option(asked)
    return asked


def _proxies(proxy: str | None, typed: tuple[str, ...]) -> Sequence[str]:
    """Return from where a proxy asks, if there is one; raises BadParameter."""
    if proxy is not None:
        return typed or LOOPBACK
    if typed:
        slip = "This says from where a proxy asks, and none is named: name it, --proxy."
        raise click.BadParameter(slip, param_hint="'--proxy-from'")
    return ()


def _origin(proxy: str) -> str:
    """Return the origin of the pages that a proxy hands on; raises BadParameter."""
    address = urlsplit(proxy)
    is_origin = address.path in ("", "/") and not address.query + address.fragment
    if address.scheme != "https" or not address.hostname or not is_origin:
        slip = f"{proxy} is no address of a proxy. Name one as https://bids.example.com"
        raise click.BadParameter(slip, param_hint="'--proxy'")
    return f"https://{address.netloc.lower()}"


def _tls(cert: Path | None, key: Path | None) -> tuple[str, str] | None:
    """Return a certificate and its key that can be used; raises BadParameter."""
    if cert is None and key is None:
        return None
    if cert is None or key is None:
        raise click.UsageError("TLS takes both: --tls-cert and --tls-key.")
    import ssl

    try:
        # A key that is locked is asked for by no library.
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(
            cert, key, password=""
        )
    except (OSError, ssl.SSLError, ValueError) as fault:
        slip = f"{cert} and {key} are no certificate and its key, unlocked: {fault}"
        raise click.BadParameter(slip, param_hint="'--tls-cert'") from fault
    return str(cert), str(key)
