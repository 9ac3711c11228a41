"""The options of a what-if: what is to be otherwise than it was."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click

from commands.params import PADDLE, RULES, WHEN

if TYPE_CHECKING:
    from ledger.house.replays import SaleReplay
    from ledger.identity import BidId, LotId
    from ledger.replay.wish import Wish
    from ledger.terms import Rules, Terms

F = TypeVar("F", bound=Callable[..., Any])

POLICY = click.Choice(["promote-next", "strike-one", "strike-all-and-replay", "reopen"])
BID = re.compile(r"[1-9][0-9]{0,8}[A-Z]?#[1-9][0-9]{0,8}")


class BidType(click.ParamType["BidId"]):
    """A bid, by its lot's number and its own: ``50001#3``."""

    name = "bid"

    def convert(self, value: Any, param: Any, ctx: Any) -> BidId:
        """Read a lot number and the number of a bid on it."""
        from ledger.identity import BidId

        written = str(value).strip().upper()
        if BID.fullmatch(written) is None:
            right = "Write lot and bid, like 50001#3."
            self.fail(f"{value!r} is no bid. {right}", param, ctx)
        return BidId(written)


def what_if_options(command: F) -> F:
    """Give a command the options of a what-if.

    The command is called with ``wish``, None where nothing is wished. Other terms are
    read at once; whether they fit is for ``fits`` to say, once the sale is known.
    """

    @wraps(command)
    def with_wish(
        *args: Any,
        without: tuple[BidId, ...],
        without_bidder: tuple[str, ...],
        terms: str | None,
        closes_at: datetime | None,
        policy: str | None,
        **options: Any,
    ) -> Any:
        from ledger.identity import Paddle
        from ledger.replay.wish import Wish
        from ledger.terms.bidding import StrikePolicy

        wish = Wish(
            without=without,
            without_paddles=tuple(Paddle(number) for number in without_bidder),
            terms=None if terms is None else _read_rules_or_terms(terms),
            closes_at=closes_at,
            policy=None if policy is None else StrikePolicy(policy),
        )
        if policy is not None and not wish.takes_out:
            lacks = "Say which bids it strikes, with --without or --without-bidder."
            raise click.BadParameter(lacks, param_hint="'--policy'")
        return command(*args, wish=None if wish == Wish() else wish, **options)

    for option in reversed(_WHAT_IF_OPTIONS):
        with_wish = option(with_wish)
    return with_wish  # type: ignore[return-value]


def _read_rules_or_terms(source: str) -> Rules | Terms:
    """Read rules; where they are a sale's, with what it says of late bids."""
    from ledger.files.problems import Faulty
    from ledger.files.terms_file import preset_names, read_rules, read_terms

    if source not in preset_names():
        try:
            return read_terms(source)
        except Faulty:
            # A file of rules alone is no mistake; of any other, these say the same.
            pass
    return read_rules(source)


def must_fit_lot(wish: Wish, replay: SaleReplay, lot: LotId) -> None:
    """Refuse a wish that does not fit one lot, as ``must_fit`` does that of a sale."""
    from ledger.identity import number_of

    replay.must_have_bids(lot, ())
    for bid in wish.without:
        if bid.partition("#")[0] != number_of(lot):
            slip = f"{bid} is no bid on lot {lot}. Name one of its own."
            raise click.BadParameter(slip, param_hint="'--without'")
    must_fit(wish, replay)


def must_fit(wish: Wish, replay: SaleReplay) -> None:
    """Refuse a wish about bids or bidders that are not there, or in other money.

    Raises UnknownPaddle, UnknownLot, UnknownBid, or BadParameter.
    """
    from ledger.identity import HOUSE, lot_id
    from ledger.terms import Terms

    for paddle in wish.without_paddles:
        if paddle != HOUSE:
            replay.must_have(paddle)
    for bid in wish.without:
        replay.must_have_bids(lot_id(replay.sale, bid.partition("#")[0]), (bid,))
    rules = wish.terms.rules if isinstance(wish.terms, Terms) else wish.terms
    money = replay.currency
    if rules is not None and rules.currency != money:
        slip = f"Its amounts are in {rules.currency.code}, the sale's in {money.code}."
        remedy = f"Name terms in {money.code}."
        raise click.BadParameter(f"{slip} {remedy}", param_hint="'--terms'")


_WHAT_IF_OPTIONS = (
    click.option(
        "--without",
        type=BidType(),
        multiple=True,
        metavar="BID",
        help="What if this bid had not been made; may be given again.",
    ),
    click.option(
        "--without-bidder",
        type=PADDLE,
        multiple=True,
        metavar="PADDLE",
        help="What if this bidder had not come; HOUSE: had not bid for the consignor.",
    ),
    click.option(
        "--terms",
        type=RULES,
        metavar="FILE",
        help="What if these rules had been announced: a terms file or a preset.",
    ),
    click.option(
        "--closes-at",
        type=WHEN,
        metavar="TIME",
        help="What if the bidding had ended then.",
    ),
    click.option(
        "--policy",
        type=POLICY,
        help="What if the bids left out were struck, and by which policy.",
    ),
)
