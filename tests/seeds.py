"""Seeds for tests that throw dice: a few for the fast suite, the others for all."""

from __future__ import annotations

import pytest

only = {"fast": False}
"""What the fast suite leaves out is not even made for it: that takes time as well."""


def seeds(count: int, *, fast: int) -> list:
    """Number the throws from 0; those after the first few are marked slow."""
    return [
        pytest.param(seed, marks=() if seed < fast else pytest.mark.slow)
        for seed in range(min(count, fast) if only["fast"] else count)
    ]
