"""Replays: step by step, of whole sales, as it might have been, of other histories."""
