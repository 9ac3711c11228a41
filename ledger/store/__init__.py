"""Events in a database: a persistence module for the event-sourcing library.

``PERSISTENCE_MODULE=ledger.store`` with ``LOTLEDGER_URL`` gives any application of the
library our recorders; the house uses the same ones through ``ledger.store.writer``.
"""

from ledger.store.factory import LedgerFactory

__all__ = ["LedgerFactory"]
