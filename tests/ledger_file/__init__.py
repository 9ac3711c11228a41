"""What is true of a ledger that is a file: images, flips, locks, versions of it."""
