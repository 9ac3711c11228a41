"""What is to be otherwise in a replay than it was, as requests have it."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from ledger.house.replays import SaleReplay
from ledger.identity import HOUSE, BidId, LotId, Paddle, number_of
from ledger.replay.wish import Wish
from ledger.terms.bidding import StrikePolicy
from web.operation import Said


class WishBody(Said, frozen=True, kw_only=True):
    """What is to be otherwise than it was."""

    without: tuple[Annotated[int, Meta(ge=1)], ...] = ()
    """Bids that were never made, by their numbers on the lot."""
    without_bidders: tuple[Annotated[str, Meta(max_length=20)], ...] = ()
    """Paddles that never came; ``HOUSE`` bids for no consignor then."""
    policy: StrikePolicy | None = None
    """The bids were made, and are struck when the bidding ends, by this policy."""

    @property
    def is_as_it_was(self) -> bool:
        """Say whether nothing is to be otherwise."""
        return not (self.without or self.without_bidders or self.policy)

    def wish(self, lot: LotId) -> Wish:
        """Return it as the replay takes it."""
        return Wish(
            without=tuple(BidId(f"{number_of(lot)}#{bid}") for bid in self.without),
            without_paddles=tuple(map(Paddle, self.without_bidders)),
            policy=self.policy,
        )


def must_fit(replay: SaleReplay, lot: LotId, wish: Wish) -> None:
    """Refuse to leave out what is not there; raises its refusal."""
    replay.must_have_bids(lot, wish.without)
    must_have_paddles(replay, wish)


def must_have_paddles(replay: SaleReplay, wish: Wish) -> None:
    """Refuse to leave out paddles that were never issued; raises UnknownPaddle."""
    for paddle in wish.without_paddles:
        if paddle != HOUSE:
            replay.must_have(paddle)
