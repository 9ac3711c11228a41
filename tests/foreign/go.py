"""The transparency packages of Go, asked through ``verify.go``."""

from __future__ import annotations

import os
import subprocess
from functools import cache
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

import pytest

SOURCE = Path(__file__).parent / "verify.go"
PACKAGES = Path("/usr/share/gocode")
"""Where Debian puts the sources of Go's packages."""

_BUILT = TemporaryDirectory(prefix="lotledger-verify-")


@cache
def _program():
    """Compile the verifier; returns its path, or why there is none."""
    if (go := which("go")) is None:
        return None, "there is no Go here; on Debian: apt install golang-go"
    if not (PACKAGES / "src/golang.org/x/mod/sumdb").is_dir():
        package = "golang-golang-x-mod-dev"
        return None, f"Go's packages lack x/mod; on Debian: apt install {package}"
    program = Path(_BUILT.name) / "verify"
    environment = {
        **os.environ,
        "GO111MODULE": "off",
        "GOPATH": str(PACKAGES),
        "GOCACHE": str(Path(_BUILT.name) / "cache"),
        "GOFLAGS": "",
    }
    subprocess.run(  # noqa: S603 (of our own source)
        [go, "build", "-o", program, SOURCE], env=environment, check=True, timeout=300
    )
    return program, None


def go_judges(*questions):
    """Return what Go says to each question: a list of words, ``ok`` or ``no`` first.

    Skips the test where Go is missing.
    """
    program, lacks = _program()
    if program is None:
        pytest.skip(lacks)
    lines = "".join("\t".join(map(str, question)) + "\n" for question in questions)
    done = subprocess.run(  # noqa: S603 (it is our own)
        [program], input=lines, capture_output=True, text=True, check=True, timeout=300
    )
    answers = done.stdout.splitlines()
    assert len(answers) == len(questions), done.stderr
    return answers
