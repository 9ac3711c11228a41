"""The auction house: load a history, take a decision, record what became true.

``House`` is the only door to a ledger. What may be read of it stands in ``records``;
what may be asked of it stands beside, as commands: ``sales``, ``lots``, ``bids``,
``clients``, ``room``, ``corrections``, ``disputes``; after the hammer ``settling``,
``invoicing``, ``accounts``, ``payments``, ``bank`` and ``consigning``. A command is
decided against the aggregates as they stand inside the transaction that records it,
so nobody decides on yesterday's price, and nobody is answered before the commit.
"""

from ledger.house.house import House as House
