"""Where keys and heads are kept here, and what is said when nothing is signed."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ledger.house import House
    from ledger.keys.folder import KeyFolder
    from ledger.keys.witness_folder import WitnessFolder
    from ledger.vault.wrapping import Passphrase

FOLDER = "LOTLEDGER_KEYS"
"""Names the folder of keys, in the environment."""

USER_KEY = "LOTLEDGER_USER_KEY"
"""Names the file of the key of whoever types, in the environment."""


def key_folder() -> KeyFolder | None:
    """Return where keys are kept: as named, else where a user's data is.

    None where neither is known, as for a user without a home.
    """
    from ledger.keys.folder import KeyFolder

    try:
        return KeyFolder(_folder())
    except RuntimeError:
        return None


def _folder() -> Path:
    if named := os.environ.get(FOLDER):
        return Path(named).expanduser().absolute()
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "lotledger"
    data = os.environ.get("XDG_DATA_HOME", "")
    # A relative one is to be passed over (XDG Base Directory Specification).
    if Path(data).is_absolute():
        return Path(data) / "lotledger"
    return Path.home() / ".local" / "share" / "lotledger"


FILES = "LOTLEDGER_FILES"
"""Names the folder for the files of ledgers on a server, in the environment."""


def files_folder() -> Path | None:
    """Return where the pictures of a ledger on a server are kept, if that is said."""
    named = os.environ.get(FILES)
    return Path(named).expanduser().absolute() if named else None


WORDS_FILE = "LOTLEDGER_VAULT_PASSPHRASE_FILE"
"""Names a file with the passphrase of the vault, in the environment."""


_TYPED = "lotledger.passphrase"


def passphrase(*, new: bool = False) -> str:
    """Read the passphrase of a vault from the file that is named, or ask for it.

    It is asked for once in a command, however often that opens the vault.
    """
    typed = click.get_current_context().meta
    if not new and _TYPED in typed:
        return str(typed[_TYPED])
    if place := os.environ.get(WORDS_FILE):
        try:
            words = Path(place).read_text("utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as fault:
            slip = (
                f"{WORDS_FILE} names {place}, which cannot be read: {fault}. Name the "
                "file with the passphrase of the vault."
            )
            raise click.UsageError(slip) from fault
    else:
        words = click.prompt(
            "Passphrase of the vault",
            hide_input=True,
            confirmation_prompt=new,
            err=True,
        )
    if not words.strip():
        raise click.UsageError(f"{place or 'What was typed'} holds no passphrase.")
    typed[_TYPED] = words
    return str(words)


def typed_passphrase() -> str:
    """Return the passphrase that was read in this command; empty: none was."""
    return str(click.get_current_context().meta.get(_TYPED, ""))


def take_passphrase(handed: int | None) -> None:
    """Take a passphrase that was read by the process that started this one, if any."""
    if handed is None:
        return
    with os.fdopen(handed, encoding="utf-8") as pipe:
        if words := pipe.read():
            click.get_current_context().meta[_TYPED] = words


def password_of(who: str, source: Path | None) -> str:
    """Read a password from the first line of a file, or ask for it, twice."""
    if source is None:
        typed = click.prompt(
            f"Password of {who}", hide_input=True, confirmation_prompt=True, err=True
        )
        return str(typed)
    try:
        return source.read_text("utf-8").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as fault:
        slip = f"{source} cannot be read: {fault}. Name the file with the password."
        raise click.BadParameter(slip, param_hint="'--from'") from fault


def named_passphrase() -> Passphrase:
    """Return what gives the passphrase in the file that is named, read at once.

    A file that is named and cannot be read is no finding of whoever asks later.
    """
    if os.environ.get(WORDS_FILE):
        passphrase()
    return unasked_passphrase


def unasked_passphrase() -> str:
    """Read the passphrase from the file that is named; raises VaultClosed without."""
    from ledger.refusals import VaultClosed

    if os.environ.get(WORDS_FILE):
        return passphrase()
    raise VaultClosed(
        why="its passphrase was not asked for",
        to_do=f"Name a file that holds it with {WORDS_FILE}.",
    )


def user_key_file() -> Path | None:
    """Return the file that a user's key is named to be in, None where none is named."""
    named = os.environ.get(USER_KEY)
    return Path(named).expanduser().absolute() if named else None


def witness_folder() -> WitnessFolder:
    """Return where this machine's witness keeps what it cosigned."""
    from ledger.keys.folder import no_folder
    from ledger.keys.witness_folder import NAME, WitnessFolder

    keys = key_folder()
    if keys is None:
        raise no_folder()
    return WitnessFolder(keys.of_ledger(NAME))


class AutomaticCheckpoints:
    """Signs a ledger after a lot was closed; where it cannot, it says why, once.

    What was recorded stays recorded: the next checkpoint is over it as well.
    """

    def __init__(self) -> None:
        self._reasons: set[str] = set()

    def __call__(self, house: House) -> None:
        """Sign the ledger as it stands; say why not on standard error."""
        from ledger.damage import LedgerDamaged
        from ledger.house.checkpoints import publish
        from ledger.proof.note import NoteInvalid
        from ledger.refusals import Refusal
        from ledger.store.library_faults import STORE_FAULTS

        faults: tuple[type[Exception], ...]
        faults = (Refusal, LedgerDamaged, NoteInvalid, OSError, *STORE_FAULTS)
        try:
            publish(house)
        except faults as fault:
            reason = str(fault)
            if reason not in self._reasons:
                self._reasons.add(reason)
                click.echo(f"{_UNSIGNED} {reason}", err=True)


_UNSIGNED = "What is recorded stays recorded, but no checkpoint of it was signed."
