"""What a pack is of, by the name that somebody gives, and how its paper is headed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.refusals import NoPackOf, UnknownName
from ledger.version import VERSION
from presenters.pack.building import PackSubject
from presenters.pack.gathering import Concerned, gather
from presenters.report_scope import last_recorded_at
from projections.mentions import Mentioned
from projections.reports.model import Heading

if TYPE_CHECKING:
    from collections.abc import Callable

    from ledger.house import House
    from ledger.house.packing import PackBasis
    from ledger.house.records import Records
    from presenters.pack.building import PackContents


def pack_subject(
    house: House, name: str, mentioned: Mentioned | None, locale: str
) -> tuple[PackSubject, Concerned]:
    """Return what a pack is of, and what concerns it; raises UnknownName, NoPackOf."""
    if mentioned is None:
        raise UnknownName(name=name)
    subject = mentioned.subject
    kind = subject.kind.value
    if house.streams(f"invoice:{subject.name}"):
        kind = "invoice"
    if kind not in ("lot", "sale", "invoice", "client"):
        raise NoPackOf(name=subject.name, kind=kind)
    sales = house.sale_names()
    if kind in ("lot", "sale"):
        sales = [sale for sale in sales if sale == subject.name.partition("/")[0]]
    zone = house.sale(sales[0]).terms.zone if sales else "UTC"
    concerned = Concerned(
        positions=mentioned.positions,
        own_lots=mentioned.own_lots,
        zone=zone,
        locale=locale,
    )
    return PackSubject(kind, subject.name), concerned


def pack_of(
    house: House,
    subject: PackSubject,
    concerned: Concerned,
    advance: Callable[[int, int], None],
) -> tuple[PackContents, PackBasis]:
    """Return what goes into a pack of a subject, and who signs it.

    Raises UnknownLocale, a ValueError, for a locale that is not known.
    """

    def heading(size: int) -> Heading:
        return _heading(house.as_of(size), subject, concerned.zone)

    return gather(house, subject, concerned, heading, advance)


def _heading(records: Records, subject: PackSubject, zone: str) -> Heading:
    """Head the paper of a pack; it is dated by the last entry that it may tell of."""
    told_at = last_recorded_at(records)
    sales = records.sale_names()
    return Heading(
        report="pack-history",
        title=f"History of {subject.kind} {subject.name}",
        house=records.sale(sales[0]).terms.house if sales else "",
        as_of=told_at,
        position=records.head(),
        ledger=records.ledger_id(),
        timing=records.ledger().timing,
        printed_by=f"lotledger {VERSION}",
        printed_at=told_at,
        zone=zone,
    )
