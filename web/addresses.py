"""Addresses of machines, as far as they tell whether others are reached, or listen."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit


class UnsafeAddress(ValueError):
    """An address at which others could read what is sent; the sentence says why."""


def is_loopback(host: str) -> bool:
    """Say whether a host is this machine, whatever network it is on."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def safe_address(url: str) -> SplitResult:
    """Return the parts of an address that nobody reads on the way to.

    Raises UnsafeAddress. On this machine alone nothing has to be encrypted.
    """
    try:
        address = urlsplit(url)
        named, _ = address.hostname or "", address.port
    except ValueError as fault:
        raise UnsafeAddress(
            f"{url} is no address, {fault}. Write one as https://example.com/bids"
        ) from fault
    if address.username is not None or address.password is not None:
        raise UnsafeAddress("A password in an address is read by many. Leave it out.")
    is_here = address.scheme == "http" and is_loopback(named)
    if named and (address.scheme == "https" or is_here):
        return address
    raise UnsafeAddress(
        f"{url} is no address that is safe on the way. Write one as "
        "https://example.com/bids; http is for this machine alone."
    )
