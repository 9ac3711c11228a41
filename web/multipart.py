"""Forms that bring files: their parts, as the fields of any other form.

A file is two fields: its content, in Base 64, and its name. What is left empty is none,
as in other forms.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from email.policy import HTTP

from web.request import unreadable

FILES = "multipart/form-data"
_NO_PART_OF_A_NAME = re.compile(r"[^A-Za-z0-9._-]+")
_NAME_CHARACTERS_MAX = 80


def fields_with_files(kind: str, content: bytes) -> list[tuple[str, str]]:
    """Return the fields of a form with files, in their order; raises HttpProblem."""
    head = f"Content-Type: {kind}\r\n\r\n".encode()
    form = BytesParser(policy=HTTP).parsebytes(head + content)
    assert isinstance(form, EmailMessage), "the policy makes it one"
    if not form.is_multipart():
        raise unreadable("The form has no parts, or no boundary between them.")
    return [field for part in form.iter_parts() for field in _fields_of(part)]


def _fields_of(part: MIMEPart) -> Iterator[tuple[str, str]]:
    name = part.get_param("name", header="content-disposition")
    content = part.get_payload(decode=True)
    if not isinstance(name, str) or not isinstance(content, bytes):
        raise unreadable("A part of the form has no name.")
    file = part.get_filename()
    if not content:
        return
    if file is None:
        yield name, _text(name, content)
    else:
        yield name, b64encode(content).decode()
        yield "name", name_of_file(file)


def _text(name: str, content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as fault:
        raise unreadable(f"The field {name} is no text in UTF-8.") from fault


def name_of_file(name: str) -> str:
    """Return the name of a file as the house keeps one: without spaces and accents."""
    plain = _NO_PART_OF_A_NAME.sub("-", name).lstrip("._-")
    return plain[-_NAME_CHARACTERS_MAX:].lstrip("._-") or "file"
