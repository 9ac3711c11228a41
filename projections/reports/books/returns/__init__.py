"""Returns to tax offices: each box, the documents behind it, and the bids behind those.

What goes into a box is read off how each line of a document stands to tax. Amounts that
a form wants in whole units lose their cents, as its instructions say.
"""
