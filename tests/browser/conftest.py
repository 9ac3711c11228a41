"""A browser, a house to look at, and somebody of each role who looks."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.browser.served_house import served_house
from tests.browser.walk import Walk

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 375, "height": 740}
SIZES = {"desktop": DESKTOP, "phone": PHONE}


def pytest_addoption(parser):
    parser.addoption(
        "--pictures",
        type=Path,
        metavar="FOLDER",
        help="Keep the pictures of the browser tests in FOLDER.",
    )


@pytest.fixture(scope="session")
def browser():
    """Start Chromium; without it, or without Playwright, say so and skip."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("chromium is not installed: make browsers installs it")
    sync_api = pytest.importorskip("playwright.sync_api", reason="make browsers")
    pytest.importorskip("axe_playwright_python", reason="make browsers")
    unsafe = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=unsafe)
        yield browser
        browser.close()


@contextmanager
def new_house(tmp_path_factory):
    """Serve a house that nobody walked through before."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LOTLEDGER_KEYS", str(tmp_path_factory.mktemp("keys")))
        with served_house(tmp_path_factory.mktemp("house")) as house:
            yield house


@pytest.fixture(scope="session")
def house(tmp_path_factory, browser):
    """Serve a house with the demo and a sale of today, once for all tests."""
    assert browser.is_connected()
    with new_house(tmp_path_factory) as house:
        yield house


@pytest.fixture(scope="session")
def pictures(request, tmp_path_factory):
    """Return where pictures are kept."""
    folder = request.config.getoption("--pictures") or tmp_path_factory.mktemp("seen")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(params=SIZES)
def size(request):
    """Look from a desk, and from a telephone."""
    return request.param


@pytest.fixture
def walk(request, browser, house, pictures, size):
    """Return how somebody walks through the console; at the end nothing was amiss."""
    called = re.sub(r"\W+", "-", request.node.name).strip("-")
    walk = Walk(browser, house, pictures, SIZES[size], called)
    yield walk
    walk.close()
    assert walk.amiss == [], "\n".join(walk.amiss)
