"""Settlement: invoices and payments of buyers, statements and payouts of consignors.

``series`` numbers documents, ``tax_table`` keeps a jurisdiction's rates, ``account`` a
buyer's charges beside lots, ``lines`` makes the lines of an invoice, ``invoice`` is an
invoice with what was paid on it, ``payments`` and ``lateness`` decide on that,
``matching`` finds the invoice that a line of a bank's statement pays, ``credit_note``
takes lines back. ``proceeds`` makes the lines of a statement, ``consignment`` is a
consignor's account, ``payouts`` pays from it.
"""
