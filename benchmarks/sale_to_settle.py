"""A sale that is over and waits to be settled: sold lots, buyers, and consignors.

Nothing is left to chance: who buys what, and for how much, follows from the number of
a lot. It is settled by the files of the example sale: its tax rates, and its commission
by bands.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from benchmarks.sale_of_bids import (
    BEGAN_AT,
    ENDS_AT,
    LEDGER_ID,
    OPENING,
    REHEARSAL,
    SALE,
    TERMS,
    signed,
)
from ledger.files.settlement_file import read_settlement
from ledger.files.tax_file import read_tax_rates
from ledger.house import House, clients, lots, sales, settling
from ledger.house.bids import take_bids
from ledger.house.command import together
from ledger.identity import Channel, ClientId, Paddle, lot_id
from ledger.lot.listing import Description
from ledger.lot.slip import LotSlip, Slip

EXAMPLE = Path(__file__).parents[1] / "examples" / "heritage-2025-12"
TIMES_THE_OPENING = (4, 6, 10, 40, 150)
"""How far the winners of five lots would go; a second bidder goes half as far."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many lots are sold, how many buy them, and whose they were."""

    lots: int
    buyers: int
    consignors: int

    @classmethod
    def of(cls, lots: int) -> Size:
        """Return the size of a sale of so many lots: 800 buy 10,000, 200 consign."""
        return cls(lots, lots * 800 // 10_000, lots * 200 // 10_000)


def sell(place: Path, size: Size) -> None:
    """Start a ledger with a sale on it, all of whose lots were sold."""
    buyers = [Paddle(f"{1000 + number}") for number in range(size.buyers)]
    owners = [ClientId(f"S-{number}") for number in range(size.consignors)]
    known = [clients.enrol(one) for one in owners]
    for paddle in buyers:
        client = ClientId(f"C-{paddle}")
        known.append(clients.enrol(client))
        known.append(sales.issue_paddle(SALE, paddle, client=client))
    rates = read_tax_rates(EXAMPLE / "tax-rates.csv").rows
    rules = read_settlement(EXAMPLE / "settlement.toml", currency=TERMS.rules.currency)
    listed = [
        Description(
            number=f"{number}",
            title=f"Lot {number}",
            opening=OPENING,
            consignor=owners[number * 7 % len(owners)],
        )
        for number in range(1, size.lots + 1)
    ]
    with House.open(str(place), new_id=LEDGER_ID, recording=REHEARSAL) as house:
        house.do(sales.announce(TERMS), by=signed())
        house.do(together(known), by=signed())
        house.do(lots.catalogue(SALE, listed), by=signed())
        house.do(settling.set_settlement(SALE, rules), by=signed())
        house.do(settling.set_tax_rates(rates, source="tax-rates.csv"), by=signed())
        house.do(take_bids(_slips(size, buyers)), by=signed())
        house.do(sales.close_sale(SALE, at=ENDS_AT), by=signed(ENDS_AT))


def _slips(size: Size, buyers: list[Paddle]) -> list[LotSlip]:
    """Bid on every lot, and on every second one against somebody."""
    slips = []
    for number in range(1, size.lots + 1):
        buyer = number * 11 % len(buyers)
        most = OPENING * TIMES_THE_OPENING[number % len(TIMES_THE_OPENING)]
        bids = [(buyer, most), (buyer + 1, most // 2)][: 1 + number % 2]
        slips += [
            LotSlip(
                lot_id(SALE, f"{number}"),
                Slip(
                    paddle=buyers[place % len(buyers)],
                    submitted=maximum,
                    channel=Channel.INTERNET,
                    received_at=BEGAN_AT,
                    entered_at=BEGAN_AT,
                ),
            )
            for place, maximum in bids
        ]
    return slips
