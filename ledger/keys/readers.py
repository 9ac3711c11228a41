"""Who can read a file of keys: the logins that the machine lets open it."""

from __future__ import annotations

import grp
import pwd
import stat
from pathlib import Path

ROOT = "root"
EVERYBODY = "everybody on this machine"


def readers_of(file: Path) -> tuple[str, ...]:
    """Name the logins that can open a file: its owner, the group's members, and root.

    Whoever has a copy of the file, or the machine's disk, is not among them: nothing
    says who that is.
    """
    status = file.stat()
    names = [_login(status.st_uid)]
    if status.st_mode & stat.S_IRGRP:
        names += _members(status.st_gid)
    if status.st_mode & stat.S_IROTH:
        names.append(EVERYBODY)
    return tuple(dict.fromkeys([*names, ROOT]))


def _login(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"the login {number}"


def _members(number: int) -> list[str]:
    """Name who is in a group, also those whose first group it is."""
    own = [each.pw_name for each in pwd.getpwall() if each.pw_gid == number]
    try:
        return [*own, *grp.getgrgid(number).gr_mem]
    except KeyError:
        return [*own, f"the group {number}"]
