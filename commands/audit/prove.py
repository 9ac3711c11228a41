"""Prove to others that something is in the record."""

from __future__ import annotations

import re
from pathlib import Path

import click

from commands.output import print_json, prints_json
from commands.params import TEXT
from commands.session import LedgerSession
from commands.written_file import write_file

_POSITION = re.compile(r"#?([0-9]{1,18})", re.ASCII)
_ENTRY_SUFFIX = ".entry"


@click.command()
@click.argument("name", type=TEXT, metavar="POSITION|BID|INVOICE")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE",
    help="The proof to write; the entry is put beside it, as FILE.entry.",
)
@prints_json("presenters.proofs:ProofShape")
@click.pass_obj
def prove(ledger: LedgerSession, name: str, *, out: Path, as_json: bool) -> None:
    """Write a proof that an entry is in the record, which others verify offline.

    It is of a position of the log; of a bid, refused ones too, like 50061#7 or
    HERITAGE-2025-12/50061#7; or of what issued an invoice, a credit note or a
    statement. The proof is a .tlog-proof (c2sp.org/tlog-proof): it leads from the
    bytes of the entry to a checkpoint that this ledger's key signed. A checkpoint that
    witnesses cosigned is taken where there is one; where there is none over the entry,
    one is signed now.

    Example: lotledger audit prove HERITAGE-2025-12/50061#7 --out bid.tlog-proof
    """
    from ledger.house.checkpoints import verifier_keys
    from ledger.house.proofs import prove_entry
    from presenters.proofs import proof_shape, proof_words

    house = ledger.house()
    proved = prove_entry(house, position_named(ledger, name))
    beside = entry_beside(out)
    write_file(beside, proved.entry)
    write_file(out, proved.proof.data)
    shape = proof_shape(proved, str(out), str(beside))
    if as_json:
        print_json(shape)
        return
    origin = proved.checkpoint.origin
    keys = [key for key in verifier_keys(house) if key.name == origin]
    click.echo(proof_words(shape, keys))


def entry_beside(proof: Path) -> Path:
    """Return where the entry of a proof stands."""
    return proof.with_name(f"{proof.name.removesuffix('.tlog-proof')}{_ENTRY_SUFFIX}")


def position_named(ledger: LedgerSession, name: str) -> int:
    """Return the position that is meant; raises NothingToProve, or SeveralBids."""
    from ledger.refusals import NothingToProve, SeveralBids
    from projections.proved_names import bids_named, document_issued

    if position := _POSITION.fullmatch(name):
        return int(position[1])
    name = name.upper()
    with ledger.views().asked() as db:
        if "#" not in name:
            place = document_issued(db, name)
        else:
            bids = bids_named(db, name)
            if len(bids) > 1:
                raise SeveralBids(name=name, bids=", ".join(sorted(bids)))
            place = next(iter(bids.values()), None)
    if place is None:
        raise NothingToProve(name=name)
    return place
