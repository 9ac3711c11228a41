"""Deliberate changes of the demo's ledger, and the position that each of them is at.

A change is made by a hand that knows the file and not the program. It returns the first
position that is no longer as it was recorded, None where no entry is.
"""

from __future__ import annotations

import json

from tests.ledger_file.tampering import as_text

SALE = "HERITAGE-2025-12"
LOT = f"{SALE}/50061"
NEAR = f"{SALE}/50041"


def losing_maximum(hand):
    return hand.edit(
        hand.find("bid-placed", bid="50061#4"), maximum=180000, submitted=180000
    )


def unspent_maximum(hand):
    return hand.edit(
        hand.find("bid-placed", bid="50061#8"), maximum=500000, submitted=500000
    )


def refused_bid(hand):
    at = hand.find("bid-refused", bid="50061#7")
    said = hand.entry(at)["body"]["said"].replace("$2,000", "$2,100")
    return hand.edit(at, submitted=210000, said=said)


def tail_with_its_head_left(hand):
    gone = [row[0] for row in hand.rows[-5:]]
    hand.remove(*gone)
    return gone[0]


def tail_with_its_head(hand):
    gone = [row[0] for row in hand.rows[-5:]]
    hand.remove(*gone)
    hand.head = gone[0] - 1
    return gone[0]


def middle_bid(hand):
    at = hand.find("bid-placed", bid="50061#2")
    hand.remove(at)
    return at


def refused_bid_renumbered(hand):
    at = hand.find("bid-refused", bid="50061#9")
    hand.remove(at)
    hand.renumber()
    return at


def moving_bid_renumbered(hand):
    at = hand.find("bid-placed", bid="50061#6")
    hand.remove(at)
    hand.renumber()
    return at


def bids_of_two_lots_swapped(hand):
    first = hand.find("bid-placed", bid="50061#1")
    second = hand.find("bid-placed", bid="50041#4")
    one, other = hand.row(first), hand.row(second)
    one[0], other[0] = second, first
    return first


def _swapped(hand):
    first = hand.find("bid-placed", bid="50061#1")
    second = hand.find("bid-placed", bid="50061#2")
    one, other = hand.row(first), hand.row(second)
    one[0], other[0] = second, first
    one[2], other[2] = other[2], one[2]
    return first, one, other


def bids_of_a_lot_swapped(hand):
    return _swapped(hand)[0]


def bids_of_a_lot_swapped_whole(hand):
    first, *rows = _swapped(hand)
    for row in rows:
        row[4] = _text(row, version=row[2])
    return first


def positions_moved_up(hand):
    for row in hand.rows:
        row[0] += row[0] > 150
    hand.head = hand.rows[-1][0]
    return 151


def received_earlier(hand):
    at = hand.find("bid-placed", bid="50061#5")
    return hand.edit(at, received_at="2025-12-01T15:55:00Z")


def recorded_earlier(hand):
    at = hand.find("bid-placed", bid="50061#5")
    return hand.edit(at, recorded_at="2025-12-01T15:55:00Z")


def whoever_did_it(hand):
    at = hand.find("bid-placed", bid="50061#5")
    entry = hand.entry(at) | {"actor": "mallory", "role": "compliance"}
    key, body = entry.pop("key"), entry.pop("body")
    more = {"on_behalf_of": "1013", "reason": "x", "key": key, "body": body}
    hand.write(at, entry | more)
    return at


def column_stream(hand):
    at = hand.find("bid-placed", bid="50061#5")
    hand.row(at)[1:3] = [f"lot:{SALE}/50001", 99]
    return at


def column_type(hand):
    at = hand.find("bid-refused", bid="50061#3")
    hand.row(at)[3] = "lot-tracked/1"
    return at


def text_respaced(hand):
    at = hand.find("bid-placed", bid="50061#5")
    hand.row(at)[4] = json.dumps(hand.entry(at), ensure_ascii=False).encode()
    return at


def text_broken(hand):
    at = hand.find("bid-placed", bid="50061#5")
    hand.row(at)[4] = b'{"broken'
    return at


def field_added(hand):
    at = hand.find("payment-received")
    entry = hand.entry(at)
    entry["body"]["note"] = "x"
    hand.write(at, entry)
    return at


def bid_appended(hand):
    last = hand.rows[-1][0]
    like = hand.row(hand.find("bid-refused", bid="50061#9"))
    version = max(row[2] for row in hand.rows if row[1] == like[1]) + 1
    entry = json.loads(like[4]) | {
        "version": version,
        "id": "00000000-0000-5000-8000-000000000001",
    }
    entry["body"]["bid"] = "50061#10"
    hand.rows.append([last + 1, like[1], version, like[3], as_text(entry)])
    hand.head = last + 1
    return last + 1


def hammer_raised(hand):
    return hand.edit(hand.find("lot-sold", lot=LOT), hammer=260000, premium=65000)


def buyer_exchanged(hand):
    at = hand.find("lot-sold", lot=LOT)
    return hand.edit(at, buyer="1001", underbidder="1003")


def reserve_raised(hand):
    return hand.edit(hand.find("reserve-set"), reserve=350000)


def losing_paddle(hand):
    return hand.edit(hand.find("bid-placed", bid="50061#2"), paddle="1009")


def channel(hand):
    return hand.edit(hand.find("bid-placed", bid="50061#5"), channel="internet")


def paddle_of_another_client(hand):
    return hand.edit(hand.find("paddle-issued", paddle="1007"), client="C-203")


def premium_in_terms(hand):
    at = hand.find("sale-announced")
    entry = hand.entry(at)
    body = json.dumps(entry["body"]).replace('"1/4"', '"1/5"')
    hand.write(at, entry | {"body": json.loads(body)})
    return at


def title_in_terms(hand):
    at = hand.find("sale-announced")
    entry = hand.entry(at)
    entry["body"]["terms"]["title"] = "Another title"
    hand.write(at, entry)
    return at


def invoice_line(hand):
    at = _invoice_of(hand, LOT)
    entry = hand.entry(at)
    line = next(
        line
        for line in entry["body"]["lines"]
        if line["charge"] == "hammer" and line["lot"] == LOT
    )
    line["amount"] -= 10000
    line["each"] -= 10000
    hand.write(at, entry)
    return at


def payment_amount(hand):
    at = hand.find("payment-received")
    return hand.edit(at, paid=hand.entry(at)["body"]["paid"] - 1000)


def payment_reference(hand):
    at = hand.find("payment-received", nth=1)
    return hand.edit(at, reference="FORGED")


def invoice_dated_and_signed_otherwise(hand):
    at = _invoice_of(hand, LOT)
    return hand.edit(at, actor="mallory", recorded_at="2026-01-12T16:00:00Z")


def bids_and_hammer_rewritten(hand):
    """Lower the underbidder, the standing, the hammer; the invoice stays as it was."""
    at = hand.find("bid-placed", bid="50061#6")
    hand.edit(at, maximum=210000, submitted=210000)
    winner = hand.find("bid-placed", bid="50061#8")
    hand.edit(winner, price=230000, against=210000, asking=240000, premium=57500)
    hand.edit(hand.find("lot-sold", lot=LOT), hammer=230000, premium=57500)
    return at


def tracking_removed(hand):
    at = hand.find("lot-tracked", nth=5)
    hand.remove(at)
    hand.renumber()
    hand.head = len(hand.rows)
    return at


def ledger_id(hand):
    hand.run("UPDATE ledger SET id = '11111111-1111-5111-8111-111111111111'")
    return 1


def actor_and_ledger_id(hand):
    ledger_id(hand)
    return min(1, whoever_did_it(hand))


def guards_dropped(hand):
    hand.triggers = []


def key_deleted(hand):
    at = hand.find("bid-placed", bid="50061#5")
    hand.run("DELETE FROM command_keys WHERE first_position = ?", at)
    return at


def _invoice_of(hand, lot):
    return next(
        row[0]
        for row in hand.rows
        if row[3].startswith("invoice-issued/") and lot.encode() in row[4]
    )


def _text(row, **fields):
    entry = json.loads(row[4]) | fields
    return json.dumps(entry, separators=(",", ":"), ensure_ascii=False).encode()
