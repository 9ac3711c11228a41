"""Invoices, credit notes and statements as a house sends them.

A document renders one event: what was issued stands there, and is never worked out
again. Around it stand the settings of the house and the names that it keeps outside the
log. The same event, settings and names make the same bytes.
"""
