"""The pages of signing in by a provider: who is in, or why nobody is."""

from __future__ import annotations

from collections.abc import Sequence

from presenters.pages.page import stand_alone
from presenters.sessions import SignInShape

WHO_IS_IN = "/"


def signed_in_page(session: SignInShape) -> str:
    """Say who is signed in.

    A link leads on, and no redirection: only what is begun on a page of ours is sent
    the cookie of the session.
    """
    sentence = f"You are signed in as {session.actor}, {session.role}."
    return _page("Signed in", sentence, [(WHO_IS_IN, "Go on")])


def refused_page(title: str, sentence: str, links: Sequence[tuple[str, str]]) -> str:
    """Say why nobody is signed in, and what may be tried."""
    return _page(title, sentence, links)


def _page(title: str, sentence: str, links: Sequence[tuple[str, str]]) -> str:
    return stand_alone(
        "sign_in.html", title=title, sentence=sentence, links=links, mark=None
    )
