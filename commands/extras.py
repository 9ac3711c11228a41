"""Say how to install an optional package that is missing."""

from __future__ import annotations


def how_to_install(package: str, extra: str, fault: ModuleNotFoundError) -> str:
    """Say how to install a package; raises the fault again if it is another's."""
    if (fault.name or "").partition(".")[0] != package:
        raise fault
    return f"Install it with: pip install 'lotledger[{extra}]'"
