"""Whom an account at a provider signs in: the user to whom the house bound it."""

from __future__ import annotations

from ledger.identity import ClientId, UserId
from ledger.vault.accounts import ProviderAccount, accounts_of, bind_account, bound_user
from ledger.vault.people import person
from web.door import Door
from web.oidc.id_token import VouchedIdentity
from web.oidc.settings import ProviderSettings
from web.problem import HttpProblem


def must_be_bound(
    door: Door, settings: ProviderSettings, vouched: VouchedIdentity
) -> UserId:
    """Return whom an account signs in; raises HttpProblem where that is nobody."""
    who = bound_user(door.vault, settings.issuer, vouched.subject)
    if who is None and settings.by_email and vouched.email is not None:
        who = _bound_by_email(door, settings.issuer, vouched.subject, vouched.email)
    if who is None:
        raise HttpProblem(
            403,
            "account-unknown",
            "Not known here",
            f"The account {vouched.subject} of {settings.issuer} is bound to no user. "
            "An administrator binds it at the machine that keeps the ledger: lotledger "
            "user oidc USER "
            f"{settings.issuer} {vouched.subject}",
        )
    return who


def _bound_by_email(door: Door, issuer: str, subject: str, email: str) -> UserId | None:
    """Bind an account to the one user of whom its address is on file.

    From then on the address tells nothing more: whoever has it next is another.
    """
    of_address = [
        user
        for user in door.house.users().users
        if (filed := person(door.vault, ClientId(user))) is not None
        and filed.email is not None
        and filed.email.casefold() == email.casefold()
    ]
    if len(of_address) != 1:
        return None
    (who,) = of_address
    if any(account.issuer == issuer for account in accounts_of(door.vault, who)):
        return None
    account = ProviderAccount(issuer=issuer, subject=subject, who=who, bound_at=door.at)
    return who if bind_account(door.vault, account) else None
