"""What must be so after machines were lost, held against the log of the clients."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from benchmarks.failover.answers import (
    Attempt,
    Health,
    Look,
    Loss,
    Noted,
    Shown,
    Signed,
)


class Entry(NamedTuple):
    """An entry of the ledger, as far as it is checked."""

    position: int
    key: str | None
    lot: str | None
    is_answer: bool
    """Whether it is the answer to a bid: that it was taken, or refused."""


class Outcome(NamedTuple):
    """What is there when all is over."""

    entries: Sequence[Entry]
    root_at: Callable[[int], str]
    """Returns the root of the log at a size."""
    heads: Sequence[tuple[str, int, str]]
    """Each node, how far it has the log, and a hash over all of it."""
    prices: Mapping[str, object]
    """Where each lot with a bid ended, as everybody is told."""


def breaches(noted: Sequence[Noted], outcome: Outcome) -> Iterator[str]:
    """Say what is not as it must be; nothing where all is."""
    attempts = [each for each in noted if isinstance(each, Attempt)]
    by_key = defaultdict[str, list[Entry]](list)
    for entry in outcome.entries:
        if entry.is_answer and entry.key is not None:
            by_key[entry.key].append(entry)
    yield from _lost(attempts, by_key)
    yield from _doubled(attempts, by_key)
    yield from _left_open(attempts)
    yield from _gaps(outcome.entries)
    yield from _other_checkpoints(noted, outcome)
    yield from _stale(noted)
    yield from _unshown(noted, outcome.prices)
    yield from _always_ready(noted)
    yield from _different_heads(outcome)
    yield from _never_again(noted)


def _lost(
    attempts: Sequence[Attempt], by_key: Mapping[str, Sequence[Entry]]
) -> Iterator[str]:
    """Say which bids were acknowledged and are not where they were said to be."""
    for each in attempts:
        if each.position is None:
            continue
        places = [(entry.position, entry.lot) for entry in by_key.get(each.key, ())]
        if (each.position, each.lot) not in places:
            yield (
                f"Bid {each.key} on {each.lot} was acknowledged at position "
                f"{each.position}, and stands at {places or 'none'}."
            )


def _doubled(
    attempts: Sequence[Attempt], by_key: Mapping[str, Sequence[Entry]]
) -> Iterator[str]:
    """Say which bids are there twice, or were never sent."""
    sent = {each.key for each in attempts}
    for key, entries in by_key.items():
        if len(entries) > 1:
            places = [entry.position for entry in entries]
            yield f"Bid {key} stands at the positions {places}: once was asked for."
        if key not in sent:
            yield f"Bid {key} at position {entries[0].position} was never sent."
    first = Counter(
        each.key for each in attempts if each.is_accepted and not each.repeated
    )
    for key, times in first.items():
        if times > 1:
            yield f"Bid {key} was answered {times} times as if it were the first time."


def _left_open(attempts: Sequence[Attempt]) -> Iterator[str]:
    """Say of which bids nobody knows what became of them."""
    final = {each.key for each in attempts if each.is_final}
    for key in dict.fromkeys(each.key for each in attempts):
        if key not in final:
            yield f"Bid {key} has no answer that says what became of it."


def _gaps(entries: Sequence[Entry]) -> Iterator[str]:
    for due, entry in enumerate(entries, 1):
        if entry.position != due:
            yield f"Position {due} is missing: {entry.position} stands there."
            return


def _other_checkpoints(noted: Sequence[Noted], outcome: Outcome) -> Iterator[str]:
    """Say which checkpoints were handed out that the ledger does not bear out."""
    head = len(outcome.entries)
    signed = {(each.size, each.root) for each in noted if isinstance(each, Signed)}
    for size, root in sorted(signed):
        if size > head:
            yield f"A checkpoint over {size} entries was handed out; {head} are there."
        elif (now := outcome.root_at(size)) != root:
            yield f"The checkpoint over {size} entries says {root}; the log {now}."


def _stale(noted: Sequence[Noted]) -> Iterator[str]:
    """Say which answers were given from before what was acknowledged by then."""
    for each in noted:
        if isinstance(each, Look) and each.size < each.acknowledged:
            yield (
                f"At {each.sent:.1f} s a question was answered from a log of "
                f"{each.size} entries, when {each.acknowledged} were acknowledged."
            )


def _unshown(noted: Sequence[Noted], prices: Mapping[str, object]) -> Iterator[str]:
    """Say which lots whoever followed the sale has not seen as they ended."""
    shown = {each.lot: each.price for each in noted if isinstance(each, Shown)}
    for lot, price in prices.items():
        if lot not in shown:
            yield f"Whoever followed the sale was never told of lot {lot}."
        elif shown[lot] != price:
            yield f"Lot {lot} was told at {shown[lot]}, and ended at {price}."


def _always_ready(noted: Sequence[Noted]) -> Iterator[str]:
    """Say after which losses the service never said that it was not ready.

    It may have said so already while the machine was being lost, and only changes are
    noted.
    """
    health = [each for each in noted if isinstance(each, Health)]
    for loss in noted:
        if not isinstance(loss, Loss) or loss.accepted is None:
            continue
        before = [each for each in health if each.at < loss.began][-1:]
        between = (each for each in health if loss.began <= each.at <= loss.accepted)
        if all(each.ready for each in (*before, *between)):
            yield (
                f"Round {loss.number}: the service never said that it was not ready, "
                f"for {loss.accepted - loss.began:.1f} s."
            )
    if health and not health[-1].ready:
        yield f"At the end the service is not ready: {health[-1].why}"


def _different_heads(outcome: Outcome) -> Iterator[str]:
    if len({(head, digest) for _, head, digest in outcome.heads}) > 1:
        yield f"The nodes have different logs: {outcome.heads}"


def _never_again(noted: Sequence[Noted]) -> Iterator[str]:
    for each in noted:
        if isinstance(each, Loss) and each.accepted is None:
            yield f"Round {each.number}: no bid was accepted any more."
