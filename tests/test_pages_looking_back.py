"""Pages that look back: none breaks, and none shows what is of now as of then."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from ledger.identity import Role
from tests.disputed_sale import with_a_dispute
from tests.page_addresses import HTML, address, is_for
from tests.served import served
from web.console import PAGES
from web.page_endpoint import PageEndpoint

pytestmark = pytest.mark.slow

NO_PAST = re.compile("This page has no past: what it shows is of now")


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with served(tmp_path_factory.mktemp("served"), with_a_dispute) as service:
        service.client.follow_redirects = False
        yield service


def look(service, path, role):
    client = TestClient(service.client.app, raise_server_exceptions=False)
    return client.get(path, headers=service.signed_in(role) | HTML)


def who_sees(page):
    return next((each for each in Role if is_for(page, each)), None)


@pytest.mark.parametrize("as_of", ["0", "1", "3", "1999-01-01T00:00:00Z"])
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_page_of_any_moment_is_shown_or_says_what_was_not_there(
    service, page, as_of
):
    answer = look(service, address(page, as_of=as_of), who_sees(page))
    assert answer.status_code in (200, 404, 409), answer.text
    assert 'class="as-of"' in answer.text
    if answer.status_code != 200:
        assert f"You look back to {as_of}: what came later" in answer.text
    else:
        assert bool(NO_PAST.search(answer.text)) is not page.has_past


def test_a_page_that_has_no_past_tells_of_now_under_its_own_position(service):
    head = service.house.head()
    for path in ("/health", "/audit/checkpoints", "/audit/verification"):
        page = next(each for each in PAGES if each.path == path)
        shown = look(service, f"{path}?as_of=1", who_sees(page)).text
        assert NO_PAST.search(shown)
        assert f", position {head}. as_of: 1." in shown


def test_users_of_then_stand_without_the_tokens_of_now(service):
    now = look(service, "/users", Role.ADMINISTRATOR).text
    then = look(service, "/users?as_of=1", Role.ADMINISTRATOR).text
    assert "Sign-ins that failed" in now
    assert "Sign-ins that failed" not in then
    assert "kept as they are now alone" in then
    assert "Add one below" not in then


def test_a_page_that_breaks_is_a_page_that_says_so(service, monkeypatch):
    def breaks(*_):
        raise RuntimeError("nobody foresaw it")

    monkeypatch.setattr(PageEndpoint, "_shown", breaks)
    answer = look(service, "/users", Role.ADMINISTRATOR)
    assert answer.status_code == 500
    assert answer.headers["content-type"].startswith("text/html")
    assert "nobody foresaw. Nothing was changed by looking" in answer.text
