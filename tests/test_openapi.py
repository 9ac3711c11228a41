"""The description of the service is valid, and says what the service does."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest
from openapi_spec_validator import validate

from ledger.identity import Role
from tests.every_operation import PARTS as SAMPLES, address
from tests.sale_of_tests import SALE as OPEN
from tests.served import served
from tests.settled_before import INVOICE, SALE, STATEMENT, settled_before
from tests.settled_sale import CONSIGNOR
from web.api import OPERATIONS, STREAMED
from web.files import FileAnswer
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
    assert names == {"sale", "after", "window", "Last-Event-ID"}
    assert follow["security"] == []


def test_what_must_be_asked_is_told_so(described):
    asked = described["paths"]["/api/v1/log/consistency"]["get"]["parameters"]
    assert {each["name"]: each["required"] for each in asked} == {
        "older": True,
        "newer": False,
        "as_of": False,
    }


NUMBERS = frozenset(
    "actors amendment as_of as_of_position attempts bank_statement bids bids_out "
    "checkpoints_compared claim_minutes claiming_times count different drawn entry "
    "entry_count epoch events first head_size heads_compared last last_position "
    "last_size lead leads left line lines lots naming_evidence newer number numbers "
    "older order other_login passed payment_due_days payout phone_line phones pieces "
    "points position positions quantity rates reasons remittance replays_on_file "
    "schema second_person session set_as shipping_from_days shipping_to_days size "
    "sold status taken_out terms terms_version third told_positions tracking "
    "trusted_to unsigned version widest_gap withdrawn years".split()
)
"""What is counted or numbered, and where something stands: whole numbers, no money."""


def parts_of(schema, components):
    """Name the properties of a schema, and of whatever it refers to."""
    todo, seen = [schema], set()
    while todo:
        match todo.pop():
            case {"$ref": ref} if ref not in seen:
                seen.add(ref)
                todo.append(components[ref.rpartition("/")[2]])
            case {"properties": properties, **more}:
                yield from properties.items()
                todo += [*properties.values(), *more.values()]
            case dict() as inside:
                todo += inside.values()
            case list() as inside:
                todo += inside


def leaves(schema):
    """Return what a property is in the end, whether or not it may be absent."""
    inside = [schema.get("items"), *schema.get("anyOf", ())]
    return [leaf for each in inside if each for leaf in leaves(each)] or [schema]


@pytest.fixture(scope="module")
def told(described):
    """What answers tell, by their keys."""
    told = defaultdict(list)
    components = described["components"]["schemas"]
    for methods in described["paths"].values():
        for each in methods.values():
            for key, schema in parts_of(each["responses"], components):
                told[key] += leaves(schema)
    return told


AMOUNT = r"^-?[0-9]+(\.[0-9]+)?$"
DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+", re.ASCII)
SETTLED = {
    **SAMPLES,
    "{sale}": SALE,
    "{invoice}": INVOICE,
    "{statement}": STATEMENT,
    "{consignor}": CONSIGNOR,
}


def decimals_in(answer, key=None):
    """Name the keys under which decimals are told; a column of a table has a kind."""
    match answer:
        case {"columns": _, "rows": _}:
            return
        case dict():
            for below, value in answer.items():
                yield from decimals_in(value, below)
        case list():
            for value in answer:
                yield from decimals_in(value, key)
        case str() if DECIMAL.fullmatch(answer):
            yield key


def test_no_answer_tells_money_as_a_number(told):
    kinds = {key: {leaf.get("type") for leaf in told[key]} for key in told}
    assert {key for key in kinds if "integer" in kinds[key]} <= NUMBERS
    assert not [key for key in kinds if "number" in kinds[key]]


@pytest.mark.parametrize(
    ("role", "least"), [(Role.CLERK, 12), (Role.ACCOUNTANT, 12), (Role.BIDDER, 3)]
)
def test_every_amount_that_is_told_says_how_it_is_written(told, tmp_path, role, least):
    """Under whichever key a decimal is told, from the bids to the payouts."""
    amounts = {
        key
        for key, parts in told.items()
        if any(part.get("pattern") == AMOUNT for part in parts)
    }
    keys = set()
    with served(tmp_path, settled_before) as service:
        bid = {"paddle": "101", "maximum": "1500.50"}
        taken = service.tell(f"/api/v1/sales/{OPEN}/lots/1/bids", bid)
        assert taken.status_code == 201
        for operation in (each for each in OPERATIONS if each.method == "GET"):
            for parts in (SAMPLES, SETTLED):
                answer = service.ask(address(operation, parts), role)
                if answer.headers["content-type"] == "application/json":
                    keys |= set(decimals_in(answer.json()))
    assert keys <= amounts
    assert len(keys) > least


def test_a_report_as_json_is_described_and_its_columns_say_what_is_an_amount(described):
    """What its rows have depends on the report."""
    asked = described["paths"]["/api/v1/reports/{report}"]["get"]["responses"]["200"]
    schema = asked["content"]["application/json"]["schema"]
    assert schema["$ref"].endswith("/ReportShape")
    assert asked["content"]["text/csv"]["schema"] == {}
    for each in OPERATIONS:
        if each.answer is FileAnswer:
            assert ("json" in each.forms) == (each.as_json is not None)
    column = described["components"]["schemas"]["ReportColumnShape"]["properties"]
    kinds = described["components"]["schemas"]["Kind"]["enum"]
    assert (column["kind"]["$ref"].rpartition("/")[2], "amount" in kinds) == (
        "Kind",
        True,
    )


@pytest.mark.parametrize(
    "operation", [each for each in OPERATIONS if each.verb], ids=lambda each: each.name
)
def test_every_answer_that_is_recorded_has_a_receipt(described, operation):
    each = described["paths"][operation.address][operation.method.lower()]
    answer = each["responses"][str(operation.status)]
    if operation.answer is FileAnswer:
        assert "Link" in answer["headers"]
        return
    schema = answer["content"]["application/json"]["schema"]
    schema = schema.get("items", schema)
    named = described["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    assert "receipt" in named["required"]
