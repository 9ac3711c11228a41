"""The processes that the service starts: each is heard, and started again if it ends.

One that dies loses the answers that it had begun. What is handed to it meanwhile waits
in its channel for the next one, and whoever followed a sale goes on from where they
were: the log is there.
"""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from time import monotonic
from typing import NamedTuple

import msgspec

from web.handing_over import Work, channel
from web.request_log import to_standard_error

HEARD_SECONDS = 1.0
"""So often a process says how it stands."""
SILENT_SECONDS = 10.0
"""After so long without a word it is taken for one that is stuck."""
AGAIN_SECONDS = 1.0
"""So long nobody is started in the place of one that ended."""
STOP_SECONDS = 10
"""So long a request that was begun may take when the service is told to stop."""

_WORDS_MAX = 65_536


class ProcessStatus(msgspec.Struct, frozen=True):
    """How a process stands, as it says itself."""

    position: int
    """Up to where it has read the log."""
    streams: int
    """How many follow a sale over it."""


class Handed(NamedTuple):
    """What a process is given by the one that starts it, each by its number."""

    work: Work
    channel: int
    """Where connections are handed to it, and back."""
    link: int
    """Where it is heard; it ends when the other end is closed."""
    passphrase: int
    """Where the passphrase of the vault is read from."""


class ServiceProcess:
    """A process that was started to answer some of what is asked."""

    heard_at = 0.0
    """When it was heard, or started."""
    _link: socket.socket
    _process: subprocess.Popen[bytes]

    def __init__(
        self,
        name: str,
        work: Work,
        command: Sequence[str],
        environment: Mapping[str, str],
        passphrase: str = "",
    ) -> None:
        self.name, self.work = name, work
        self.channel, self._theirs = channel()
        self.status = ProcessStatus(0, 0)
        self.starts = 0
        self._command = command
        """The words that start one, but for what it is handed."""
        self._environment = environment
        self._passphrase = passphrase
        self._stopping = False

    def start(self) -> None:
        """Start it: what is handed to it is answered as soon as it is there.

        Raises OSError where the machine has no room for one more.
        """
        self._link, link = socket.socketpair()
        try:
            with link:
                self._process = self._started(link)
        except BaseException:
            self._link.close()
            raise
        self.starts += 1
        self.heard_at = monotonic()

    def _started(self, link: socket.socket) -> subprocess.Popen[bytes]:
        words, ours = os.pipe()
        with os.fdopen(words, "rb"):
            with os.fdopen(ours, "w", encoding="utf-8") as pipe:
                pipe.write(self._passphrase)
            numbers = (self._theirs.fileno(), link.fileno(), words)
            handed = [str(self.work), *map(str, numbers)]
            # Ctrl-C is for the process that listens, which lets the others end in turn.
            return subprocess.Popen(  # noqa: S603 (our own words)
                [sys.executable, *self._command, *handed],
                env=self._environment,
                pass_fds=numbers,
                process_group=0,
            )

    def watch(self) -> None:
        """Hear how it stands from now on, and start another if it ends."""
        loop = asyncio.get_running_loop()
        self._link.settimeout(0)
        loop.add_reader(self._link, self._hear)

    def _hear(self) -> None:
        try:
            words = self._link.recv(_WORDS_MAX)
        except ConnectionResetError:
            words = b""
        if words:
            last = words.rstrip(b"\n").rpartition(b"\n")[2]
            self.status = msgspec.json.decode(last, type=ProcessStatus)
            self.heard_at = monotonic()
            return
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._link)
        self._link.close()
        code = self._process.wait()
        if not self._stopping:
            to_standard_error(f"{self._named()} ended ({code}): another is started.\n")
            loop.call_later(AGAIN_SECONDS, self._start_again)

    def _start_again(self) -> None:
        if self._stopping:
            return
        heard_at = self.heard_at
        try:
            self.start()
        except OSError as fault:
            to_standard_error(
                f"{self._named()} has no other in its place yet, {fault.strerror}: it "
                "is tried again.\n"
            )
            asyncio.get_running_loop().call_later(AGAIN_SECONDS, self._start_again)
            return
        # One that never comes to answer is silent, however often it is started.
        self.heard_at = heard_at
        self.watch()

    def why_silent(self) -> str | None:
        """Say that it has not been heard for long; None where it was."""
        silent = monotonic() - self.heard_at
        if silent < SILENT_SECONDS:
            return None
        return (
            f"{self._named()} has said nothing for {silent:.0f} seconds. See what its "
            "standard error says, or stop it: another is started."
        )

    def _named(self) -> str:
        return f"The process that answers {self.name} (pid {self._process.pid})"

    def leave(self) -> None:
        """Let it end: it answers what it has begun."""
        self._stopping = True
        self._link.close()

    def wait(self) -> None:
        """Wait until it has ended, and end it where it does not."""
        try:
            self._process.wait(2 * STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self.channel.close()
        self._theirs.close()
