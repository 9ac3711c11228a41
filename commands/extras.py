"""Say how to install an optional package that is missing."""

from __future__ import annotations


def how_to_install(extra: str, fault: ModuleNotFoundError, *packages: str) -> str:
    """Say how to install what an extra brings; raises the fault if it is another's."""
    if (fault.name or "").partition(".")[0] not in packages:
        raise fault
    return f"Install it with: pip install 'lotledger[{extra}]'"
