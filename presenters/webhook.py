"""Webhooks, as they are made and listed, and what they are sent."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from presenters.log_entry import LogEntryShape
from presenters.shape import Shape
from presenters.times import utc_time

if TYPE_CHECKING:
    from ledger.vault.webhooks import Webhook

WEBHOOK_COLUMNS = (
    ("webhook", "left"),
    ("sent to", "left"),
    ("streams", "left"),
    ("made", "left"),
    ("up to", "right"),
    ("stopped", "left"),
)


class WebhookShape(Shape):
    """Where the house has the entries of its log sent."""

    id: str
    """By which it is resumed and removed."""
    url: str
    """Where they are sent."""
    stream_prefixes: tuple[str, ...]
    """What the streams of the entries begin with; none: all are sent."""
    made_at: datetime
    """When it was made."""
    sent_to: int
    """The position up to which the receiver took everything."""
    stopped: str | None
    """Why nothing is sent any more; null: it is."""


class NewWebhookShape(Shape):
    """A webhook that was made, with what its receiver checks signatures with."""

    secret: str | None
    """The key of the HMAC-SHA256, as Standard Webhooks writes it; null where it was
    written to a file."""
    webhook: WebhookShape
    """The webhook."""


class DeliveryShape(Shape):
    """What is sent to a webhook: entries of the log, in its order."""

    ledger: str
    """The id of the ledger."""
    first: int
    """The position of the first entry."""
    last: int
    """The position of the last entry."""
    log_entries: tuple[LogEntryShape, ...]
    """The entries, as their bytes are hashed."""


def webhook_shape(webhook: Webhook) -> WebhookShape:
    """Return a webhook as its shape."""
    return WebhookShape(
        id=webhook.id,
        url=webhook.url,
        stream_prefixes=webhook.streams,
        made_at=webhook.made_at,
        sent_to=webhook.position,
        stopped=webhook.stopped,
    )


def webhook_row(webhook: Webhook) -> tuple[object, ...]:
    """Write a webhook as a row of the list."""
    return (
        webhook.id,
        webhook.url,
        ", ".join(webhook.streams) or "all",
        utc_time(webhook.made_at),
        webhook.position,
        webhook.stopped,
    )


def new_webhook_words(webhook: Webhook, secret: str) -> str:
    """Say what signs what is sent to a webhook, and from where on it is sent."""
    return (
        f"{secret}\n{webhook.id} sends what follows position {webhook.position} to "
        f"{webhook.url}. Its receiver needs the secret, which is told this once. It is "
        "sent while this runs: lotledger webhook deliver"
    )
