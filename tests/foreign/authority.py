"""An authority for timestamps on this machine: ``openssl ts``, and a server of it."""

from __future__ import annotations

import subprocess
import threading
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

import pytest

from tests.patience import PATIENCE

SETTINGS = """\
[req]
distinguished_name = name
[name]
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
[middle]
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,keyCertSign,cRLSign
[stamping]
basicConstraints = critical,CA:FALSE
extendedKeyUsage = critical,timeStamping
keyUsage = critical,digitalSignature
[tsa]
default_tsa = authority
[authority]
serial = serial
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
signer_digest = sha256
"""
NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


class Authority:
    """An authority with a root of its own, and one between them if that is asked."""

    def __init__(self, folder, name="Test authority", *, middle=False):
        self.folder = folder
        (folder / "settings").write_text(SETTINGS, "utf-8")
        self.run(
            *("req", "-x509", "-new", *NEW_KEY, "-keyout", "root.key", "-days", "3650"),
            *("-out", "root.pem", "-subj", f"/CN={name} root", *self._of("root")),
        )
        issuer = "root"
        if middle:
            self._issue("middle", f"{name} between", by="root", kind="middle")
            issuer = "middle"
        self._issue("stamps", f"{name} stamps", by=issuer, kind="stamping")
        chain = ("root", "middle") if middle else ("root",)
        self.trusted = folder / "trusted.pem"
        self.trusted.write_bytes(
            b"".join((folder / f"{each}.pem").read_bytes() for each in chain)
        )

    def _of(self, kind):
        return "-config", "settings", "-extensions", kind

    def _issue(self, file, name, *, by, kind):
        self.run(
            *("req", "-new", *NEW_KEY, "-keyout", f"{file}.key", "-out", f"{file}.csr"),
            *("-subj", f"/CN={name}", "-config", "settings"),
        )
        self.run(
            *(
                "x509",
                "-req",
                "-in",
                f"{file}.csr",
                "-CA",
                f"{by}.pem",
                "-days",
                "3650",
            ),
            *("-CAkey", f"{by}.key", "-CAcreateserial", "-out", f"{file}.pem"),
            *("-extfile", "settings", "-extensions", kind),
        )

    def run(self, *words, check=True):
        """Run openssl in the folder of the authority."""
        return subprocess.run(  # noqa: S603 (found by this test)
            [which("openssl"), *map(str, words)],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=check,
            timeout=PATIENCE,
        )

    def reply(self, request):
        """Answer a request for a timestamp."""
        (self.folder / "asked.tsq").write_bytes(request)
        self.run(
            *("ts", "-reply", "-config", "settings", "-queryfile", "asked.tsq"),
            *("-signer", "stamps.pem", "-inkey", "stamps.key", "-out", "given.tsr"),
        )
        return (self.folder / "given.tsr").read_bytes()

    def accepts(self, stamped, reply):
        """Say whether openssl verifies a timestamp of bytes."""
        data, answer = self.folder / "stamped", self.folder / "shown.tsr"
        data.write_bytes(stamped)
        answer.write_bytes(reply)
        done = self.run(
            *("ts", "-verify", "-data", data, "-in", answer, "-CAfile", self.trusted),
            check=False,
        )
        return done.returncode == 0

    @contextmanager
    def serving(self, answer=None):
        """Serve over HTTP; gives the URL, and what was asked so far."""
        authority, asked = self, []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                asked.append((self.headers["Content-Type"], body))
                status, kind, content = (
                    (200, "application/timestamp-reply", authority.reply(body))
                    if answer is None
                    else answer
                )
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_):
                """Say nothing."""

        with HTTPServer(("127.0.0.1", 0), Handler) as server:
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            try:
                yield f"http://127.0.0.1:{server.server_port}/", asked
            finally:
                server.shutdown()
                thread.join()


_FOLDER = TemporaryDirectory(prefix="lotledger-authority-")


def authority(name="Test authority", *, middle=False):
    """Return an authority, made once; skips the test where openssl is missing."""
    if which("openssl") is None:
        pytest.skip("there is no openssl here; on Debian: apt install openssl")
    return _made(name, middle=middle)


@cache
def _made(name, *, middle):
    folder = Path(_FOLDER.name) / f"{name}-{middle}"
    folder.mkdir()
    return Authority(folder, name, middle=middle)
