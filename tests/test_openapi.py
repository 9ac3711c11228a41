"""The description of the service is valid, and says what the service does."""

from __future__ import annotations

import pytest
from openapi_spec_validator import validate

from web.api import OPERATIONS, STREAMED
from web.openapi import description
from web.parts import PARTS

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def described():
    return description((*OPERATIONS, *STREAMED), "1.0")


def test_it_is_valid(described):
    validate(described)


def test_every_operation_is_in_it_once(described):
    named = [
        (method.upper(), path, each["operationId"])
        for path, methods in described["paths"].items()
        for method, each in methods.items()
    ]
    assert sorted(named) == sorted(
        (each.method, each.address, each.name) for each in (*OPERATIONS, *STREAMED)
    )
    assert len({name for *_, name in named}) == len(named)


def test_every_part_of_an_address_is_described(described):
    for path, methods in described["paths"].items():
        for each in methods.values():
            named = {
                part["name"] for part in each["parameters"] if part["in"] == "path"
            }
            assert named == {part for part in PARTS if f"{{{part}}}" in path}


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.name)
def test_a_command_takes_a_key(described, operation):
    each = described["paths"][operation.address][operation.method.lower()]
    names = {part["name"] for part in each["parameters"]}
    assert ("Idempotency-Key" in names) == (operation.verb is not None)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.name)
def test_what_is_for_everybody_asks_for_no_signing_in(described, operation):
    each = described["paths"][operation.address][operation.method.lower()]
    assert (each.get("security") == []) == operation.is_for_everybody


def test_amounts_are_text_and_no_numbers(described):
    body = described["components"]["schemas"]["BidBody"]
    assert body["properties"]["maximum"]["type"] == "string"
    assert body["additionalProperties"] is False


def test_what_goes_on_line_by_line_or_message_by_message_is_described(described):
    bulk = described["paths"]["/api/v1/sales/{sale}/bids"]["post"]
    (kind,) = bulk["requestBody"]["content"]
    assert kind == "application/x-ndjson"
    line = bulk["requestBody"]["content"][kind]["schema"]["$ref"]
    assert line.endswith("/BulkBid")
    answers = bulk["responses"]["200"]["content"][kind]["schema"]["$ref"]
    assert answers.endswith("/BulkAnswerShape")
    follow = described["paths"]["/api/v1/sales/{sale}/events"]["get"]
    assert list(follow["responses"]["200"]["content"]) == ["text/event-stream"]
    names = {each["name"] for each in follow["parameters"]}
    assert names == {"sale", "after", "Last-Event-ID"}
    assert follow["security"] == []


def test_what_must_be_asked_is_told_so(described):
    asked = described["paths"]["/api/v1/log/consistency"]["get"]["parameters"]
    assert {each["name"]: each["required"] for each in asked} == {
        "older": True,
        "newer": False,
        "as_of": False,
    }
