"""Write a file whole or not at all: apart first, then put in its place."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import click

from commands.errors import Refused


def write_file(place: Path, content: bytes) -> Path:
    """Write a file and return where; raises Refused, and then it is as it was.

    What is no file, such as a device or a pipe, is written to as it comes.
    """
    with _refused_at(place):
        if _takes_a_file(place):
            _put(place.resolve(), content)
        else:
            place.write_bytes(content)
    return place


def must_be_writable(place: Path) -> None:
    """Refuse a place as ``write_file`` would, and leave nothing there."""
    if not _takes_a_file(place):
        return
    apart = _apart(place.resolve())
    with _refused_at(place):
        apart.touch(exist_ok=False)
        apart.unlink()


@contextmanager
def _refused_at(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        what = f"{place} cannot be written: {fault.strerror}. It is as it was"
        remedy = "see to its disk and folder, or name another place."
        raise Refused("Stopped", f"{what}; {remedy}") from fault


def _takes_a_file(place: Path) -> bool:
    return place.is_file() or not place.exists()


def _apart(place: Path) -> Path:
    return place.with_name(f".{place.name}.{os.getpid()}.part")


def _put(place: Path, content: bytes) -> None:
    """Write a file beside its place, and move it there once it is on the disk."""
    apart = _apart(place)
    try:
        with apart.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if place.exists():
            apart.chmod(place.stat().st_mode)
        apart.replace(place)
    except BaseException:
        with suppress(OSError):
            apart.unlink()
        raise


def write_secret(file: Path, text: str, option: str) -> None:
    """Write a file for its owner alone, where nothing is yet; raises BadParameter."""
    from ledger.keys.folder import write_new

    try:
        write_new(file, text.encode())
    except OSError as fault:
        slip = f"{file} cannot be written, {fault.strerror}. Name another file."
        raise click.BadParameter(slip, param_hint=option) from fault
