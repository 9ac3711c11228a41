"""The books written for other programs, and what those say of them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from projections.exports.registry import EXPORTS
from tests.books_by_hand import (
    scope,
)
from tests.patience import PATIENCE


def export(told, name, chart=None, house=None, **asked):
    form = EXPORTS[name]
    return form.writer(house)(told.db, scope(**asked), chart or form.chart)


def the_file(told, name, **asked):
    (only,) = export(told, name, **asked)
    return only.decode("cp1252" if name == "iif" else "utf-8")


def checked(command, tmp_path, text, suffix, *options):
    """Let another program read a file; say what it found wrong."""
    path = tmp_path / f"books.{suffix}"
    path.write_text(text, encoding="utf-8")
    done = subprocess.run(  # noqa: S603 - the command is found by this test
        [command, *options, str(path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    return done.stdout + done.stderr if done.returncode else ""


def balanced(tmp_path, told, name, text=None, **asked):
    """Write a journal and the file of its balances; return the latter's text."""
    form = EXPORTS[name]
    suffix = {"beancount": "beancount", "hledger": "journal"}[name]
    journal = tmp_path / f"lotledger.{suffix}"
    journal.write_text(text or the_file(told, name, **asked), encoding="utf-8")
    content = form.balances_file(told.db, scope(**asked), form.chart, journal.name)
    return content.decode()


def bean_check(tmp_path, text):
    found = Path(sys.executable).with_name("bean-check")
    return checked(found, tmp_path, text, "beancount")


def hledger_check(tmp_path, text):
    found = shutil.which("hledger")
    if found is None:
        pytest.skip("hledger is not installed; make outside installs it")
    return checked(found, tmp_path, text, "journal", "check", "--strict", "-f")


CHECKS = {"beancount": bean_check, "hledger": hledger_check}
