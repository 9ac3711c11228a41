"""What a house sends, read back from the paper: PDF by pypdf, e-invoices by lxml."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from functools import partial

import pypdf
from lxml import etree

from ledger.settlement.consignment import Consignment, account_stated
from projections.documents import einvoice, printing
from tests.issued import HOUSE, NAMES
from tests.rehearsal import LIVE
from tests.sale_of_tests import by

PLAIN = {0x2212: "-", 0x2013: "-", 0x00D7: "x", 0x2019: "'"}
"""Signs that are set as a printer would, and typed in a test as anybody does."""
RAM = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity"
NAMESPACES = {"ram": f"{RAM}:100"}

BY = replace(by(reason="Wrong buyer"), actor="Mallory")


invoice_pdf = partial(printing.invoice_pdf, timing=LIVE)
credit_note_pdf = partial(printing.credit_note_pdf, timing=LIVE)
invoice_xml = partial(einvoice.invoice_xml, timing=LIVE)
credit_note_xml = partial(einvoice.credit_note_xml, timing=LIVE)


def statement_pdf(event, *, account=None, timing=LIVE, **more):
    """Print a statement, of an account that holds it alone unless there is another."""
    alone = Consignment(event.sale, event.consignor, statements=(event,))
    stated = account_stated(account or alone, event)
    return printing.statement_pdf(event, account=stated, timing=timing, **more)


def pages(pdf):
    """Read the pages of a document as text, every space alike."""
    texts = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    plain = [text.translate(PLAIN) for text in texts]
    return [re.sub(r"[\xa0\u202f\u200b ]+", " ", text) for text in plain]


def printed(event, locale=None, settings=HOUSE, names=NAMES, **more):
    """Print an invoice, and read it back as one text on one line."""
    pdf = invoice_pdf(event, settings=settings, names=names, locale=locale, **more)
    return flat(pdf)


def flat(pdf):
    return re.sub(r"\s+", " ", "\n".join(pages(pdf)))


def elements(xml, path):
    return etree.fromstring(xml).xpath(f"//{path}", namespaces=NAMESPACES)


def texts(xml, path):
    return [element.text for element in elements(xml, path)]
