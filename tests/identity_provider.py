"""A provider of identities for tests: it says who it is, and vouches for one account.

It is as strict as a real one with codes, and lies in its tokens where a test has it.
"""

from __future__ import annotations

import json
from base64 import b64decode, urlsafe_b64encode
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, parse_qsl, unquote, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey

from tests.served import the_hour

CLIENT, SECRET = "lotledger", "s:cret/of the house"


class IdentityProvider:
    """What it knows, and how it answers."""

    def __init__(self):
        self.subject = "248289761001"
        self.claims: dict[str, object] = {}
        """What its token says otherwise; None leaves a claim out."""
        self.rotate()
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []
        self.metadata: dict[str, object] = {}
        self.issuer = ""
        self.clock = the_hour

    def rotate(self, kid="first"):
        """Sign with another key from now on."""
        self.key = ECKey.generate_key("P-256", {"kid": kid, "use": "sig"})

    def signed(self, claims):
        """Return a token."""
        return jwt.encode({"alg": "ES256", "kid": self.key.kid}, claims, self.key)

    def sign_in(self, location):
        """Sign the account in, as a browser has it; return the address that it says."""
        asked = dict(parse_qsl(urlsplit(location).query))
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        back = urlsplit(asked["redirect_uri"])
        return f"{back.path}?code={code}&state={asked['state']}"

    def answer(self, path, form, shown):
        """Return a status and what is answered."""
        self.asked.append(path)
        match path:
            case "/.well-known/openid-configuration":
                return 200, {
                    "issuer": self.issuer,
                    "authorization_endpoint": f"{self.issuer}/authorize",
                    "token_endpoint": f"{self.issuer}/token",
                    "jwks_uri": f"{self.issuer}/keys",
                    "end_session_endpoint": f"{self.issuer}/out",
                    **self.metadata,
                }
            case "/keys":
                octets = {"kty": "oct", "k": "c2VjcmV0", "kid": "shared"}
                return 200, {"keys": [octets, self.key.as_dict(private=False)]}
            case "/token":
                return self._token(form, shown)
        return 404, {}

    def _token(self, form, shown):
        asked = self.codes.pop(form.get("code"), None)
        verifier = form.get("code_verifier", "")
        challenge = urlsafe_b64encode(sha256(verifier.encode()).digest())
        if (
            asked is None
            or asked["redirect_uri"] != form.get("redirect_uri")
            or asked["code_challenge"] != challenge.decode().rstrip("=")
        ):
            return 400, {"error": "invalid_grant"}
        if shown is not None:
            pair = b64decode(shown.removeprefix("Basic ")).decode().split(":")
            client, secret = map(unquote, pair)
        else:
            client, secret = form.get("client_id"), form.get("client_secret")
        if (client, secret) != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        now = int(self.clock().timestamp())
        claims = {
            "iss": self.issuer,
            "sub": self.subject,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.claims,
        }
        present = {name: each for name, each in claims.items() if each is not None}
        return 200, {"id_token": self.signed(present), "access_token": "unused"}


@contextmanager
def identity_provider():
    """Run a provider on this machine."""
    provider = IdentityProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self._answered({})

        def do_POST(self):
            length = int(self.headers["content-length"])
            form = parse_qs(self.rfile.read(length).decode())
            self._answered({name: each[0] for name, each in form.items()})

        def _answered(self, form):
            shown = self.headers.get("authorization")
            status, told = provider.answer(self.path, form, shown)
            content = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        provider.issuer = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join()
