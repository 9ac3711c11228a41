"""Signing in: with a password or a passkey, or at first by an invitation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta

from ledger.identity import Role
from ledger.vault.passkeys import passkeys_of
from ledger.vault.vault_file import VaultFile
from web.caller import Caller
from web.oidc.provider import Provider
from web.operation import AsOfQuery
from web.page import Filled, shows

_Text = Annotated[str, Meta(max_length=400)]


class SignInQuery(AsOfQuery, frozen=True, kw_only=True):
    """Where to go once signed in."""

    next: _Text = "/"
    """The address that was asked for."""


class InvitationQuery(SignInQuery, frozen=True, kw_only=True):
    """What the house sent."""

    invitation: _Text = ""
    """It is good once."""


def sign_in_page(query: SignInQuery, *, providers: Sequence[Provider]) -> Filled:
    """Ask who it is."""
    roles = [role for role in Role if role is not Role.SYSTEM]
    return {"following": query.next, "roles": roles, "providers": providers}


def invitation_page(query: InvitationQuery) -> Filled:
    """Ask a bidder who was invited for a password."""
    return {"following": query.next, "invitation": query.invitation}


def passkeys_page(vault: VaultFile, caller: Caller) -> Filled:
    """Show the passkeys of whoever is signed in."""
    return {"passkeys": passkeys_of(vault, caller.actor)}


PAGES = (
    shows("/sign-in", None, sign_in_page, "sign_in.html", has_past=False),
    shows("/invitation", None, invitation_page, "invitation.html", has_past=False),
    shows(
        "/passkeys",
        None,
        passkeys_page,
        "passkeys.html",
        signed_in=True,
        has_past=False,
    ),
)
