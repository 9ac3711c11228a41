"""The published rules of e-invoices, run where they are at hand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from lxml import etree

SHEETS = ("EN16931-CII-validation.xslt", "XRechnung-CII-validation.xsl")
SVRL = "{http://purl.oclc.org/dsdl/svrl}"


def failures(sheet, xml):
    """Run published rules, and list those that an e-invoice breaks."""
    folder = os.environ.get("LOTLEDGER_SCHEMATRONS")
    if folder is None or not (Path(folder) / sheet).is_file():
        pytest.skip(f"LOTLEDGER_SCHEMATRONS names no folder that holds {sheet}")
    saxonche = pytest.importorskip(
        "saxonche", reason="saxonche, which runs XSLT 3, is not installed"
    )
    processor = saxonche.PySaxonProcessor(license=False)
    rules = processor.new_xslt30_processor().compile_stylesheet(
        stylesheet_file=str(Path(folder) / sheet)
    )
    document = processor.parse_xml(xml_text=xml.decode())
    report = etree.fromstring(rules.transform_to_string(xdm_node=document).encode())
    assert report.findall(f"{SVRL}fired-rule"), "the rules have read it"
    return [
        (no.get("flag"), no.get("id")) for no in report.iter(f"{SVRL}failed-assert")
    ]
