"""Terminal sessions in the docs: their files written, their commands really typed.

A page is played from top to bottom. A fenced block with a title is a file, and is
written; a ``console`` block is a session, and is typed. What comes back is the page
with what was really said: one that tells the truth comes back unchanged. A line ``...``
stands for any lines.
"""

from __future__ import annotations

import io
import re
import runpy
import shlex
import signal
import subprocess
import sys
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from zipfile import ZipFile

from click.testing import CliRunner

from commands.main import main
from projections.rehearsal import MARK
from tests.clerk import process
from tests.patience import PATIENCE

FENCE = re.compile(r"^(```+)(\w*)(?: title=\"([^\"]+)\")?$")
PROMPT = "$ "
ANYTHING = "..."
CLERK = {
    "LOTLEDGER_ACTOR": "clerk",
    "LOTLEDGER_REHEARSAL": None,
    "LOTLEDGER_ROLE": None,
    "LOTLEDGER_URL": None,
}
"""Whoever runs the tests: what is recorded says the same."""


@dataclass
class Shell:
    """A terminal in a folder: what was exported, and how the last command ended."""

    folder: object
    exported: dict = field(default_factory=CLERK.copy)
    ended: int = 0
    serving: list[subprocess.Popen] = field(default_factory=list)

    def type(self, line):
        """Run a line, and return what it says."""
        said = ""
        for command in line.split(" | "):
            said = self._run(shlex.split(command), said)
        return said

    def _run(self, words, given):
        match words:
            case ["lotledger", "serve", *rest, "&"]:
                self.serving.append(self._served(rest))
                return self.serving[-1].stdout.readline()
            case ["python", script, "&"]:
                self.serving.append(self._background(script))
                return self.serving[-1].stdout.readline()
            case ["kill", "%1"]:
                self.stop()
                return ""
            case ["curl", *rest]:
                return self._curl(rest)
            case ["lotledger", *rest]:
                return self._lotledger(rest)
            case ["python", "-m", "zipfile", "-e", archive, folder]:
                ZipFile(self.folder / archive).extractall(self.folder / folder)
                return ""
            case ["python", script, *rest]:
                return self._python(script, rest, given)
            case ["export", setting]:
                name, _, value = setting.partition("=")
                self.exported[name] = value
                return ""
            case ["echo", "$?"]:
                return f"{self.ended}\n"
        raise AssertionError(f"A session cannot type: {shlex.join(words)}")

    def _lotledger(self, rest):
        result = CliRunner(env=self.exported).invoke(main, rest, prog_name="lotledger")
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        self.ended = result.exit_code
        # Every table and list of a rehearsal says so; the pages say it once.
        return result.output.replace(f"{MARK}\n", "")

    def _served(self, rest):
        """Serve the ledger in a process of its own."""
        words = ["serve", *rest]
        return process(words, cwd=self.folder, env=self.exported)

    def _background(self, script):
        """Run a program in a process of its own."""
        code = (self.folder / script).read_text("utf-8")
        return process([], code=code, cwd=self.folder)

    def _curl(self, rest):
        """Ask as curl does, as far as pages need it."""
        body, headers, words = None, {}, list(rest)
        method = jar = None
        while words:
            match words.pop(0):
                case "-s":
                    pass
                case "-H":
                    line = words.pop(0)
                    if line.startswith("@"):
                        line = (self.folder / line[1:]).read_text("utf-8")
                    name, _, value = line.strip().partition(": ")
                    headers[name] = value
                case "-X":
                    method = words.pop(0)
                case "-c":
                    jar = self.folder / words.pop(0)
                case "-b":
                    headers["Cookie"] = (self.folder / words.pop(0)).read_text("utf-8")
                case "--json":
                    body = words.pop(0).encode()
                    if body.startswith(b"@"):
                        body = (self.folder / body[1:].decode()).read_bytes()
                    headers["Content-Type"] = "application/json"
                case url:
                    asked = Request(url, body, headers, method=method)  # noqa: S310
        try:
            with urlopen(asked, timeout=PATIENCE) as answer:  # noqa: S310 (the page's own)
                if jar is not None:
                    jar.write_text(answer.headers["Set-Cookie"].partition(";")[0])
                return answer.read().decode()
        except HTTPError as no:
            with no:
                return no.read().decode()

    def stop(self):
        """Stop what serves."""
        for started in self.serving:
            started.send_signal(signal.SIGTERM)
            _, err = started.communicate(timeout=PATIENCE)
            assert "Traceback" not in err, err
        self.serving.clear()

    def _python(self, script, rest, given):
        said, typed, words = io.StringIO(), sys.stdin, sys.argv
        sys.stdin, sys.argv = io.StringIO(given), [script, *rest]
        self.ended = 0
        try:
            with redirect_stdout(said):
                runpy.run_path(str(self.folder / script), run_name="__main__")
        except SystemExit as end:
            self.ended = end.code
        finally:
            sys.stdin, sys.argv = typed, words
        return said.getvalue()


def played(page, folder):
    """Play a page in a folder, and return it with what was really said."""
    desk = Shell(folder)
    try:
        return _told(page, desk, folder)
    finally:
        desk.stop()


def _told(page, desk, folder):
    lines, told = page.splitlines(), []
    while lines:
        line = lines.pop(0)
        told.append(line)
        if (fence := FENCE.match(line)) is None:
            continue
        end = lines.index(fence[1])
        block, lines = lines[:end], lines[end:]
        if fence[3]:
            (folder / fence[3]).write_text("\n".join(block) + "\n", encoding="utf-8")
        told += _session(desk, block) if fence[2] == "console" else block
        told.append(lines.pop(0))
    return "\n".join(told) + "\n"


def _session(desk, block):
    """Type the lines of a session that have a prompt; check those that have none."""
    told, lines = [], list(block)
    while lines:
        typed = [lines.pop(0)]
        assert typed[0].startswith(PROMPT), f"nobody typed anything for: {typed[0]}"
        while typed[-1].endswith("\\"):
            typed.append(lines.pop(0))
        expected = []
        while lines and not lines[0].startswith(PROMPT):
            expected.append(lines.pop(0))
        line = " ".join(part.removesuffix("\\").strip() for part in typed)
        said = _trimmed(desk.type(line.removeprefix(PROMPT)))
        told += [*typed, *(expected if _agrees(expected, said) else said)]
    return told


def _trimmed(output):
    """Take off what nobody sees: spaces at line ends, empty lines around a table."""
    lines = [line.rstrip() for line in output.splitlines()]
    while lines and not lines[0]:
        lines.pop(0)
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _agrees(expected, said):
    """Say whether a session shows what was said, where ``...`` is any lines."""
    if not expected:
        return not said
    first, *rest = expected
    if first == ANYTHING:
        return any(_agrees(rest, said[skip:]) for skip in range(len(said) + 1))
    return bool(said) and said[0] == first and _agrees(rest, said[1:])
