"""A device signs its owner in, on the pages for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ledger.identity import Role

pytestmark = pytest.mark.slow


@pytest.fixture
def device(walk):
    """Hold a device that makes passkeys to the browser, and let it say yes."""
    held = walk.page.context.new_cdp_session(walk.page)
    held.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    held.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return walk


def test_a_passkey_is_made_signs_in_and_is_removed(device):
    walk, page = device, device.page
    # A passkey is bound to a name.
    walk.house = replace(
        walk.house, address=walk.house.address.replace("127.0.0.1", "localhost")
    )
    name = walk.house.name_of(Role.DEVELOPER)
    walk.sign_in(name)
    page.locator("summary", has_text=name).click()
    page.get_by_role("link", name="Passkeys").click()
    page.get_by_text("You have no passkey yet.").wait_for()
    walk.look("no passkey")
    page.get_by_role("button", name="Make a passkey").click()
    page.get_by_role("button", name="Remove").wait_for()
    walk.look("a passkey")
    page.context.clear_cookies()
    page.goto(f"{walk.house.address}/sign-in?next=/passkeys")
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("button", name="Remove").click()
    page.get_by_text("You have no passkey yet.").wait_for()
    page.context.clear_cookies()
    page.goto(f"{walk.house.address}/sign-in")
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_text("The passkey was not taken.").wait_for()
    walk.look("a passkey that was removed")
    page.goto(f"{walk.house.address}/sign-in?lang=de")
    page.locator("[data-passkey]").click()
    page.get_by_text("Der Passkey wurde nicht angenommen.").wait_for()
    assert page.locator("#passkey-refused span").get_attribute("lang") == "de"


def test_an_address_of_numbers_makes_no_passkey(walk):
    walk.sign_in(walk.house.name_of(Role.DEVELOPER))
    walk.open("/passkeys")
    walk.page.get_by_text("This browser makes no passkeys here.").wait_for()
    assert not walk.page.get_by_role("button", name="Make a passkey").is_visible()
