"""Money paid to a consignor, and paid back by one, each until it was reversed."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple, Self

from ledger.events.consignment import PayoutMade, PayoutSent, RepaymentReceived


class Payout(NamedTuple):
    """A payout to a consignor, and the day it came back, if it did."""

    made: PayoutMade
    reversed_on: date | None = None
    sent: PayoutSent | None = None
    """The file of payments that it was put into; None: it was in none."""

    @property
    def unsent(self) -> bool:
        """Say whether it stands, and waits to be put into a file for the bank."""
        paid = self.reversed_on is None and self.made.set_off is None
        return paid and self.sent is None

    def after_sent(self, event: PayoutSent) -> Self:
        """Return it as it stands after a payout was put into a file."""
        return self._replace(sent=event) if self.made.payout == event.payout else self

    def after(self, number: int, day: date) -> Self:
        """Return it as it stands after the payout of a number came back."""
        return self._replace(reversed_on=day) if self.made.payout == number else self


class Repayment(NamedTuple):
    """Money that a consignor paid back, and the day it was taken back, if it was."""

    received: RepaymentReceived
    reversed_on: date | None = None

    def after(self, number: int, day: date) -> Self:
        """Return it as it stands after the repayment of a number was taken back."""
        reversed_ = self.received.repayment == number
        return self._replace(reversed_on=day) if reversed_ else self
