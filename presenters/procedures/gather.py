"""Ask a ledger how it is kept: whatever is told here, the ledger says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from ledger.entry import series_stream
from ledger.events import SaleAnnounced, SettlementSet, SigningKeyAdopted, TermsAmended
from ledger.events.ledger import Times
from ledger.house.checkpoints import last_note, verifier_keys
from ledger.identity import SaleId, SeriesId
from ledger.ledger import origin
from ledger.proof.base64_text import encoded
from ledger.settlement.series import written
from ledger.store.schema import TREE_SINCE
from ledger.version import VERSION
from presenters.hold import hold_shape
from presenters.intake import retention_shape
from presenters.ledger_itself import ledger_shape
from presenters.procedures.counting import entries_shape
from presenters.procedures.shape import (
    CheckpointsShape,
    GuardShape,
    ProceduresShape,
    RecordedFileShape,
    RecordedKeyShape,
    RecordedSaleShape,
    RulesShape,
    SeriesShape,
    TaxTableShape,
    TimestampsShape,
    TreeShape,
)

if TYPE_CHECKING:
    from ledger.house import House
    from ledger.house.records import Records
    from ledger.store.file_facts import FileFacts


def procedures_shape(
    house: House, progress: Callable[[int, int], None]
) -> ProceduresShape:
    """Return how a ledger is kept as its shape; it reads every entry once."""
    file, records = house.file_facts(), house.as_of_now()
    head = records.head()
    itself = ledger_shape(records)
    return ProceduresShape(
        ledger=itself.ledger,
        times=itself.times,
        live_since=itself.live_since,
        told_positions=itself.told_positions,
        claim_minutes=itself.claim_minutes,
        described_by=VERSION,
        programs=tuple(itself.programs),
        clock_corrections=tuple(itself.clock_corrections),
        recorded_sales=tuple(_sale(records, name) for name in records.sale_names()),
        tax_tables=tuple(_tax_tables(records)),
        number_series=tuple(_series(records)),
        holds=tuple(map(hold_shape, records.holds())),
        database_file=RecordedFileShape(
            database=file.database,
            schema=file.schema,
            guards=tuple(
                GuardShape(guard=guard.name, present=guard.is_there)
                for guard in file.guards
            ),
            durability=dict(file.durability),
            replica_of=file.replica,
        ),
        tree=_tree(house, file, head),
        made=entries_shape(records, head, progress),
        as_of_position=head,
    )


def _sale(records: Records, name: SaleId) -> RecordedSaleShape:
    sale = records.sale(name)
    settlement = sale.settlement
    return RecordedSaleShape(
        sale=name,
        title=sale.terms.title,
        house=sale.terms.house,
        currency=sale.terms.rules.currency.code,
        zone=sale.terms.zone,
        jurisdiction=None if settlement is None else settlement.rules.tax.jurisdiction,
        closed=sale.closed_at is not None,
        rules=tuple(_rules(records, name)),
        retention=tuple(map(retention_shape, sale.retention)),
    )


def _rules(records: Records, name: SaleId) -> Iterator[RulesShape]:
    sale = records.sale(name)
    for entry in records.sale_history(name):
        match entry.event:
            case SaleAnnounced(terms_hash=digest):
                kind, version, last = "terms", 1, sale.version
            case TermsAmended(terms_hash=digest, version=version):
                kind, last = "terms", sale.version
            case SettlementSet(rules_hash=digest, version=version):
                kind, last = "settlement", sale.settled_by.version
            case _:
                continue
        yield RulesShape(
            kind=kind,
            version=version,
            sha256=digest,
            position=entry.position,
            in_force=version == last,
        )


def _tax_tables(records: Records) -> Iterator[TaxTableShape]:
    for jurisdiction in records.jurisdictions():
        table = records.tax_rates(jurisdiction)
        yield TaxTableShape(
            jurisdiction=jurisdiction,
            rates=len(table.rates),
            source=table.source,
            position=records.tax_history(jurisdiction)[-1].position,
        )


def _series(records: Records) -> Iterator[SeriesShape]:
    for stream in sorted(records.streams("series:")):
        series = SeriesId(stream.partition(":")[2])
        drawn = records.state(series_stream(series))
        yield SeriesShape(
            series=series, drawn=drawn, last_number=written(series, drawn)
        )


def _tree(house: House, file: FileFacts, head: int) -> TreeShape:
    published = house.published.heads
    kept = None if published is None else published.last()
    return TreeShape(
        origin=origin(house.ledger(), house.ledger_id()),
        epoch=house.ledger().epoch,
        size=head,
        root=_root(house, file, head),
        recorded_keys=tuple(_keys(house)),
        signed_checkpoints=_checkpoints(house, file, head),
        timestamps=tuple(
            TimestampsShape(
                authority=each.authority,
                number=each.timestamps,
                last_size=each.last_size,
            )
            for each in file.stamped_by
        ),
        heads_kept=kept is not None,
        head_size=None if kept is None else kept.size,
    )


def _root(house: House, file: FileFacts, head: int) -> str | None:
    if file.schema < TREE_SINCE:
        return None
    return encoded(house.tree().root(head))


def _keys(house: House) -> Iterator[RecordedKeyShape]:
    adopted = {
        entry.event.key: entry.position
        for entry in house.ledger_history()
        if isinstance(entry.event, SigningKeyAdopted)
    }
    ledger, keys = house.ledger(), verifier_keys(house)
    for number, key in enumerate(keys, 1):
        is_derived = ledger.times is Times.REHEARSAL and number == len(keys)
        yield RecordedKeyShape(
            key=key.text,
            position=adopted.get(key.text),
            signs=is_derived or key.text == ledger.signing_key,
        )


def _checkpoints(house: House, file: FileFacts, head: int) -> CheckpointsShape:
    sizes = [size for size in file.checkpoint_sizes if size <= head]
    last = sizes[-1] if sizes else 0
    gaps = [later - earlier for earlier, later in pairwise((0, *sizes))]
    own = {(key.name, key.id) for key in verifier_keys(house)}
    note = last_note(house) if sizes else None
    others = [
        each.name
        for each in (note.signatures if note is not None else ())
        if (each.name, each.key_id) not in own
    ]
    return CheckpointsShape(
        number=len(sizes),
        last_size=last or None,
        unsigned=head - last,
        widest_gap=max(gaps, default=0),
        cosigned_by=tuple(sorted(set(others))),
    )
