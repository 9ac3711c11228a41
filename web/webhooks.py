"""Sends the entries of a log to webhooks: signed, in order, and again until taken.

What is sent follows Standard Webhooks (standardwebhooks.com): the headers webhook-id,
webhook-timestamp and webhook-signature, which is an HMAC-SHA256 over id, time and body.
A receiver is sent the next entries once it took those before. Whoever is sent the same
again is sent the same id.
"""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Callable
from concurrent.futures import Executor, Future
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from ledger.house import House
from ledger.vault.vault_file import VaultFile
from ledger.vault.webhooks import (
    Webhook,
    note_position,
    secret_of,
    stop_webhook,
    webhooks,
)
from presenters.log_entry import LogEntryShape
from presenters.shape import to_json
from presenters.webhook import DeliveryShape
from web.sending import sent

ENTRIES_MAX = 100
"""So many entries are sent together."""
SCANNED_MAX = 5_000
"""So many entries are looked at for more to send, once one is wanted."""
WAITS = tuple(timedelta(seconds=each) for each in (1, 5, 30, 120, 600, 3600))
"""How long to wait after a failure, and the next; the last for every one after."""


class Delivery(NamedTuple):
    """Entries as they are sent to a webhook."""

    message: str
    """By which a receiver knows it again."""
    body: bytes
    after: int
    """The position after which it begins."""
    last: int
    """The position up to which nothing is left out."""


class DeliveryOutcome(NamedTuple):
    """What became of a delivery."""

    last: int
    """The position up to which was sent."""
    failure: str | None
    """Why the receiver did not take it; None: it did."""
    is_gone: bool = False
    """The receiver wants nothing more."""


Send = Callable[[SplitResult, dict[str, str], bytes], int]
"""Sends a body with headers to an address; returns the status. Raises OSError."""


def post(address: SplitResult, headers: dict[str, str], body: bytes) -> int:
    """Send a body; no answer is read."""
    return sent("POST", address, headers, body).status


def signed(secret: bytes, message: str, at: datetime, body: bytes) -> dict[str, str]:
    """Return the headers that tell a receiver who sent what, and when."""
    seconds = str(int(at.timestamp()))
    text = b".".join((message.encode(), seconds.encode(), body))
    signature = b64encode(hmac.digest(secret, text, "sha256")).decode()
    return {
        "content-type": "application/json",
        "webhook-id": message,
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1,{signature}",
    }


class Delivering:
    """Sends what the log gained to each webhook, and keeps how far it came."""

    def __init__(
        self,
        house: House,
        vault: VaultFile,
        sending: Executor,
        clock: Callable[[], datetime],
        send: Send = post,
    ) -> None:
        self._house, self._vault, self._clock = house, vault, clock
        self._sending, self._send = sending, send
        self._under_way: dict[str, Future[DeliveryOutcome]] = {}
        self._unsent: dict[str, Delivery] = {}
        """What was not taken yet, to be sent again as it was."""
        self._failures: dict[str, int] = {}
        self._due: dict[str, datetime] = {}

    @property
    def is_idle(self) -> bool:
        """Say whether nothing is on its way."""
        return not self._under_way

    def step(self) -> dict[str, DeliveryOutcome]:
        """Note what ended, and send what is due; returns what ended, by webhook.

        No receiver waits for another. One that failed is left alone until it is due.
        """
        ended = {
            name: future.result()
            for name, future in self._under_way.items()
            if future.done()
        }
        for name, outcome in ended.items():
            del self._under_way[name]
            self._note(name, outcome)
        now = self._clock()
        for webhook in webhooks(self._vault):
            if self._is_due(webhook, now):
                self._start(webhook, now)
        return ended

    def _is_due(self, webhook: Webhook, now: datetime) -> bool:
        if webhook.stopped is not None or webhook.id in self._under_way:
            return False
        due = self._due.get(webhook.id)
        return due is None or due <= now

    def _start(self, webhook: Webhook, now: datetime) -> None:
        """Send a webhook what it waits for next, if anything."""
        delivery = self._unsent.get(webhook.id)
        if delivery is None or delivery.after != webhook.position:
            delivery = self._next(webhook)
        if delivery is None:
            return
        self._unsent[webhook.id] = delivery
        secret = secret_of(self._vault, webhook.id)
        headers = signed(secret, delivery.message, now, delivery.body)
        self._under_way[webhook.id] = self._sending.submit(
            self._sent, urlsplit(webhook.url), headers, delivery
        )

    def _next(self, webhook: Webhook) -> Delivery | None:
        """Return what a webhook is sent next; None where nothing of the log is left.

        Entries that it does not want are passed over, and it is kept that they were.
        """
        after = last = webhook.position
        wanted: list[int] = []
        while not wanted or (len(wanted) < ENTRIES_MAX and last - after < SCANNED_MAX):
            page = self._house.entries_after(last, limit=ENTRIES_MAX - len(wanted))
            if not page:
                break
            wanted += [each.position for each in page if webhook.wants(each.stream)]
            last = page[-1].position
        if not wanted:
            if last > after:
                note_position(self._vault, webhook.id, last)
            return None
        texts = self._house.tree().entries_at(wanted)
        entries = tuple(
            LogEntryShape(position=position, entry_text=text.decode())
            for position, text in zip(wanted, texts, strict=True)
        )
        first, end = wanted[0], wanted[-1]
        shape = DeliveryShape(
            ledger=self._house.ledger_id(), first=first, last=end, log_entries=entries
        )
        body = to_json(shape, indent=None).encode()
        return Delivery(f"{webhook.id}.{first}-{end}", body, after, last)

    def _sent(
        self, address: SplitResult, headers: dict[str, str], delivery: Delivery
    ) -> DeliveryOutcome:
        try:
            status = self._send(address, headers, delivery.body)
        except OSError as fault:
            why = f"it cannot be reached, {fault.strerror or fault}"
            return DeliveryOutcome(delivery.last, why)
        if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            return DeliveryOutcome(delivery.last, None)
        is_gone = status == HTTPStatus.GONE
        return DeliveryOutcome(delivery.last, f"it answered {status}", is_gone)

    def _note(self, name: str, outcome: DeliveryOutcome) -> None:
        """Keep how far a receiver came, or when it is tried again."""
        if outcome.failure is None:
            for of_failures in (self._unsent, self._failures, self._due):
                of_failures.pop(name, None)
            note_position(self._vault, name, outcome.last)
            return
        if outcome.is_gone:
            stop_webhook(self._vault, name, outcome.failure)
        failures = self._failures.get(name, 0)
        self._failures[name] = failures + 1
        self._due[name] = self._clock() + WAITS[min(failures, len(WAITS) - 1)]
