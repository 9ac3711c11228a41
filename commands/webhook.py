"""Send the log's entries to webhooks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

import click

from commands.keeping import passphrase
from commands.output import print_json, print_table, prints_json
from commands.params import TEXT
from commands.session import LedgerSession
from commands.written_file import write_secret
from ledger.clock import machine_clock

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ledger.house import House
    from ledger.vault.vault_file import VaultFile
    from web.webhooks import Delivering, DeliveryOutcome

POLL_SECONDS = 0.2


@click.group()
def webhook() -> None:
    """Send the log's entries to webhooks.

    They are sent as they come, in the order of the log, signed, and again until they
    are taken.

    Example: lotledger webhook add https://example.com/bids
    """


@webhook.command()
@click.argument("url", type=TEXT, metavar="URL")
@click.option(
    "--stream",
    "streams",
    type=TEXT,
    multiple=True,
    metavar="PREFIX",
    help="Only entries of streams that begin so, such as lot:SPRING-2026/.",
)
@click.option(
    "--after",
    type=click.IntRange(min=0),
    metavar="POSITION",
    help="Begin after this position; 0 sends all.  [default: what comes from now on]",
)
@click.option(
    "--secret",
    "secret_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write what signs to FILE, for its owner alone; it is not shown then.",
)
@prints_json("presenters.webhook:NewWebhookShape")
@click.pass_obj
def add(
    ledger: LedgerSession,
    url: str,
    *,
    streams: tuple[str, ...],
    after: int | None,
    secret_file: Path | None,
    as_json: bool,
) -> None:
    """Send entries of the log to URL, and show what signs them.

    Its receiver answers 2xx once it has them; 410 stops it. What signs is told this
    once.

    Example: lotledger webhook add https://example.com/bids --stream lot:SPRING-2026/
    """
    from ledger.house.vaults import open_vault_of
    from ledger.vault.webhooks import Webhook, add_webhook
    from presenters.webhook import NewWebhookShape, new_webhook_words, webhook_shape

    _must_be_safe(url)
    house = ledger.house()
    made = Webhook(
        id=f"w-{token_hex(4)}",
        url=url,
        streams=streams,
        made_at=machine_clock(),
        position=house.head() if after is None else min(after, house.head()),
    )
    with open_vault_of(house, passphrase) as vault:
        secret = add_webhook(vault, made, _keeper(secret_file))
    shown = secret if secret_file is None else None
    if as_json:
        print_json(NewWebhookShape(secret=shown, webhook=webhook_shape(made)))
        return
    click.echo(new_webhook_words(made, shown or f"What signs is in {secret_file}."))


@webhook.command("list")
@prints_json("presenters.webhook:WebhookShape", many=True)
@click.pass_obj
def list_(ledger: LedgerSession, *, as_json: bool) -> None:
    """List the webhooks, and how far each came.

    Example: lotledger webhook list
    """
    from ledger.house.vaults import open_vault_of
    from ledger.vault.webhooks import webhooks
    from presenters.webhook import WEBHOOK_COLUMNS, webhook_row, webhook_shape

    with open_vault_of(ledger.house(), passphrase) as vault:
        made = webhooks(vault)
    if as_json:
        print_json(list(map(webhook_shape, made)))
    elif made:
        print_table(WEBHOOK_COLUMNS, list(map(webhook_row, made)))
    else:
        click.echo("There are no webhooks. Make one with: lotledger webhook add URL")


@webhook.command()
@click.argument("name", type=TEXT, metavar="WEBHOOK")
@click.option(
    "--after",
    type=click.IntRange(min=0),
    metavar="POSITION",
    help="Send again what follows this position.  [default: where it stopped]",
)
@click.pass_obj
def resume(ledger: LedgerSession, name: str, *, after: int | None) -> None:
    """Send to WEBHOOK again, from where it stopped or after a position.

    Example: lotledger webhook resume w-1f6c02ab --after 1200
    """
    from ledger.house.vaults import open_vault_of
    from ledger.vault.webhooks import resume_webhook, webhooks

    with open_vault_of(ledger.house(), passphrase) as vault:
        _must_be_there(vault, name)
        resume_webhook(vault, name, after)
        (at,) = (each.position for each in webhooks(vault) if each.id == name)
    click.echo(f"{name} goes on after position {at}.")


@webhook.command()
@click.argument("name", type=TEXT, metavar="WEBHOOK")
@click.pass_obj
def remove(ledger: LedgerSession, name: str) -> None:
    """Send nothing more to WEBHOOK, and destroy what signed it.

    Example: lotledger webhook remove w-1f6c02ab
    """
    from ledger.house.vaults import open_vault_of
    from ledger.vault.webhooks import remove_webhook

    with open_vault_of(ledger.house(), passphrase) as vault:
        _must_be_there(vault, name)
        remove_webhook(vault, name)
    click.echo(f"{name} is removed.")


@webhook.command()
@click.option(
    "--once", is_flag=True, help="Send what waits, then end; 1 if some was not taken."
)
@click.pass_obj
def deliver(ledger: LedgerSession, *, once: bool) -> None:
    """Send what the log gains to every webhook, until stopped.

    One that fails is tried again after 1 s, 5 s, 30 s, 2, 10 and then every 60 minutes.
    Where it stopped is kept: whoever runs this next goes on from there.

    Example: lotledger webhook deliver --once
    """
    from ledger.house.vaults import open_vault_of
    from web.webhooks import Delivering

    house = ledger.house()
    with (
        open_vault_of(house, passphrase) as vault,
        _alone(vault),
        ThreadPoolExecutor(thread_name_prefix="webhook") as sending,
    ):
        delivering = Delivering(house, vault, sending, machine_clock)
        failed = _deliver(house, delivering, once=once)
    if failed:
        click.get_current_context().exit(1)


def _keeper(file: Path | None) -> Callable[[str], None]:
    """Return what keeps a secret in a file; nothing does where none is named."""

    def keep(secret: str) -> None:
        if file is not None:
            write_secret(file, f"{secret}\n", "'--secret'")

    return keep


def _deliver(house: House, delivering: Delivering, *, once: bool) -> bool:
    """Deliver until nothing waits, or for ever; say whether some was not taken."""
    failed = False
    while True:
        ended = delivering.step()
        _say(ended)
        failed |= any(outcome.failure is not None for outcome in ended.values())
        if once and delivering.is_idle:
            return failed
        house.wait_for_news(0.01 if once else POLL_SECONDS)


def _say(ended: Mapping[str, DeliveryOutcome]) -> None:
    for name, outcome in ended.items():
        if outcome.failure is None:
            click.echo(f"{name} has everything up to position {outcome.last}.")
        else:
            stays = "It is stopped." if outcome.is_gone else "It is sent again."
            words = f"{name} did not take what ends at {outcome.last}"
            click.echo(f"{words}: {outcome.failure}. {stays}", err=True)


@contextmanager
def _alone(vault: VaultFile) -> Iterator[None]:
    """Let nobody else deliver meanwhile; raises UsageError where somebody does."""
    with vault.file.with_name("webhooks.lock").open("ab") as lock:
        try:
            flock(lock, LOCK_EX | LOCK_NB)
        except BlockingIOError as fault:
            slip = "Another lotledger delivers already; stop that one first."
            raise click.UsageError(slip) from fault
        yield


def _must_be_safe(url: str) -> None:
    """Refuse an address that others could read on the way; raises BadParameter."""
    from web.addresses import UnsafeAddress, safe_address

    try:
        safe_address(url)
    except UnsafeAddress as fault:
        raise click.BadParameter(str(fault), param_hint="'URL'") from fault


def _must_be_there(vault: VaultFile, name: str) -> None:
    from ledger.vault.webhooks import webhooks

    if name not in {each.id for each in webhooks(vault)}:
        slip = f"There is no webhook {name}. See them with: lotledger webhook list"
        raise click.BadParameter(slip, param_hint="'WEBHOOK'")
