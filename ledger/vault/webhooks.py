"""Webhooks: where a house has the entries of its log sent, and how far they came.

What signs them is a key of the vault, which the receiver has as well. How far each came
is kept beside it, so that whoever sends goes on where the last one stopped.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ledger.value import value
from ledger.vault.secrets import KeyKind

if TYPE_CHECKING:
    from ledger.vault.vault_file import VaultFile

SECRET_PREFIX = "whsec_"  # noqa: S105 (what stands before a secret)
_COLUMNS = "id, url, streams, made_at, position, stopped"


@value(kw_only=True)
class Webhook:
    """Where entries are sent, and how far they came."""

    id: str
    url: str
    streams: tuple[str, ...]
    """What the streams of the entries begin with: ``lot:MAY26/``; none: all."""
    made_at: datetime
    position: int
    """Up to where everything was taken by the receiver."""
    stopped: str | None = None
    """Why nothing is sent any more; None: it is."""

    def wants(self, stream: str) -> bool:
        """Say whether the entries of a stream are sent there."""
        return not self.streams or stream.startswith(self.streams)


def add_webhook(vault: VaultFile, webhook: Webhook, keep: Callable[[str], None]) -> str:
    """File a webhook; returns what its receiver checks signatures with.

    Where that cannot be kept as it is to be, there is no webhook.
    """
    secret = f"{SECRET_PREFIX}{b64encode(secret_of(vault, webhook.id)).decode()}"
    keep(secret)
    with vault.writing() as connection:
        connection.execute(
            f"INSERT INTO webhooks ({_COLUMNS}) "  # noqa: S608 (our own words)
            "VALUES (?, ?, ?, ?, ?, NULL)",
            (
                webhook.id,
                webhook.url,
                "\n".join(webhook.streams),
                webhook.made_at.isoformat(),
                webhook.position,
            ),
        )
    return secret


def webhooks(vault: VaultFile) -> list[Webhook]:
    """Return all webhooks, as they were made."""
    listed = f"SELECT {_COLUMNS} FROM webhooks ORDER BY rowid"  # noqa: S608 (our own)
    return [_webhook(*row) for row in vault.rows(listed)]


def secret_of(vault: VaultFile, webhook: str) -> bytes:
    """Return the 32 bytes that sign what is sent to a webhook."""
    return vault.key(KeyKind.WEBHOOK, webhook)


def note_position(vault: VaultFile, webhook: str, position: int) -> None:
    """Keep that a receiver took everything up to a position."""
    _set(vault, webhook, "position = ?", position)


def stop_webhook(vault: VaultFile, webhook: str, why: str) -> None:
    """Send nothing more to a webhook, until somebody resumes it."""
    _set(vault, webhook, "stopped = ?", why)


def resume_webhook(vault: VaultFile, webhook: str, after: int | None) -> None:
    """Send to a webhook again, from where it stopped or after a position."""
    _set(vault, webhook, "stopped = NULL")
    if after is not None:
        note_position(vault, webhook, after)


def remove_webhook(vault: VaultFile, webhook: str) -> None:
    """Forget a webhook, and destroy what signed for it."""
    with vault.writing() as connection:
        connection.execute("DELETE FROM webhooks WHERE id = ?", (webhook,))
    vault.destroy(KeyKind.WEBHOOK, webhook)


def _set(vault: VaultFile, webhook: str, change: str, *values: str | int) -> None:
    with vault.writing() as connection:
        connection.execute(
            f"UPDATE webhooks SET {change} WHERE id = ?",  # noqa: S608 (our own words)
            (*values, webhook),
        )


def _webhook(*row: Any) -> Webhook:  # noqa: ANN401 (a row of the file)
    name, url, streams, made_at, position, stopped = row
    return Webhook(
        id=name,
        url=url,
        streams=tuple(streams.splitlines()),
        made_at=datetime.fromisoformat(made_at),
        position=position,
        stopped=stopped,
    )
