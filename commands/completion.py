"""Print the shell's completion script."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from commands.main import main


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script of SHELL.

    Example: lotledger completion bash >> ~/.bashrc
    """
    kind = get_completion_class(shell)
    assert kind is not None, "every shell offered has a script"
    click.echo(kind(main, {}, "lotledger", "_LOTLEDGER_COMPLETE").source())
