"""Documents from outside: the terms of a sale, catalogues and lists of bids."""
