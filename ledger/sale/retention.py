"""How long the records of a sale are kept, by the laws that the house is under."""

from __future__ import annotations

from datetime import date

from ledger.events.intake import KeptRecords, RetentionRule, RetentionSet
from ledger.events.sale import SaleEvent
from ledger.identity import SaleId
from ledger.sale import Sale
from ledger.value import value


def _rule(
    jurisdiction: str,
    records: KeptRecords,
    years: int,
    source: str,
    *,
    from_year_end: bool = False,
) -> RetentionRule:
    return RetentionRule(
        jurisdiction=jurisdiction,
        records=records,
        years=years,
        from_year_end=from_year_end,
        source=source,
    )


KNOWN_RULES: tuple[RetentionRule, ...] = (
    _rule("US-TX", KeptRecords.SALE, 2, "16 TAC 67.70"),
    _rule("US-NC", KeptRecords.SALE, 2, "21 NCAC 04B .0604"),
    _rule("US-GA", KeptRecords.SALE, 3, "Ga. Comp. R. & Regs. 55-5"),
    _rule("US-LA", KeptRecords.SALE, 3, "LAC 46:III.1705"),
    _rule("US-SD", KeptRecords.SALE, 4, "ARSD 20:69:06:08"),
    _rule("NZ", KeptRecords.SALE, 3, "Auctioneers Act 2013 s 17"),
    _rule("GB", KeptRecords.TAX, 6, "VAT Notice 700/21"),
    _rule("GB", KeptRecords.DUE_DILIGENCE, 5, "MLR 2017 reg 40"),
    _rule("DE", KeptRecords.TAX, 10, "§ 147 (3), (4) AO", from_year_end=True),
    _rule("DE", KeptRecords.DUE_DILIGENCE, 5, "§ 8 (4) GwG", from_year_end=True),
)
"""What these laws say at the least; a house may say more, and name other laws."""


def known_rules(jurisdiction: str) -> tuple[RetentionRule, ...]:
    """Return what is known of a jurisdiction's laws; none where nothing is."""
    return tuple(rule for rule in KNOWN_RULES if rule.jurisdiction == jurisdiction)


@value
class Kept:
    """How long the bids and the documents of a sale are kept."""

    sale: SaleId
    until: date | None
    """The last day; None: the sale is not over, or nobody said by which law."""
    laws: tuple[str, ...]
    """The laws that say so, as far as they were named."""

    def on(self, day: date) -> bool:
        """Say whether they are kept on a day."""
        return self.until is None or day <= self.until


def kept(sale: Sale, sold_on: date | None) -> Kept:
    """Return how long the bids and documents of a sale are kept: as the last law says.

    What was checked about clients stands in no log, and is the house's own to keep.
    """
    rules = [
        rule for rule in sale.retention if rule.records is not KeptRecords.DUE_DILIGENCE
    ]
    ends = [] if sold_on is None else [rule.kept_until(sold_on) for rule in rules]
    laws = tuple(f"{rule.jurisdiction}, {rule.source}" for rule in rules)
    return Kept(sale.id, max(ends, default=None), laws)


def set_retention(
    sale: Sale, rules: tuple[RetentionRule, ...]
) -> tuple[SaleEvent, ...]:
    """Say which laws keep a sale's records; the same twice changes nothing."""
    if sale.retention == rules:
        return ()
    return (RetentionSet(sale=sale.id, rules=rules),)
