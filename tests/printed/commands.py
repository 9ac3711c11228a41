"""The page of commands: the help of each, in the order of a sale."""

from __future__ import annotations

import click
from click.testing import CliRunner

from commands.main import SUBCOMMANDS, main
from tests.printed.said import PRINTED, table


def commands(command=main, path=("lotledger",)):
    """Walk through every command and what is below it: the words for it, and itself."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            yield from commands(command.get_command(context, name), (*path, name))


def commands_page():
    """Print the help of every command."""
    rooms = [(f"[{n}](#lotledger-{n})", line) for n, (_, line) in SUBCOMMANDS.items()]
    told = ["# Commands", PRINTED, table("command", "", rows=rooms)]
    for path, _ in commands():
        shown = CliRunner().invoke(
            main, [*path[1:], "--help"], prog_name="lotledger", terminal_width=80
        )
        told.append(f"## {' '.join(path)}\n\n```text\n{shown.output.strip()}\n```")
    return told
