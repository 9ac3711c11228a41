"""How durable it is what was recorded: what would have to be lost for it to be lost."""

from __future__ import annotations

from enum import StrEnum


class Durability(StrEnum):
    """Where an entry is, once its command is answered."""

    DISK = "disk"
    """On the disk of one machine, synchronised."""
    STANDBY = "standby"
    """On the disk of a second machine as well, which its server waited for."""
    WITNESSED = "witnessed"
    """Under a checkpoint that somebody else signed, who would miss it."""
