"""A clerk of a house in which roles are given, at the terminal."""

from __future__ import annotations

from tests.clerk import ANNOUNCED

AT = f"--at {ANNOUNCED}"
ANNA = f"--actor u-anna --role administrator {AT}"


def give_roles(clerk):
    clerk.does(f"user add u-anna {AT}")
    clerk.does(f"user key u-anna {AT}")
    clerk.does(f"role grant u-anna administrator {AT}")
    clerk.does(f"user add u-ben {ANNA}")
    clerk.does(f"user key u-ben {ANNA}")
    clerk.does(f"role grant u-ben clerk {ANNA}")


def key_file(clerk, user):
    (file,) = clerk.folder.parent.glob(f"keys/*/users/{user}.key")
    return file
