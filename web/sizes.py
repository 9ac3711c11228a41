"""How long what comes with a request may be."""

from __future__ import annotations

BODY_BYTES_MAX = 2**20
"""So long a body may be, where its operation says nothing else."""
