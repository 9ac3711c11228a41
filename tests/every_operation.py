"""Every operation, tried as somebody of a role: at an address, with what it takes."""

from __future__ import annotations

from ledger.value import replace
from ledger.vault.tokens import make_token
from tests.sample_bodies import sample_body
from tests.served import token_of

PARTS = {
    "{sale}": "MAY26",
    "{number}": "1",
    "{client}": "C-101",
    "{paddle}": "101",
    "{invoice}": "T-2026-00001",
    "{statement}": "T-2026-S00001",
    "{session}": "1",
    "{payment}": "1",
    "{dispute}": "1",
    "{bid}": "1",
    "{position}": "1",
    "{consignor}": "C-101",
    "{charge}": "1",
    "{payout}": "1",
    "{repayment}": "1",
    "{write_off}": "1",
    "{refund}": "1",
    "{entry}": "1",
    "{remittance}": "1",
    "{holder}": "C-101",
    "{fund}": "F1",
    "{account}": "OPERATING",
    "{jurisdiction}": "US-TX",
    "{hold}": "MATTER-7",
    "{user}": "u-anna",
    "{report}": "journal",
    "{approval}": "a-0123456789abcdef",
}
SAID = {
    "place_bid": {"paddle": "101", "maximum": "150"},
    "close_what_is_due": {"upto": "2026-05-20T10:00:00Z"},
    "bid_in_the_room": {"paddle": "101"},
    "set_asking": {"amount": "200"},
    "issue_paddle": {"client": "C-101"},
    "register_bidder": {"paddle": "101"},
    "receive_payment": {"amount": "10", "method": "wire"},
    "strike_bid": {"policy": "promote-next"},
    "open_dispute": {"question": "Why?"},
    "find_in_dispute": {"ruling": "dismissed", "finding": "As it was."},
    "look_at_what_if": {"purpose": "a complaint", "without_bidders": ["101"]},
    "look_at_steps": {"purpose": "a complaint"},
    "hand_out_pack": {"subject": "MAY26/1", "purpose": "a complaint"},
    "print_document": {"document": "T-2026-00001"},
    "look_at_lot": {"kind": "maximum", "purpose": "a complaint"},
}


ASKED = {"show_consistency": "older=1", "list_indicators": "name=MAY26"}
"""What a question needs to be asked with."""
FORGOTTEN = {**PARTS, "{client}": "C-103"}
"""Who is forgotten signs in no more, and others still try."""


def address(operation, parts=PARTS):
    """Return the address of an operation, about what its parts name."""
    parts = FORGOTTEN if operation.name == "erase_person" else parts
    path = operation.address
    for part, name in parts.items():
        path = path.replace(part, name)
    asked = ASKED.get(operation.name)
    return path if asked is None else f"{path}?{asked}"


def tried(service, operation, role, parts=PARTS):
    """Try an operation as somebody of a role; return its answer."""
    if operation.method == "GET":
        return service.ask(address(operation, parts), role)
    if operation.name == "sign_out" and role is not None:
        # It is for good, and others still try what they may.
        token = make_token(service.vault, replace(token_of(role), id=f"once-{role}"))
        service = service._replace(tokens={role: token})
    said = SAID.get(operation.name, {})
    if not said and operation.verb is not None:
        said = sample_body(operation.body)
    key = f"{operation.name}-{role}"
    return service.tell(
        address(operation, parts), said, role, key=key, method=operation.method
    )
