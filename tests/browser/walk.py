"""Somebody who walks through the console in a browser, and looks whether it is sound.

Whatever the browser says is kept, and each page that is looked at is judged by axe.
"""

from __future__ import annotations

from tests.browser.served_house import PASSWORD
from tests.patience import PATIENCE

IS_SETTLED = """() => document.readyState === "complete"
  && document.querySelector(".htmx-request:not([data-zone])") === null"""
"""A page is whole, and asks for nothing but the stream that it follows. A form that is
answered by another page is marked until that has come."""
SERIOUS = {"serious", "critical"}
_TYPED_FIRST = "Autofocus processing was blocked because a document already has"
"""Who is in a field before the page is whole stays in it."""
_REFUSED = "Failed to load resource: the server responded with a status of 4"
"""A browser says so of each answer that is a problem: the page shows it in words."""
_ASKED_ANEW = ("htmx: htmx:error: timeout", "htmx: htmx:sse:error: signal is aborted")
"""A stream that a busy machine does not answer in ten seconds is asked for again."""


def settled(page):
    """Return a page once what was done on it is answered, and shown.

    Whatever waits by itself (a click, a text that was not there) may be asked for at
    once; what is there before the answer as well (a count, a text that changes, a key
    that a script listens for) is looked for on the settled page.
    """
    page.wait_for_function(IS_SETTLED)
    return page


class Walk:
    """One window, in which one person is signed in at a time."""

    def __init__(self, browser, house, pictures, size, called):
        self.house = house
        self.amiss = []
        self._pictures, self._called, self._number = pictures, called, 0
        self._context = browser.new_context(viewport=size, locale="en-US")
        self._context.set_default_timeout(PATIENCE * 1000)
        self.page = self._context.new_page()
        self._listen(self.page)

    def another(self, **more):
        """Open a window beside it, of somebody else; it ends with this one."""
        context = self._context.browser.new_context(locale="en-US", **more)
        context.set_default_timeout(PATIENCE * 1000)
        page = context.new_page()
        self._listen(page)
        return page

    def _listen(self, page):
        page.on("console", self._heard)
        page.on("pageerror", lambda fault: self.amiss.append(f"error: {fault}"))

    def _heard(self, message):
        if not message.text.startswith((_REFUSED, _TYPED_FIRST, *_ASKED_ANEW)):
            self.amiss.append(f"{message.type}: {message.text}")

    def may(self, *permissions):
        """Let pages do what a browser asks about."""
        self._context.grant_permissions(list(permissions))

    def sign_in(self, name, page=None):
        """Sign in by the page for it, as a person would."""
        page = page or self.page
        page.goto(f"{self.house.address}/sign-in")
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{self.house.address}/")

    def open(self, path):
        """Open an address, and look at the page."""
        answer = self.page.goto(f"{self.house.address}{path}")
        assert answer is not None
        self.look(path)
        return answer

    def look(self, called, page=None):
        """Judge what is shown, and keep a picture of it."""
        from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 (an extra)

        page = page or self.page
        settled(page)
        self._number += 1
        picture = f"{self._called}-{self._number:02}.png"
        page.screenshot(path=self._pictures / picture, full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            self.amiss.append(f"{called} is {wide} pixels wider than the screen")
        judged = Axe().run(page, options={"resultTypes": ["violations"]})
        self.amiss += [
            f"{called}: axe {each['id']} ({each['impact']}), {each['help']}: "
            + "; ".join(node["html"][:200] for node in each["nodes"][:3])
            for each in judged.response["violations"]
            if each["impact"] in SERIOUS
        ]

    def close(self):
        """Leave."""
        for context in self._context.browser.contexts:
            context.close()
