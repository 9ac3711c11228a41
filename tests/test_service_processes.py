"""What the service starts has the options that it was given itself."""

from __future__ import annotations

import pytest

from commands.serve import serve
from commands.service_processes import OF_WHO_LISTENS, options_again

GIVEN = {
    "proxy": ["--proxy", "https://bids.example.com"],
    "proxy_from": ["--proxy-from", "10.89.8.1", "--proxy-from", "fd00::/64"],
    "log": ["--log"],
    "rate": ["--bids-a-second", "7"],
    "oidc": ["--oidc", "one.toml", "--oidc", "two.toml"],
    "settings": ["--settings", "house.toml"],
}
HANDED = "handed"


def parsed(words):
    with serve.make_context("serve", list(words)) as context:
        return context.params, options_again(context)


@pytest.mark.parametrize("option", [each.name for each in serve.params])
def test_every_option_is_handed_on_or_is_of_who_listens(option):
    assert (option in GIVEN) + (option in OF_WHO_LISTENS) + (option == HANDED) == 1


@pytest.mark.parametrize("option", GIVEN)
def test_an_option_is_given_again_as_it_was_given(option):
    given, words = parsed(GIVEN[option])
    assert given[option] != parsed([])[0][option]
    assert parsed(words)[0] == given


def test_what_only_who_listens_does_is_done_by_no_other():
    listens = ["--host", "192.0.2.1", "--port", "8001"]
    words = [*listens, "--close-due", "MAY26", "--workers", "3"]
    assert parsed(parsed(words)[1])[0] == parsed([])[0]
