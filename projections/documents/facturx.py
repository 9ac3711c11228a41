"""A PDF that says in its metadata which e-invoice it carries, as Factur-X asks.

What typst wrote stays as it is: the new metadata is appended, as PDF provides for
changes, with a cross-reference of its own.
"""

from __future__ import annotations

import re
from pathlib import Path

NAME = "factur-x.xml"
"""What Factur-X calls the e-invoice within a PDF."""

_METADATA = re.compile(
    rb"(\d+) 0 obj\n<</Length \d+/Type/Metadata/Subtype/XML>>\n"
    rb"stream\n(.*?)\nendstream",
    re.DOTALL,
)
_END = re.compile(rb"trailer\n<<([^\n]*)>>\nstartxref\n(\d+)\n%%EOF\s*\Z")
_SCHEMAS_END = b"</rdf:Bag></pdfaExtension:schemas>"
_ALL_END = b"</rdf:RDF>"
_XMP = Path(__file__).parent / "factur-x.xmp"
_PARTED = b"<!-- parted -->\n"


def with_metadata(pdf: bytes) -> bytes:
    """Add to the metadata of a PDF that an e-invoice by EN 16931 is inside."""
    metadata, end = _METADATA.search(pdf), _END.search(pdf)
    assert metadata is not None, "typst writes metadata as plain text"
    assert end is not None, "typst ends with a table of its objects"
    number, xmp = metadata.groups()
    schema, values = _XMP.read_bytes().split(_PARTED)
    assert xmp.count(_SCHEMAS_END) == xmp.count(_ALL_END) == 1, "one list, one whole"
    xmp = xmp.replace(_SCHEMAS_END, schema + _SCHEMAS_END)
    xmp = xmp.replace(_ALL_END, values + _ALL_END)
    head = b"\n%b 0 obj\n<</Length %d/Type/Metadata/Subtype/XML>>\nstream\n"
    added = head % (number, len(xmp)) + xmp + b"\nendstream\nendobj\n"
    trailer, before = end.groups()
    table = (
        b"xref\n0 1\n0000000000 65535 f\r\n%b 1\n%010d 00000 n\r\n"
        b"trailer\n<<%b/Prev %b>>\nstartxref\n%d\n%%%%EOF\n"
    )
    at = len(pdf)
    return pdf + added + table % (number, at + 1, trailer, before, at + len(added))
