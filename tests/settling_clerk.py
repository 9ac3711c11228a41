"""A clerk whose sale is over: it can be settled, or it is."""

from __future__ import annotations

from tests.clerk import CLOSED, Clerk, prepared

SETTLEMENT = """\
prefix = "TH"
[tax]
place = "US-TX"
[consignors]
[[consignors.bands]]
rate = "10%"
"""
RATES = """\
jurisdiction,name,rate,on,valid_from,valid_until
US-TX,Sales tax,8.25%,hammer premium fees shipping,2020-01-01,
"""
BIDS = (("1", "101", "200"), ("2", "102", "900"), ("3", "101", "120"))
DAY = "--at 2026-05-21T10:00-05:00"


def _close(clerk: Clerk) -> None:
    clerk.begin()
    for lot, paddle, amount in BIDS:
        clerk.does(
            f"bid MAY26/{lot} --paddle {paddle} --maximum {amount} "
            "--at 2026-05-19T10:00-05:00"
        )
    clerk.does(f"sale close MAY26 --at {CLOSED}")


def _agree(clerk: Clerk) -> None:
    rules = clerk.writes("settlement.toml", SETTLEMENT)
    rates = clerk.writes("rates.csv", RATES)
    clerk.does(f"sale settlement MAY26 {{f}} {DAY}", f=rules)
    clerk.does(f"tax import {{f}} {DAY}", f=rates)


@prepared
def clerk_of_a_closed_sale(clerk: Clerk) -> None:
    """Return a clerk whose sale is over, and nobody has said how it is settled."""
    _close(clerk)
    clerk.does("lots MAY26")


@prepared
def clerk_who_can_settle(clerk: Clerk) -> None:
    """Return a clerk who knows the rules and rates by which to settle."""
    _close(clerk)
    _agree(clerk)
    clerk.does("lots MAY26")


@prepared
def clerk_who_settled(clerk: Clerk) -> None:
    """Return a clerk whose sale is settled, and nobody has paid."""
    _close(clerk)
    _agree(clerk)
    clerk.does(f"settle MAY26 {DAY}")
    clerk.does("lots MAY26")
