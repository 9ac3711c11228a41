"""Every noun as a reader is shown it, once: as data for scripts, and in words."""
