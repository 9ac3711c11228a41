"""A clerk whose sale is over: it can be settled, or it is."""

from __future__ import annotations

from tests.clerk import CATALOGUE, CLOSED, Clerk, prepared

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
CONSIGNED = """\
lot,title,category,low_estimate,high_estimate,opening,reserve,consignor
1,A chair,,150,250,100,,C-7
2,A table,sports,800,1200,400,700,C-7
3,Six spoons,,100,200,50,,C-8
"""
CONSIGNORS_RULES = """\
prefix = "HA"
[tax]
place = "US-TX"
[consignors]
illustration = "2"
reserve_fee = "5%"
[[consignors.bands]]
up_to = "500"
rate = "10%"
[[consignors.bands]]
rate = "5%"
"""
BIDS = (("1", "101", "200"), ("2", "102", "900"), ("3", "101", "120"))
DAY = "--at 2026-05-21T10:00-05:00"


def _close(clerk: Clerk, catalogue: str = CATALOGUE, bids: int = len(BIDS)) -> None:
    clerk.begin(catalogue)
    for lot, paddle, amount in BIDS[:bids]:
        clerk.does(
            f"bid MAY26/{lot} --paddle {paddle} --maximum {amount} "
            "--at 2026-05-19T10:00-05:00"
        )
    clerk.does(f"sale close MAY26 --at {CLOSED}")


def _agree(clerk: Clerk, settlement: str = SETTLEMENT, table: str = RATES) -> None:
    rules = clerk.writes("settlement.toml", settlement)
    rates = clerk.writes("rates.csv", table)
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


@prepared
def clerk_of_consigned_lots(clerk: Clerk) -> None:
    """Return a clerk whose sale is over, of lots that C-7 and C-8 consigned."""
    _close(clerk, CONSIGNED, bids=2)
    _agree(clerk, CONSIGNORS_RULES, RATES.replace(" fees shipping", ""))
    clerk.does("lots MAY26")
