"""The sheets that are read: the columns of each, and their names on each platform."""

from __future__ import annotations

from ledger.files.layouts import Layout

_LOT = ("lot", "title", "description", "low_estimate", "high_estimate", "opening")
_MORE = ("category", "reserve", "quantity", "quantity_mode", "consignor")

# The names and limits of the platforms: rulebook 6.1 [S70], [S103]-[S105],
# [S108]; HiBid's are those of its manifests [S109].
CATALOGUES = (
    Layout(name="lotledger", platform="lotledger", words=(*_LOT, *_MORE), required=2),
    Layout(
        name="liveauctioneers",
        platform="LiveAuctioneers",
        words=(*_LOT, *_MORE),
        required=6,
        names=(
            ("lot", "LotNum"),
            ("title", "Title"),
            ("description", "Description"),
            ("low_estimate", "LowEst"),
            ("high_estimate", "HighEst"),
            ("opening", "StartPrice"),
            ("category", "Category"),
            ("reserve", "Reserve Price"),
            ("quantity", "Quantity"),
            ("consignor", "Consigner"),
        ),
        exact_case=True,
        zero_is_none=True,
        characters=(("title", 100),),
        lots=(50, 1_250),
    ),
    Layout(
        name="auctionflex",
        platform="Auction Flex",
        words=(*_LOT, *_MORE, "suffix"),
        required=2,
        names=(
            ("lot", "Lot #"),
            ("suffix", "Sub Lot Number"),
            ("title", "Lead"),
            ("description", "Description"),
            ("low_estimate", "Est. Min (Each)"),
            ("high_estimate", "Est. Max (Each)"),
            ("opening", "Starting Bid"),
            ("reserve", "Total Reserve"),
            ("quantity", "Quantity"),
            ("consignor", "Source"),
        ),
        others=(
            ("low_estimate", "Est. Min"),
            ("high_estimate", "Est. Max"),
            ("reserve", "Reserve"),
        ),
        zero_is_none=True,
        characters=(("title", 50),),
    ),
    Layout(
        name="hibid",
        platform="HiBid",
        words=(*_LOT, *_MORE, "suffix", "order"),
        required=3,
        names=(
            ("lot", "Lot Number"),
            ("suffix", "Sub Lot Number"),
            ("order", "Sale Order"),
            ("title", "Title"),
            ("description", "Description"),
            ("low_estimate", "Minimum Estimate Each"),
            ("high_estimate", "Maximum Estimate Each"),
            ("opening", "Start Bid Each"),
            ("reserve", "Total Reserve"),
            ("quantity", "Quantity"),
            ("consignor", "Consign Code"),
        ),
        zero_is_none=True,
    ),
    Layout(
        name="proxibid",
        platform="Proxibid",
        words=(*_LOT, *_MORE),
        required=3,
        names=(
            ("lot", "Lot Number"),
            ("title", "Lot Title"),
            ("description", "Lot Description"),
            ("quantity", "Quantity"),
            ("quantity_mode", "Lot Type"),
        ),
        zero_is_none=True,
        characters=(("title", 100), ("description", 5_000)),
    ),
)

_BID = ("lot", "paddle", "maximum")
_HOW = ("channel", "received_at", "entered_at", "static", "break_tie")

# Auction Flex calls bids from elsewhere alternate bids: rulebook 6.2 [S112].
BID_LISTS = (
    Layout(name="lotledger", platform="lotledger", words=(*_BID, *_HOW), required=3),
    Layout(
        name="auctionflex",
        platform="Auction Flex",
        words=(*_BID, *_HOW),
        required=3,
        names=(
            ("lot", "Lot #"),
            ("paddle", "Bid Card #"),
            ("maximum", "Bid Amount"),
        ),
    ),
)

CLIENTS = Layout(
    name="lotledger",
    platform="lotledger",
    words=(
        *("client", "kind", "client_class", "paddle", "credit_limit"),
        *("tax_status", "country", "vat_id", "tax_number", "tax_since"),
    ),
    required=2,
)
INTAKE = Layout(
    name="lotledger",
    platform="lotledger",
    words=(
        *("lot", "received_on", "owner", "deliverer", "storage"),
        *("prior_owner", "prior_location", "marks", "contract"),
    ),
    required=5,
)

INVENTORY = Layout(
    name="lotledger",
    platform="lotledger",
    words=("item", "description", "quantity"),
    required=2,
)

REGISTRATIONS = Layout(
    name="lotledger",
    platform="lotledger",
    words=("lot", "paddle", "channel", "phone_line"),
    required=2,
    # What the columns of phone sheets are headed with, as clerks keep them.
    others=(
        *(("lot", name) for name in ("Lot #", "Lot No.", "Lot Number")),
        *(("paddle", name) for name in ("Paddle #", "Paddle No.", "Paddle Number")),
        *(("paddle", name) for name in ("Bidder", "Bidder #", "Bidder Number")),
        *(("phone_line", name) for name in ("Line", "Line #", "Phone Line", "Phone")),
    ),
)
TRACKING = Layout(
    name="lotledger", platform="lotledger", words=("lot", "client"), required=2
)
TAX_RATES = Layout(
    name="lotledger",
    platform="lotledger",
    words=(
        *("jurisdiction", "name", "rate", "on", "valid_from", "valid_until"),
        *("category", "scheme", "kind", "basis", "code", "reason"),
    ),
    required=5,
)
NAMES = Layout(
    name="lotledger",
    platform="lotledger",
    words=(
        "client",
        "name",
        *("line1", "line2", "line3", "line4"),
        *("postcode", "city", "country"),
        *("vat_id", "email", "contact", "buyer_reference"),
        *("iban", "bic"),
    ),
    required=2,
)
