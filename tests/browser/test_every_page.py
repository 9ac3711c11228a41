"""Every page in the dark: no serious fault, nothing wider than the screen."""

from __future__ import annotations

import pytest

from tests.browser.every_page import ADDRESSES
from web.console import PAGES

pytestmark = pytest.mark.slow


def test_each_page_is_looked_at_by_somebody():
    looked_at = [name for pages in ADDRESSES.values() for name in pages]
    assert sorted(looked_at) == sorted(page.name for page in PAGES)


@pytest.mark.parametrize("role", ADDRESSES, ids=str)
def test_every_page_is_sound_in_the_dark(walk, role):
    walk.page.emulate_media(color_scheme="dark")
    if role is not None:
        walk.sign_in(walk.house.name_of(role))
    for path in ADDRESSES[role].values():
        assert walk.open(path).status == 200
