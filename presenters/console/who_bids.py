"""The paddle that a key bids for: the one typed, or the one that it can only be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.identity import PADDLE, Channel, Paddle
from presenters.console.input_line import NoCommand
from presenters.console.state import phone_bidders

if TYPE_CHECKING:
    from ledger.lot import Lot
    from presenters.console.input_line import ClerkLine


def paddle_to_bid(lot: Lot, line: ClerkLine, channel: Channel) -> Paddle:
    """Return the paddle that was typed, or whom the key means without one."""
    if line.number:
        if PADDLE.fullmatch(line.number) is None:
            raise NoCommand(
                f"{line.number} is no paddle. Press Escape, and type it again."
            )
        return Paddle(line.number)
    return (
        _phone_paddle(lot) if channel is Channel.PHONE else _last_paddle(lot, channel)
    )


def _phone_paddle(lot: Lot) -> Paddle:
    """Return the one telephone bidder who does not lead."""
    rivals = [paddle for paddle, _ in phone_bidders(lot) if paddle != _leading(lot)]
    if len(rivals) == 1:
        return rivals[0]
    if not rivals:
        raise NoCommand(
            "No other telephone is registered for this lot. Type the paddle."
        )
    several = " and ".join(rivals)
    raise NoCommand(f"Paddles {several} are on the telephone. Type which of them bids.")


def _last_paddle(lot: Lot, channel: Channel) -> Paddle:
    """Return the last bidder through a channel who does not lead."""
    for claim in reversed(lot.claims):
        if claim.live and claim.channel is channel and claim.paddle != _leading(lot):
            return claim.paddle
    raise NoCommand(f"Nobody else has bid {channel.way} on this lot. Type the paddle.")


def _leading(lot: Lot) -> Paddle | None:
    return None if lot.standing is None else lot.standing.leader
