"""How long what comes with a request may be."""

from __future__ import annotations

BODY_BYTES_MAX = 2**20
"""So long a body may be, where its operation says nothing else."""
KEY_CHARACTERS_MAX = 200
"""So long a key may be, under which a command is done once."""
