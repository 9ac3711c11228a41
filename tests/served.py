"""A sale of tests, served in this process to callers of each role."""

from __future__ import annotations

from asyncio import Event
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, NamedTuple

from httpx2 import Response
from starlette.applications import Starlette
from starlette.testclient import TestClient

from ledger.entry import Attribution, Way
from ledger.house import House, users
from ledger.identity import ClientId, Role, UserId
from ledger.keys.folder import KeyFolder
from ledger.proof.note_keys import SigningKey
from ledger.value import replace
from ledger.vault.opening import make_vault
from ledger.vault.tokens import Token, make_token
from ledger.vault.vault_file import VaultFile
from projections.views import Views
from tests.beside_the_loop import no_read_on_the_loop
from tests.sale_of_tests import PADDLES, by, new_house, place
from tests.story import clock
from web.application import application
from web.sign_in import TokenSignIn


def the_hour():
    """Stand still at ten o'clock, while the sale takes bids."""
    return clock("10:00")


class Served(NamedTuple):
    """A service of tests, and what signs in to it."""

    house: House
    vault: VaultFile
    client: TestClient
    tokens: dict[Role, str]
    """By role; a bidder is the client of the first paddle."""

    def ask(self, path: str, role: Role | None = Role.CLERK, **more: Any):
        """Ask a question as somebody of a role, or as nobody."""
        return self.client.get(path, headers=self.signed_in(role), **more)

    def tell(
        self,
        path: str,
        said: object,
        role: Role | None = Role.CLERK,
        *,
        key: str | None = "k-1",
        method: str = "POST",
        **headers: str,
    ):
        """Give a command as somebody of a role, under a key."""
        more = {} if key is None else {"Idempotency-Key": key}
        headers = {**self.signed_in(role), **more, **headers}
        return self.client.request(method, path, json=said, headers=headers)

    def follow(self, path: str, role: Role | None = None, **headers: str):
        """Follow a stream as far as its first message; return all that was sent."""
        given = {**self.signed_in(role), **headers}
        assert self.client.portal is not None, "it serves"
        return self.client.portal.call(first_of, self.client.app, path, given)

    def signed_in(self, role: Role | None) -> dict[str, str]:
        """Return what shows who asks."""
        return {} if role is None else {"Authorization": f"Bearer {self.tokens[role]}"}


async def first_of(app: Any, path: str, headers: dict[str, str]) -> Response:
    """Ask for a stream, and go once something came; return it as an answer."""
    place, _, query = path.partition("?")
    sent: list[Any] = []
    came = Event()

    async def receive() -> Any:
        await came.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)
        if message.get("body"):
            came.set()

    scope = {
        "type": "http",
        "method": "GET",
        "path": place,
        "raw_path": place.encode(),
        "query_string": query.encode(),
        "headers": [
            (name.replace("_", "-").lower().encode(), text.encode())
            for name, text in headers.items()
        ],
    }
    await app(scope, receive, send)
    start, *bodies = sent
    content = b"".join(each["body"] for each in bodies)
    return Response(start["status"], headers=start["headers"], content=content)


def token_of(role: Role) -> Token:
    """Return the token of a user of a role, or of the client who bids."""
    moment = the_hour()
    bids = role is Role.BIDDER
    return Token(
        id=f"t-{role}",
        user=f"C-{PADDLES[0]}" if bids else f"u-{role}",
        role=role,
        client=ClientId(f"C-{PADDLES[0]}") if bids else None,
        made_at=moment - timedelta(hours=1),
        ends_at=moment + timedelta(days=1),
    )


def give_roles(house: House) -> None:
    """Give each role to a user of its own; the administrator's is first."""
    named = {role: UserId(f"u-{role}") for role in Role}
    for user in named.values():
        key = SigningKey(user, user.encode().ljust(32, b"."))
        house.do(users.add(user), by=by())
        house.do(users.adopt_key(user, key.verifier.text), by=by())


def let_roles_hold(house: House, *roles: Role) -> None:
    """Grant each role to the user of its own: from now on only who may does anything.

    The service must have a session of the administrator.
    """
    house.do(users.grant(UserId("u-administrator"), Role.ADMINISTRATOR), by=by())
    for role in roles:
        granting = users.grant(UserId(f"u-{role}"), role)
        house.do(granting, by=as_administrator())


def as_administrator() -> Attribution:
    """Return the administrator of tests, signed in to the service."""
    return replace(
        by(),
        actor="u-administrator",
        role=Role.ADMINISTRATOR,
        way=Way.SERVICE,
        session="t-administrator",
    )


def served_to(house: House, views: Views, vault: VaultFile, **more: Any) -> Starlette:
    """Return the application, whose clock stands still."""
    sign_in = TokenSignIn(house, vault, the_hour)
    return application(house, views, sign_in, the_hour, **more)


@contextmanager
def served(tmp_path, *prepared_by, with_=(), **sale):
    """Serve the sale of tests, with a token for each role, and what else is given."""
    folder = tmp_path / "beside"
    folder.mkdir(mode=0o700)
    with new_house(tmp_path, *prepared_by, **sale) as house:
        keys = KeyFolder(folder).of_ledger(house.ledger_id())
        vault = make_vault(keys, house.ledger_id(), apart_from=house.folder, words=None)
        tokens = {role: make_token(vault, token_of(role)) for role in Role}
        with (
            Views(house, place(tmp_path)) as views,
            no_read_on_the_loop(),
            TestClient(served_to(house, views, vault, **dict(with_))) as client,
        ):
            yield Served(house, vault, client, tokens)
        vault.close()
