"""The option that raises the limit of files that are read."""

from __future__ import annotations

from functools import partial

import click


def _set_limit(ctx: click.Context, _: click.Parameter, megabytes: int | None) -> None:
    if megabytes is not None:
        from ledger.files.contents import INPUT_MAX, MB

        before = INPUT_MAX.set(megabytes * MB)
        ctx.call_on_close(partial(INPUT_MAX.reset, before))


input_limit_option = click.option(
    "--input-limit",
    envvar="LOTLEDGER_INPUT_LIMIT",
    type=click.IntRange(min=1),
    metavar="MB",
    expose_value=False,
    callback=_set_limit,
    help="How large a file may be that is read.  [default: 64]",
)
