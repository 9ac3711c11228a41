"""A forger who knows how a ledger is made: what is changed fits what is beside it."""

from __future__ import annotations

from pathlib import Path

from ledger.proof.tree import leaf_hashes
from ledger.store.connection import WriteConnection
from ledger.store.dialect import dialect_at
from ledger.store.tree_writer import TreeWriter
from tests.stranger import change_by_hand, stranger


def make_tree_anew(path: Path | str) -> None:
    """Make the tree over the texts that stand there now."""
    change_by_hand(path, "DELETE FROM tiles", "DELETE FROM strips")
    engine = dialect_at(str(path)).writing_engine()
    with stranger(path) as connection:
        texts = connection.execute("SELECT state FROM events ORDER BY position")
        leaves = leaf_hashes(text for (text,) in texts.fetchall())
        tree = TreeWriter(WriteConnection(connection, engine.dialect))
        connection.execute("UPDATE ledger SET frontier = ?", (tree.extend(leaves),))
    engine.dispose()
