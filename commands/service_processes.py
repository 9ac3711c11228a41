"""The processes of the service, started with the options that it was started with."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from commands.keeping import typed_passphrase

if TYPE_CHECKING:
    from web.processes import Handed, ServiceProcess

_PROGRAM = "from commands.main import main; main(prog_name='lotledger')"
OF_WHO_LISTENS = {
    *("host", "port", "tls_cert", "tls_key", "workers"),
    *("due", "actor", "role"),
}
"""The options that say what the process that listens does, and no other."""


def processes_of_service(place: str, number: int) -> list[ServiceProcess]:
    """Return what answers questions, in so many processes, and what streams.

    With none of the first, the process that listens answers all.
    """
    from web.handing_over import Work
    from web.processes import ServiceProcess

    words = options_again(click.get_current_context())
    command = ["-c", _PROGRAM, "serve", *words, "--handed"]
    # Everybody on the machine may read the words of a process; a URL has a password.
    place_of = {**os.environ, "LOTLEDGER_URL": place}
    passphrase = typed_passphrase()
    answering = [
        ServiceProcess(
            f"questions {turn}", Work.QUESTIONS, command, place_of, passphrase
        )
        for turn in range(1, number + 1)
    ]
    if not number:
        return answering
    # What streams tells everybody the same, and is told no secret.
    return [*answering, ServiceProcess("streams", Work.STREAMS, command, place_of)]


def options_again(context: click.Context) -> Sequence[str]:
    """Return the words that give a command the options again that it was given."""
    words: list[str] = []
    for option in context.command.params:
        value = context.params.get(option.name or "")
        if option.name in OF_WHO_LISTENS or value is None or value is False:
            continue
        if value is True:
            words += option.opts[:1]
            continue
        for each in value if isinstance(value, tuple) else (value,):
            words += [option.opts[0], str(each)]
    return words


def handed_process(work: str, channel: int, link: int, passphrase: int) -> Handed:
    """Return what this process was given by the one that started it."""
    from web.handing_over import Work
    from web.processes import Handed

    return Handed(Work(work), channel, link, passphrase)
