"""The demo as its accountant finds it: the hammer has fallen, and nothing is billed."""

from __future__ import annotations

from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path

from commands.demo.command import LEDGER_ID, play
from commands.demo.sale import examples, steps
from commands.demo.settlement import RULES_AT, settling_steps
from commands.keeping import passphrase
from commands.session import LedgerSession
from ledger.events.ledger import Birth
from ledger.files.names_file import read_names
from ledger.files.terms_file import read_terms
from ledger.house.vaults import open_vault_of
from ledger.vault.people import Person, file_people
from tests.browser.served_house import let_in, serving
from tests.clerk import Clerk

OURS, THEIRS = "DE89370400440532013000", "NL91ABNA0417164300"
_PAYS = f"""\
[[letterhead.banks]]
bank = "Commerzbank"
iban = "{OURS}"
bic = "COBADEFFXXX"
"""


@contextmanager
def unsettled_house(folder: Path):
    """Play the demo up to its rules of settlement, file its names, and serve it."""
    clerk = Clerk(folder)
    with LedgerSession(str(clerk.ledger)) as ledger:
        ledger.begins(Birth.REHEARSAL)
        house, terms = (
            ledger.house(new_id=LEDGER_ID),
            read_terms(examples() / "terms.toml"),
        )
        for command, by in steps(terms):
            play(house, command, by)
        prepared = takewhile(
            lambda step: step[1].recorded_at == RULES_AT, settling_steps(house, terms)
        )
        for command, by in prepared:
            play(house, command, by)
    clerk.does("vault new")
    let_in(clerk)
    _file_names(clerk)
    settings = (examples() / "house.toml").read_text("utf-8")
    place = clerk.writes(
        "house.toml", settings.replace("\n[print]", f"\n{_PAYS}\n[print]")
    )
    with serving(clerk, "--settings", str(place)) as served:
        yield clerk, served


def _file_names(clerk: Clerk) -> None:
    """File the names of the demo in the vault; consignors are paid at an account."""
    names = read_names(examples() / "names.csv")
    with (
        LedgerSession(str(clerk.ledger)) as ledger,
        open_vault_of(ledger.house(), passphrase) as vault,
    ):
        people = [
            Person(
                client=client,
                name=each.name,
                lines=each.lines,
                country=each.country,
                iban=THEIRS,
            )
            for client, each in names.items()
        ]
        file_people(vault, people)
