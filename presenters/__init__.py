"""What a reader is shown: each noun once, as data for scripts and in words."""
