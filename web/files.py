"""Answers that are files: a report, a document, a pack of evidence."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from starlette.responses import Response

from web.operation import BASE

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "pdf": "application/pdf",
    "text": "text/plain; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": "application/xml",
    "zip": "application/zip",
}
"""What a file of a format is called on the wire."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileAnswer:
    """A file, under the name that it is kept by."""

    name: str
    form: str
    """Its format, one of MEDIA_TYPES; any other is plain text."""
    content: bytes
    recorded_at: int | None = None
    """Where it is recorded that it was handed out; None where nothing was recorded."""

    @property
    def media_type(self) -> str:
        """What it is called on the wire."""
        return MEDIA_TYPES.get(self.form, MEDIA_TYPES["text"])

    def response(self, status: int, headers: dict[str, str]) -> Response:
        """Return it as an answer that browsers keep, and run nothing of."""
        kept_as = f"attachment; filename*=UTF-8''{quote(self.name, safe='')}"
        kept = {
            "content-disposition": kept_as,
            "content-security-policy": "sandbox",
            "x-content-type-options": "nosniff",
        }
        if self.recorded_at is not None:
            place = f"{BASE}/log/entries/{self.recorded_at}/receipt"
            kept["link"] = f'<{place}>; rel="related"; title="receipt"'
        return Response(
            self.content, status, media_type=self.media_type, headers=headers | kept
        )


def shown_by_the_browser(answer: Response) -> Response:
    """Let a browser show a PDF that it was answered with, where it would keep it.

    Its viewer is a script, which no sandbox would run; other files are kept.
    """
    if answer.media_type == MEDIA_TYPES["pdf"]:
        kept_as = answer.headers["content-disposition"]
        answer.headers["content-disposition"] = kept_as.replace("attachment", "inline")
        del answer.headers["content-security-policy"]
    return answer
