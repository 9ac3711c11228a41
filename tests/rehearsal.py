"""How the ledgers of tests are recorded: as rehearsals, whose times are told."""

from ledger.events import Birth
from ledger.house.stamp import Recording

REHEARSAL = Recording(birth=Birth.REHEARSAL)
