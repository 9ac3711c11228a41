"""Which providers of identities a service asks: a file each, for its owner alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from ledger.keys.folder import NOT_OWNER
from web.addresses import UnsafeAddress, safe_address


class ProviderFileInvalid(ValueError):
    """A file names no provider; the sentence says why."""


class ProviderSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a provider knows the service by, and the service the provider."""

    issuer: str
    """The provider, exactly as it names itself."""
    client_id: str
    """By which the provider knows the service."""
    client_secret: str | None = None
    """By which the service proves that to it; None: the provider asks for none."""
    name: Annotated[str, Meta(pattern="^([a-z0-9-]{1,32})?$")] = ""
    """By which its addresses are told from those of the house's other providers."""
    label: str | None = None
    """What the page for signing in calls it; None: the house's provider."""
    by_email: bool = False
    """Whether a user is known by the verified e-mail that is on file of them, where
    no account is bound to them yet."""


def must_be_apart(providers: Sequence[ProviderSettings]) -> None:
    """Refuse two providers of one name, or one issuer; raises ProviderFileInvalid."""
    for part in ("name", "issuer"):
        texts = [getattr(each, part) for each in providers]
        for text in texts:
            if texts.count(text) > 1:
                raise ProviderFileInvalid(
                    f"Two of them have the {part} {text!r}. Give each a {part} of its "
                    "own."
                )


def read_provider(file: Path) -> ProviderSettings:
    """Read the file of a provider; raises ProviderFileInvalid."""
    try:
        settings = msgspec.toml.decode(file.read_bytes(), type=ProviderSettings)
        safe_address(settings.issuer)
        is_open = file.stat().st_mode & NOT_OWNER
    except OSError as fault:
        raise ProviderFileInvalid(f"It cannot be read, {fault.strerror}.") from fault
    except UnsafeAddress as fault:
        raise ProviderFileInvalid(f"Its issuer: {fault}") from fault
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise ProviderFileInvalid(f"{fault}.") from fault
    if settings.name == "callback":
        raise ProviderFileInvalid("Its name is an address of ours. Give it another.")
    if settings.client_secret is not None and is_open:
        raise ProviderFileInvalid(
            f"Others may read the secret in it. Close it with: chmod 600 {file}"
        )
    return settings
