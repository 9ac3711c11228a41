"""Reports of the books, and the books for another program."""
