"""A terminal with a process in it: sends keys, and shows what stands on the screen.

It knows as much of a terminal's language as a full-screen program needs: where the next
sign goes, what is rubbed out, and colours, which it leaves out.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
from codecs import getincrementaldecoder
from time import monotonic

from tests.clerk import process
from tests.patience import PATIENCE

COLUMNS, LINES = 80, 24
SEQUENCE = re.compile(
    r"""\x1b\[([<=>?]?)([\d;:]*)[ $]?([@-~])   # an order, with numbers
    | \x1b[PX^_\]].*?(?:\x1b\\|\x07)          # words for the terminal itself
    | \x1b[^\[PX^_\]]""",
    re.VERBOSE | re.DOTALL,
)


class Screen:
    """What stands on the screen after everything that was written to it."""

    def __init__(self):
        self.rows = [[" "] * COLUMNS for _ in range(LINES)]
        self._row = self._column = 0
        self._rest = ""

    def __str__(self):
        return "\n".join("".join(row).rstrip() for row in self.rows)

    def write(self, text):
        """Take in more of what the program says; a sequence may come in two parts."""
        text, place = self._rest + text, 0
        self._rest = ""
        while place < len(text):
            if text[place] == "\x1b":
                if (found := SEQUENCE.match(text, place)) is None:
                    self._rest = text[place:]
                    return
                if found[3]:
                    self._obey(found[1], found[2], found[3])
                place = found.end()
            else:
                self._put(text[place])
                place += 1

    def _put(self, sign):
        if sign == "\r":
            self._column = 0
        elif sign == "\n":
            self._row = min(self._row + 1, LINES - 1)
        elif sign >= " " and self._column < COLUMNS:
            self.rows[self._row][self._column] = sign
            self._column += 1

    def _obey(self, private, numbers, order):
        given = [int(number or 0) for number in numbers.split(";")] if numbers else []
        if private or order not in "HJK":
            return
        if order == "H":
            row, column = [*given, *(1, 1)[len(given) :]]
            self._row, self._column = max(row, 1) - 1, max(column, 1) - 1
        elif order == "J":
            self.rows = [[" "] * COLUMNS for _ in range(LINES)]
        else:
            self.rows[self._row][self._column :] = [" "] * (COLUMNS - self._column)


class Terminal:
    """A process on a terminal of its own; leaving it, nothing of it is left."""

    def __init__(self, words, **env):
        self.screen = Screen()
        self._letters = getincrementaldecoder("utf-8")("replace")
        self._ours, theirs = pty.openpty()
        size = struct.pack("HHHH", LINES, COLUMNS, 0, 0)
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, size)
        try:
            self._process = process(
                words,
                stdin=theirs,
                stdout=theirs,
                stderr=theirs,
                start_new_session=True,
                env={"TERM": "xterm-256color", "COLUMNS": "", "LINES": "", **env},
            )
        finally:
            os.close(theirs)

    def press(self, keys):
        """Press keys, one after the other."""
        os.write(self._ours, keys.encode())

    def takes_keys(self):
        """Say whether the process takes each key as it comes, and not whole lines."""
        return not termios.tcgetattr(self._ours)[3] & termios.ICANON

    def reads(self, seconds):
        """Take in what is written within so many seconds, or at once if it is there."""
        if not select.select([self._ours], [], [], seconds)[0]:
            return False
        try:
            self.screen.write(self._letters.decode(os.read(self._ours, 65_536)))
        except OSError:
            # Linux says so where nobody writes to a terminal any more.
            return False
        return True

    def waits_for(self, shown):
        """Wait until the screen shows it; returns what is shown then."""
        end = monotonic() + PATIENCE
        while (found := shown(str(self.screen))) is None:
            assert monotonic() < end, f"the screen stays at:\n{self.screen}"
            self.reads(0.05)
        return found

    def kill(self):
        """Kill it as it stands; returns what it had written by then."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        while self.reads(0):
            pass
        return str(self.screen)

    def ends(self):
        """Wait until it ends by itself; returns how."""
        end = monotonic() + PATIENCE
        while self._process.poll() is None:
            assert monotonic() < end, "it does not end"
            self.reads(0.05)
        return self._process.returncode

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._process.poll() is None:
            self._process.kill()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            raise AssertionError("a killed process does not end") from None
        os.close(self._ours)
