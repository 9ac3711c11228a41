"""Run a history again: a foreign one, or one of our own to see whether it holds."""
