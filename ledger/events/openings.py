"""The events that open what was sealed: from then on anybody may read and check it.

What is opened was bound by a commitment when it was recorded. Whoever has the amount
and the nonce sees that this amount and no other was sealed.
"""

from __future__ import annotations

from typing import TypeAlias

from ledger.events.vocabulary import event
from ledger.identity import BidId, LotId
from ledger.money import Currency, Minor
from ledger.value import later, value


@value(kw_only=True)
class Opening:
    """The amounts of one sealed bid, and what shows that they were sealed."""

    position: int
    """Where in the log the bid stands."""
    bid: BidId
    submitted: Minor
    maximum: Minor | None
    """What was committed to; None: the bid was refused, and what was submitted was."""
    nonce: str
    """The 32 bytes under which the commitment was made, in base16."""
    client_class: str | None = later(default=None)
    """The class that the amount earned its bidder, where that was sealed too."""

    @property
    def most(self) -> Minor:
        """The amount that the commitment is to."""
        return self.submitted if self.maximum is None else self.maximum


@event("maximums-opened/1")
class MaximumsOpened:
    """Sealed bids on a lot that is closed were opened, as its terms say or by hand."""

    lot: LotId
    currency: Currency
    openings: tuple[Opening, ...]
    authorised_by: str | None = later(default=None)
    """The second person, where it was opened by hand; None: its terms say so."""


@event("reserve-opened/1")
class ReserveOpened:
    """A sealed reserve of a closed lot was opened, as its terms say or by hand."""

    lot: LotId
    currency: Currency
    position: int
    """Where in the log it was set."""
    set_as: int
    """Which entry of the lot that is, from 1."""
    reserve: Minor | None
    """What it was set to; None: it was lifted."""
    nonce: str
    """The 32 bytes under which the commitment was made, in base16."""
    authorised_by: str | None = later(default=None)
    """The second person, where it was opened by hand; None: its terms say so."""


OpeningEvent: TypeAlias = MaximumsOpened | ReserveOpened
