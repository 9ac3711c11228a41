"""TOML files: their tables and lines, how values are written, and what is wrong."""
