"""A seal: what the log has of an amount that is not to be read yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from ledger.money import Minor
from ledger.value import LookedUpOnce, later, value


class Unread(Exception):
    """An amount is sealed, and is not read here."""

    def __init__(self, why: Exception | None = None) -> None:
        super().__init__("an amount is sealed, and is not read here")
        self.why = why
        """The refusal that says why; None: only the record is read."""


class Locked(LookedUpOnce):
    """An amount that is opened where somebody decides by it, and not before.

    Most bids of a lot decide nothing any more once it is loaded.
    """

    open_by: Callable[[], tuple[Minor | None, bytes]]
    """Returns the amount and its nonce; raises Unread."""
    opened_amount: Minor | None = None
    opened_nonce: bytes = b""

    @classmethod
    def opened(cls, amount: Minor | None, nonce: bytes) -> Locked:
        """Return an amount that was opened already."""
        return cls(_stays_sealed, amount, nonce)

    @property
    def amount(self) -> Minor:
        """The amount; raises Unread."""
        if not self.opened_nonce:
            self.open()
        assert self.opened_amount is not None, "a bid has an amount"
        return self.opened_amount

    def open(self) -> None:
        """Open it now, if nobody did; raises Unread."""
        if not self.opened_nonce:
            self.opened_amount, self.opened_nonce = self.open_by()

    @property
    def nonce(self) -> bytes:
        """What the commitment to the amount was made under; raises as the amount."""
        self.open()
        return self.opened_nonce

    @property
    def is_readable(self) -> bool:
        """Whether the amount can be read here."""
        try:
            self.open()
        except Unread:
            return False
        return True

    @property
    def read(self) -> Minor | None:
        """The amount, None where it cannot be read here."""
        return self.opened_amount if self.is_readable else None

    def __eq__(self, other: object) -> bool:
        return self.amount == (other.amount if isinstance(other, Locked) else other)

    def __hash__(self) -> int:
        return hash(self.amount)


@value(kw_only=True)
class Seal:
    """A sealed amount as the log has it: all may read it, and none what is in it."""

    commitment: str
    """What binds the house to the amount, in base16."""
    text: str
    """The nonce of that and what was sealed, locked, in base64."""
    key: str
    """The client whose key opens it together with the lot's; empty: the lot's alone."""
    earns: bool = later(default=False)
    """It holds the bidder's class, too, which an amount may have earned."""

    @property
    def locked(self) -> Locked:
        """What is in it, for a reader that has no keys."""
        return Locked(_stays_sealed)

    @property
    def is_opened(self) -> bool:
        """Whether the house has opened it, or can."""
        return False

    @property
    def stored(self) -> Seal:
        """The seal as the log has it."""
        return self


class SealWithKeys(Seal, frozen=True, kw_only=True, gc=False):  # type: ignore[call-arg]
    """A seal in the hands of the house, which has the keys."""

    inside: Locked
    plain: Seal

    @property
    def locked(self) -> Locked:
        """What is in it, to be opened where it is needed."""
        return self.inside

    @property
    def is_opened(self) -> bool:
        """Whether the house has opened it, or can."""
        return self.inside.is_readable

    @property
    def stored(self) -> Seal:
        """The seal as the log has it."""
        return self.plain


class Maker(Protocol):
    """Makes one seal, which it knows the place of."""

    def seal(self, inside: Locked, *, key: str, earns: bool) -> Seal:
        """Return the seal of an amount with its nonce."""


class SealToMake(Seal, frozen=True, kw_only=True, gc=False):  # type: ignore[call-arg]
    """A seal that is made once all of its command is decided: many in one go."""

    inside: Locked
    maker: Maker

    @property
    def locked(self) -> Locked:
        """What is to be sealed."""
        return self.inside

    @property
    def is_opened(self) -> bool:
        """Whether the house has opened it, or can."""
        return True

    @property
    def stored(self) -> Seal:
        """The seal as the log will have it."""
        return self.maker.seal(self.inside, key=self.key, earns=self.earns)


def with_keys(seal: Seal, inside: Locked) -> Seal:
    """Return a seal that the house can open."""
    return SealWithKeys(
        commitment=seal.commitment,
        text=seal.text,
        key=seal.key,
        earns=seal.earns,
        inside=inside,  # type: ignore[call-arg]
        plain=seal.stored,
    )


def to_be_made(key: str, inside: Locked, maker: Maker, *, earns: bool) -> Seal:
    """Return a seal that is made once all of its command is decided."""
    return SealToMake(
        commitment="",
        text="",
        key=key,
        earns=earns,
        inside=inside,  # type: ignore[call-arg]
        maker=maker,
    )


def _stays_sealed() -> tuple[Minor, bytes]:
    raise Unread
