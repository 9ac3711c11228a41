"""A whole sale, typed line by line: proxies, clock, room, corrections, settlement.

Each line has a key, so whoever was stopped types all of them again.
"""

from __future__ import annotations

import sys
from pathlib import Path

from ledger.house import House
from tests.clerk import Clerk
from tests.rehearsal import REHEARSAL
from tests.sale_of_tests import LEDGER
from tests.settling_clerk import RATES, SETTLEMENT

TERMS = """\
sale = "MAY26"
title = "A May sale"
house = "The house"
zone = "America/Chicago"
preset = "heritage-2025"

[[sessions]]
number = 1
name = "Online"
lots = "1-49"
kind = "timed"
starts = "2026-05-01 10:00"
closes = "2026-05-20 10:00"
stagger = "1 minute"
channels = ["internet"]
[sessions.soft_close]
window = "10 minutes"
length = "10 minutes"

[[sessions]]
number = 2
name = "Room"
lots = "50-99"
kind = "floor"
starts = "2026-05-21 10:00"
proxies_end = "10 minutes before"
channels = ["floor", "internet", "phone"]
"""
CATALOGUE = """\
lot,title,opening,reserve,consignor
1,A chair — of élm,100,,C-7
2,A table,400,700,C-7
3,Six spoons,50,,C-8
50,A bed,100,,C-8
51,A clock,100,,C-7
52,A mirror,60,,
"""
CLIENTS = """\
client,kind,client_class,paddle,credit_limit
C-1,person,,101,
C-2,firm,dealer,102,
C-3,person,,103,5000
"""
FILES = {
    "terms.toml": TERMS,
    "catalogue.csv": CATALOGUE,
    "clients.csv": CLIENTS,
    "settlement.toml": SETTLEMENT,
    "rates.csv": RATES,
}
LINES = """\
sale announce {terms.toml} --rehearsal --at 2026-04-01T09:00-05:00
catalogue import MAY26 {catalogue.csv} --at 2026-04-01T10:00-05:00
client import MAY26 {clients.csv} --at 2026-04-01T11:00-05:00
bid MAY26/1 --paddle 101 --maximum 300 --at 2026-05-02T09:00-05:00
bid MAY26/1 --paddle 102 --maximum 250 --at 2026-05-02T09:01-05:00
bid MAY26/2 --paddle 103 --maximum 450 --at 2026-05-02T09:02-05:00
bid MAY26/2 --paddle 103 --maximum 440 --at 2026-05-02T09:03-05:00
bid MAY26/3 --paddle 102 --maximum 90 --at 2026-05-02T09:04-05:00
correct strike MAY26/1 1#2 --policy strike-one --reason slip --at 2026-05-03T10:00-05:00
bid MAY26/3 --paddle 101 --maximum 200 --at 2026-05-20T09:59-05:00
sale run MAY26 --at 2026-05-20T10:30-05:00
bid MAY26/50 --paddle 101 --maximum 200 --at 2026-05-20T11:00-05:00
live open MAY26 --at 2026-05-21T10:00-05:00
live bid MAY26/50 250 --paddle 102 --at 2026-05-21T10:00:10-05:00
live bid MAY26/50 500 --paddle 103 --channel phone --at 2026-05-21T10:00:20-05:00
live warn MAY26/50 --at 2026-05-21T10:00:30-05:00
live hammer MAY26/50 --at 2026-05-21T10:00:40-05:00
live reopen MAY26/50 --reason missed --at 2026-05-21T10:01-05:00
live bid MAY26/50 550 --paddle 102 --at 2026-05-21T10:01:10-05:00
live hammer MAY26/50 --at 2026-05-21T10:01:40-05:00
live open MAY26/51 --at 2026-05-21T10:02-05:00
live bid MAY26/51 150 --paddle 103 --at 2026-05-21T10:02:10-05:00
live hammer MAY26/51 --at 2026-05-21T10:02:20-05:00
live open MAY26/52 --at 2026-05-21T10:03-05:00
live pass MAY26/52 --at 2026-05-21T10:03:20-05:00
sale close MAY26 --at 2026-05-21T12:00-05:00
correct hammer MAY26/51 --price 170 --reason misheard --authorised-by Ann \
--at 2026-05-21T12:10-05:00
sale settlement MAY26 {settlement.toml} --at 2026-05-21T15:00-05:00
tax import {rates.csv} --at 2026-05-21T15:01-05:00
charge add MAY26 102 shipping 40 --said Post --lot MAY26/50 --at 2026-05-21T15:30-05:00
settle MAY26 --at 2026-05-22T10:00-05:00
pay receive TH-2026-00001 100 --method wire --cleared --at 2026-05-23T10:00-05:00
credit TH-2026-00002 --reason certificate --at 2026-05-24T10:00-05:00
correct rescind MAY26/3 --reason unpaid --authorised-by Ann --at 2026-05-29T09:00-05:00
settle MAY26 --at 2026-05-30T10:00-05:00
pay receive TH-2026-00003 237.07 --method wire --cleared --at 2026-06-01T10:00-05:00
pay receive TH-2026-00001 61.29 --method wire --cleared --at 2026-06-01T11:00-05:00
payout MAY26 C-7 --method wire --at 2026-07-06T09:00-05:00
audit checkpoint
"""


def play(clerk: Clerk) -> list[str]:
    """Type the whole sale; return what each line was refused or answered with."""
    with House.open(str(clerk.ledger), new_id=LEDGER, recording=REHEARSAL):
        pass
    files = {name: clerk.writes(name, text) for name, text in FILES.items()}
    return [
        _typed(clerk, line, files, key) for key, line in enumerate(LINES.splitlines())
    ]


def _typed(clerk: Clerk, line: str, files: dict[str, Path], key: int) -> str:
    words = [
        str(files[word[1:-1]]) if word.startswith("{") else word
        for word in line.split()
    ]
    if words[0] not in {"audit", "catalogue", "client"} and words[1] != "run":
        words += ["--key", f"line-{key}"]
    answer = clerk.type(words)
    return answer.out + answer.err


if __name__ == "__main__":
    sys.stdout.writelines(play(Clerk(Path(sys.argv[1]), sys.argv[2])))
