"""How the ledgers of tests are recorded: as rehearsals, whose times are told."""

from ledger.events import Birth
from ledger.events.ledger import Times, Timing
from ledger.house.stamp import Recording

REHEARSAL = Recording(birth=Birth.REHEARSAL)
LIVE = Timing(times=Times.LIVE)
REHEARSED = Timing(times=Times.REHEARSAL)
TOLD = Timing(times=Times.TOLD)
"""How the times of a page came about that a test writes by hand."""
