"""Write what the system is: the file, the tree, the keys, and what was published."""

from __future__ import annotations

from collections.abc import Iterator

from presenters.procedures.document import Language, Part
from presenters.procedures.shape import RecordedFileShape, TreeShape


def file_part(file: RecordedFileShape, say: Language) -> Part:
    """Say what the file is like, and which of its guards are missing."""
    present = sum(guard.present for guard in file.guards)
    guards = say("guards-of", present, len(file.guards))
    facts = [
        (say("database"), file.database),
        (say("schema"), say.number(file.schema)),
        *((name, setting) for name, setting in file.durability.items()),
        (say("guards"), guards),
        *((g.guard, say("missing")) for g in file.guards if not g.present),
    ]
    if file.replica_of is not None:
        facts.append((say("replica"), file.replica_of))
    return Part(title=say("file"), paragraphs=(say.tell("file"),), facts=tuple(facts))


def tree_parts(tree: TreeShape, say: Language) -> Iterator[Part]:
    """Say what the tree is, who signs it, and what was published of it."""
    yield Part(
        title=say("tree"),
        paragraphs=(say.tell("tree"),),
        facts=(
            (say("origin"), tree.origin),
            (say("epoch"), say.number(tree.epoch)),
            (say("entries"), say.number(tree.size)),
            (say("root"), tree.root or say("none")),
        ),
    )
    keys = [
        (
            say("derived") if each.position is None else say.number(each.position),
            say.whether(each.signs),
            each.key,
        )
        for each in tree.recorded_keys
    ]
    yield Part(
        title=say("keys"),
        paragraphs=(say.tell("keys"),),
        table=say.table(("from-position", "signs", "key"), keys),
    )
    yield _published(tree, say)
    stamps = [
        (each.authority, say.number(each.number), say.number(each.last_size))
        for each in tree.timestamps
    ]
    heads = ("authority", "stamps", "last-checkpoint")
    yield Part(title=say("timestamps"), table=say.table(heads, stamps))


def _published(tree: TreeShape, say: Language) -> Part:
    signed = tree.signed_checkpoints
    return Part(
        title=say("published"),
        paragraphs=(say.tell("published"),),
        facts=(
            (say("checkpoints"), say.number(signed.number)),
            (say("last-checkpoint"), say.number(signed.last_size)),
            (say("unsigned"), say.number(signed.unsigned)),
            (say("widest-gap"), say.number(signed.widest_gap)),
            (say("cosigned"), ", ".join(signed.cosigned_by) or say("none")),
            (say("heads"), say.whether(tree.heads_kept)),
            (say("head-size"), say.number(tree.head_size)),
        ),
    )
