"""Passkeys sign their owners in: made in a session, bound to a place, asked once."""

from __future__ import annotations

import json
from hashlib import sha256

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url

from ledger.vault.passkeys import passkey_named
from ledger.vault.passwords import set_password
from tests.served import served
from web.challenges import SECONDS, Challenges

pytestmark = pytest.mark.slow

PASSWORD = "slow hammer, patient room"  # noqa: S105
HERE = "http://testserver"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class Device:
    """Something that makes passkeys and signs with them, as WebAuthn has it."""

    def __init__(self, name=b"device-1", flags=PRESENT | VERIFIED):
        self.name, self.flags, self.used = name, flags, 0
        self.key = generate_private_key(SECP256R1())

    def made(self, options, **more):
        """Return a new passkey, for what it was asked."""
        asked = json.loads(options)
        numbers = self.key.public_key().public_numbers()
        x, y = (each.to_bytes(32, "big") for each in (numbers.x, numbers.y))
        cose = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        length = len(self.name).to_bytes(2, "big")
        data = self._data(self.flags | ATTESTED) + bytes(16) + length + self.name + cose
        statement = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        told = self._told("webauthn.create", asked, **more)
        return self._credential(
            clientDataJSON=bytes_to_base64url(told),
            attestationObject=bytes_to_base64url(statement),
        )

    def signed(self, options, **more):
        """Return what shows that the device is at hand."""
        self.used += 1
        told = self._told("webauthn.get", json.loads(options), **more)
        data = self._data(self.flags)
        signature = self.key.sign(data + sha256(told).digest(), ECDSA(SHA256()))
        return self._credential(
            clientDataJSON=bytes_to_base64url(told),
            authenticatorData=bytes_to_base64url(data),
            signature=bytes_to_base64url(signature),
        )

    def _data(self, flags):
        place = sha256(b"testserver").digest()
        return place + bytes([flags]) + self.used.to_bytes(4, "big")

    def _told(self, kind, asked, origin=HERE, challenge=None):
        told = {"type": kind, "challenge": challenge or asked["challenge"]}
        return json.dumps({**told, "origin": origin, "crossOrigin": False}).encode()

    def _credential(self, **response):
        name = bytes_to_base64url(self.name)
        return {"id": name, "rawId": name, "type": "public-key", "response": response}


@pytest.fixture
def service(tmp_path):
    with served(tmp_path) as service:
        set_password(service.vault, "C-101", PASSWORD)
        yield service


@pytest.fixture
def signed_in(service):
    """Return what a page of a session sends."""
    said = {"name": "C-101", "password": PASSWORD}
    answer = service.client.post("/api/v1/session", json=said)
    return {
        "Cookie": answer.headers["set-cookie"].partition(";")[0],
        "Origin": HERE,
        "X-Form-Token": answer.json()["form_token"],
    }


def tell(service, path, said=None, headers=None, method="POST"):
    more = {} if said is None else {"json": said}
    return service.client.request(method, f"/api/v1{path}", headers=headers, **more)


def registers(service, signed_in, device, **more):
    options = tell(service, "/passkeys/challenge", headers=signed_in).json()["options"]
    said = {"credential": device.made(options, **more)}
    return tell(service, "/passkeys", said, signed_in)


def signs_in(service, device, **more):
    options = tell(service, "/session/challenge").json()["options"]
    said = {"credential": device.signed(options, **more)}
    return tell(service, "/session/passkey", said), said


def test_a_device_signs_its_owner_in(service, signed_in):
    device = Device()
    filed = registers(service, signed_in, device)
    assert (filed.status_code, filed.json()["actor"]) == (201, "C-101")
    answer, _ = signs_in(service, device)
    assert (answer.status_code, answer.json()["actor"]) == (201, "C-101")
    assert answer.headers["set-cookie"].startswith("__Host-lotledger=lotledger_")
    assert passkey_named(service.vault, filed.json()["id"]).used == 1


def test_what_a_device_signed_is_good_once(service, signed_in):
    device = Device()
    registers(service, signed_in, device)
    _, said = signs_in(service, device)
    again = tell(service, "/session/passkey", said)
    assert (again.status_code, again.json()["code"]) == (401, "not-signed-in")


@pytest.mark.parametrize(
    "more", [{"origin": "https://elsewhere.example"}, {"challenge": "AAAA"}]
)
def test_what_was_signed_for_another_page_signs_nobody_in(service, signed_in, more):
    device = Device()
    refused = registers(service, signed_in, Device(b"another"), **more)
    assert (refused.status_code, refused.json()["code"]) == (422, "passkey-unfit")
    registers(service, signed_in, device)
    answer, _ = signs_in(service, device, **more)
    assert answer.status_code == 401


def test_a_device_asks_who_uses_it(service, signed_in):
    unasked = Device(flags=PRESENT)
    assert registers(service, signed_in, unasked).status_code == 422
    device = Device()
    registers(service, signed_in, device)
    device.flags = PRESENT
    assert signs_in(service, device)[0].status_code == 401


def test_another_key_or_a_copy_signs_nobody_in(service, signed_in):
    device, other = Device(), Device()
    registers(service, signed_in, device)
    assert signs_in(service, other)[0].status_code == 401
    assert signs_in(service, Device(b"unknown"))[0].status_code == 401
    assert signs_in(service, device)[0].status_code == 201
    device.used = 0
    assert signs_in(service, device)[0].status_code == 401


DEEP = b"[" * 20_000


@pytest.mark.parametrize(
    "credential",
    [
        *({}, {"id": 1}, {"response": []}, {"id": "x"}),
        {"response": {"clientDataJSON": bytes_to_base64url(DEEP)}},
    ],
    ids=["nothing", "a number", "a list", "a text", "lists without end"],
)
def test_what_no_device_sends_signs_nobody_in(service, signed_in, credential):
    said = {"credential": credential}
    assert tell(service, "/session/passkey", said).status_code == 401
    assert tell(service, "/passkeys", said, signed_in).status_code == 422


def test_a_body_that_is_nested_without_end_is_no_json(service):
    content = b'{"credential": {"response": ' + DEEP
    json_alone = {"Content-Type": "application/json"}
    answer = service.client.post(
        "/api/v1/session/passkey", content=content, headers=json_alone
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "not-json")


def test_a_passkey_is_removed_by_its_owner(service, signed_in):
    device = Device()
    name = registers(service, signed_in, device).json()["id"]
    listed = tell(service, "/passkeys", headers=signed_in, method="GET").json()
    assert [each["id"] for each in listed] == [name]
    tell(service, "/passkeys", {"id": name}, signed_in, "DELETE")
    assert signs_in(service, device)[0].status_code == 401
    gone = tell(service, "/passkeys", {"id": name}, signed_in, "DELETE")
    assert gone.status_code == 404


def test_a_token_files_no_passkey(service):
    bearer = service.signed_in("clerk")
    refused = tell(service, "/passkeys/challenge", headers=bearer)
    assert (refused.status_code, refused.json()["code"]) == (403, "session-needed")


def test_a_challenge_is_of_one_person_and_ends():
    now = 0.0
    challenges = Challenges(lambda: now)
    challenge = challenges.new("C-101")
    assert challenges.use_up(challenge) == "C-101"
    assert challenges.use_up(challenge) is None, "it was tried"
    late = challenges.new("C-101")
    now += SECONDS
    assert challenges.use_up(late) is None
    assert challenges.use_up(b"") is None


def test_what_one_person_was_asked_is_met_by_no_other(service, signed_in):
    device = Device()
    registers(service, signed_in, device)
    asked = tell(service, "/passkeys/challenge", headers=signed_in).json()["options"]
    said = {"credential": device.signed(asked)}
    assert tell(service, "/session/passkey", said).status_code == 401


def test_what_no_device_sends_keeps_no_other_name_waiting(service):
    for _ in range(11):
        refused = tell(service, "/session/passkey", {"credential": {}})
        assert refused.status_code == 401
    said = {"name": "C-101", "password": PASSWORD}
    assert service.client.post("/api/v1/session", json=said).status_code == 201
