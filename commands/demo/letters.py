"""What the served demo writes to its clients with: names, accounts, reminders."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from commands.demo.sale import examples
from commands.written_file import write_file

if TYPE_CHECKING:
    from ledger.vault.vault_file import VaultFile

_MORE_SETTINGS = """
# The account that consignors are paid from by a file for the bank: made up.
[[letterhead.banks]]
bank = "Commerzbank"
iban = "DE89 3704 0044 0532 0130 00"
bic = "COBADEFFXXX"

# Who the house is on an e-invoice: made up.
[einvoice]
legal_name = "Heritage Auctions"
vat_id = "US123456789"
country = "US"
postcode = "75261"
city = "Dallas"
street = "2801 W. Airport Freeway"
means = "transfer"

# From how many days overdue on a buyer is reminded.
[[reminders]]
step = "friendly"
after = 7

[[reminders]]
step = "formal"
after = 21

[[reminders]]
step = "last"
after = 35
"""


def settings_in(folder: Path) -> Path:
    """Return the settings of the house, written once: whoever likes changes them."""
    place = folder / "house.toml"
    if place.exists():
        return place
    printing = (examples() / "house.toml").read_text("utf-8")
    return write_file(place, f"{printing}{_MORE_SETTINGS}".encode())


def file_names(vault: VaultFile) -> None:
    """File who the clients of the demo are, where nobody is on file."""
    from ledger.files.names_file import read_names
    from ledger.value import fields
    from ledger.vault.people import Person, file_people, on_file

    names = read_names(examples() / "names.csv")
    if on_file(vault, names):
        return
    people = [
        Person(**{part.name: getattr(name, part.name) for part in fields(type(name))})
        for name in names.values()
    ]
    file_people(vault, people)
