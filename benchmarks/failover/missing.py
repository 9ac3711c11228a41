"""What a machine lacks to be made into three, a sentence each."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

PATRONI, SERVER, ETCD = "4.1.5", "15", "3.4"
"""What it was tried with."""
USER = "postgres"
"""Who runs the servers: they refuse to run as root."""
_VENV = "/usr/local/lib/patroni"
_INSTALL = (
    f"/usr/bin/python3 -m venv {_VENV} && {_VENV}/bin/pip install "
    f"'patroni[etcd3,psycopg3]=={PATRONI}' 'psycopg[binary]'"
)
_DEBIAN = {
    "ip": "iproute2",
    "setpriv": "util-linux",
    "etcd": "etcd-server",
}
"""The programs, and their packages in Debian."""


def found_patroni(named: str | None) -> Path:
    """Return where Patroni is, or where it would be."""
    return Path(named or shutil.which("patroni") or f"{_VENV}/bin/patroni")


def lacks(patroni: Path, programs: Path) -> Iterator[str]:
    """Say what is missing here, and how it is had."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        yield "It makes networks of its own, which only root may on Linux: use sudo."
        return
    for program, package in _DEBIAN.items():
        if shutil.which(program) is None:
            yield f"There is no {program}. On Debian: apt install {package}"
    if not (programs / "postgres").exists():
        yield (
            f"There is no PostgreSQL {SERVER} in {programs}. On Debian: apt install "
            f"postgresql-{SERVER}"
        )
    if find_spec("psycopg") is None:
        yield "The driver is missing: pip install 'lotledger[postgresql]'"
    try:
        pwd.getpwnam(USER)
    except KeyError:
        yield f"There is no user {USER} to run the servers: Debian's package makes it."
        return
    yield from _lacks_patroni(patroni)


def _lacks_patroni(patroni: Path) -> Iterator[str]:
    """Say why the user of the servers cannot run Patroni."""
    answer = subprocess.run(  # noqa: S603 (as it was named)
        [*as_user(), str(patroni), "--version"],
        check=False,
        capture_output=True,
        text=True,
        cwd="/",
    )
    if answer.returncode:
        yield (
            f"{USER} cannot run {patroni}: it is not there, or in a folder that is "
            f"closed to others. Install it: {_INSTALL}. Elsewhere, name it with "
            "--patroni"
        )
    elif answer.stdout.split()[-1] != PATRONI:
        yield f"{patroni} is {answer.stdout.strip()}, and was tried as {PATRONI}."


def as_user() -> list[str]:
    """Return the words that let a program run as the user of the servers."""
    return [
        shutil.which("setpriv") or "setpriv",
        f"--reuid={USER}",
        f"--regid={USER}",
        "--clear-groups",
        "--",
    ]
