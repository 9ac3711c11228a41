"""What became of something that another house handed out, and on whose word it stands.

The trust modes are those of a verification: signed, timestamped, witnessed.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ledger.verification.findings import TrustMode
from presenters.proofs import entries
from presenters.shape import Shape
from presenters.times import utc_time

if TYPE_CHECKING:
    from ledger.proof.policy import Judgement
    from ledger.proof.timestamp import StampedTime


class WitnessedShape(Shape):
    """A witness that the policy names, and that cosigned."""

    witness: str
    """Its name in the policy."""
    at: datetime
    """When it cosigned, as it says."""


class CheckedShape(Shape):
    """Something that was verified."""

    file: str
    """The file."""
    origin: str
    """The log that it is of."""
    size: int
    """How many entries the checkpoint is over."""
    position: int | None
    """Where the entry stands that it proves, from 1; null for a checkpoint."""
    continues: int | None
    """How many entries the older checkpoint is over that it continues; null for none.
    """
    signing_keys: list[str]
    """The verifier keys of the log that signed, of those in the policy."""
    witnessed_by: list[WitnessedShape]
    """The witnesses in the policy that cosigned."""
    stamped_at: datetime | None
    """When it was there at the latest, by an authority; null where none was shown."""
    time_authority: str | None
    """The name in the authority's certificate."""
    lacks: str | None
    """The quorum of the policy that did not cosign; null where none is lacking."""
    trust: TrustMode
    """On whose word it stands: ``signed``, ``timestamped`` or ``witnessed``."""


class EquivocationShape(Shape):
    """Evidence that a log signed two histories."""

    file: str
    """The file."""
    origin: str
    """The log."""
    older_size: int
    """How many entries the one checkpoint is over."""
    newer_size: int
    """How many the other is over."""
    equivocates: bool
    """True: evidence that shows nothing does not verify."""


def checked_shape(
    file: str,
    judgement: Judgement,
    index: int | None,
    old: int | None,
    stamp: StampedTime | None,
) -> CheckedShape:
    """Return what was verified as its shape."""
    trust = TrustMode.SIGNED if stamp is None else TrustMode.TIMESTAMPED
    return CheckedShape(
        file=file,
        origin=judgement.checkpoint.origin,
        size=judgement.checkpoint.size,
        position=None if index is None else index + 1,
        continues=old,
        signing_keys=[key.text for key in judgement.logs],
        witnessed_by=[
            WitnessedShape(
                witness=_named(each.witness), at=datetime.fromtimestamp(each.at, UTC)
            )
            for each in judgement.cosignatures
        ],
        stamped_at=None if stamp is None else stamp.at,
        time_authority=None if stamp is None else stamp.authority,
        lacks=None if judgement.lacks is None else _named(judgement.lacks),
        trust=TrustMode.WITNESSED if judgement.witnessed else trust,
    )


def _named(name: str) -> str:
    """Write a name of a policy, which is octets, as text."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def checked_facts(checked: CheckedShape) -> list[tuple[str, object]]:
    """Return what was verified, a line each."""
    size = entries(checked.size)
    what = f"the checkpoint of {size}"
    if checked.position is not None:
        what = f"position {checked.position} is in the log, in {what}"
    facts: list[tuple[str, object]] = [("verified", what), ("log", checked.origin)]
    if checked.continues is not None:
        facts.append(("continues", f"the checkpoint of {entries(checked.continues)}"))
    facts += [("signed by", key) for key in checked.signing_keys]
    facts += [
        ("witnessed by", f"{each.witness}, {utc_time(each.at)}")
        for each in checked.witnessed_by
    ]
    if checked.stamped_at is not None:
        when = utc_time(checked.stamped_at)
        facts.append(("stamped", f"{when}, by {checked.time_authority}"))
    if checked.lacks is not None:
        facts.append(("lacking", f"the quorum {checked.lacks} of your policy"))
    return [*facts, ("trust", checked.trust)]


def equivocation_words(shown: EquivocationShape) -> str:
    """Say what evidence proves."""
    return (
        f"{shown.origin} signed two histories: a checkpoint of "
        f"{entries(shown.older_size)} and one of {entries(shown.newer_size)} "
        "contradict one another, and its key signed both."
    )
