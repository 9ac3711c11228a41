"""How long a test waits for what takes no time on a machine that does nothing else."""

from __future__ import annotations

PATIENCE = 120.0
"""So many seconds: only what never comes takes longer, however loaded a machine is."""
