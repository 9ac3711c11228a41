"""E-invoices as they were issued: what the vault keeps, held against the log."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.entry import Entry
from ledger.events import ErasedPart, Event, PersonErased
from ledger.events.e_invoices import IssuedEvent
from ledger.identity import ClientId
from ledger.keys.folder import LedgerFolder
from ledger.refusals import KeysNotKept, VaultClosed
from ledger.vault.opening import open_vault
from ledger.vault.papers import paper
from ledger.verification.finding import Finding, FindingKind
from ledger.verification.pages import Page

if TYPE_CHECKING:
    from ledger.vault.vault_file import VaultFile
    from ledger.vault.wrapping import Passphrase

NAMED = 5
"""So many e-invoices that are kept nowhere are named."""


class IssuedEInvoices:
    """Follows which e-invoices were issued, and which went with who was erased."""

    def __init__(self) -> None:
        self._issued: list[tuple[int, IssuedEvent]] = []
        self._erased: set[ClientId] = set()

    def hear(self, page: Page) -> Iterator[Finding]:
        """Take in what was issued and who was erased; finds nothing in the log."""
        for entry in page.entries:
            if entry is not None:
                self._take(entry)
        yield from ()

    def _take(self, entry: Entry[Event]) -> None:
        if isinstance(entry.event, IssuedEvent):
            self._issued.append((entry.position, entry.event))
        match entry.event:
            case PersonErased(client=client, parts=parts):
                if ErasedPart.CLIENT in parts:
                    self._erased.add(client)

    def finish(self) -> Iterator[Finding]:
        """Find nothing: the log alone cannot be wrong about them."""
        yield from ()

    def check(
        self,
        folder: LedgerFolder | None,
        ledger_id: str,
        *,
        ledger_folder: Path | None,
        passphrase: Passphrase,
        root: bytes | None,
    ) -> tuple[list[Finding], list[str]]:
        """Compare each with what is kept; returns findings, and what was not there.

        Nothing of it is shown, so that it is no look at a person.
        """
        if not self._issued:
            return [], []
        if folder is None:
            return [], [self._not_compared("No folder of keys is known here.")]
        try:
            vault = open_vault(
                folder,
                ledger_id,
                apart_from=ledger_folder,
                passphrase=passphrase,
                root=root,
            )
        except (VaultClosed, KeysNotKept) as no:
            return [], [self._not_compared(str(no))]
        try:
            return self._compared(vault)
        finally:
            vault.close()

    def _not_compared(self, why: str) -> str:
        return f"E-invoices as issued, {len(self._issued):,}, were not compared: {why}"

    def _compared(self, vault: VaultFile) -> tuple[list[Finding], list[str]]:
        findings, lost = list[Finding](), list[str]()
        for position, issued in self._issued:
            which = issued.which
            try:
                text = paper(vault, which.paper, which.client)
            except VaultClosed:
                findings.append(_finding(position, issued, "was changed"))
                continue
            if text is None:
                if which.client not in self._erased:
                    lost.append(which.paper)
            elif sha256(text).hexdigest() != issued.sha256:
                findings.append(_finding(position, issued, "has another SHA-256"))
        if not lost:
            return findings, []
        more = f" and {len(lost) - NAMED:,} more" if len(lost) > NAMED else ""
        names = ", ".join(lost[:NAMED])
        return findings, [f"The vault does not have, as issued: {names}{more}."]


def _finding(position: int, issued: IssuedEvent, how: str) -> Finding:
    document = issued.which.document
    return Finding(
        kind=FindingKind.E_INVOICE,
        what=f"Position {position}: {document} was issued as {issued.form}, and "
        f"what the vault keeps of it {how}",
        position=position,
    )
