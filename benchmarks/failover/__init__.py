"""Three machines keep one ledger, and the first of them is lost again and again."""
