"""The indicators: what each looks for, how it counts, where it comes from.

None of them proves anything. Of the auctions of a platform whose accounts were known,
0.3 % had obvious shills, most of which fitted no published pattern (D. Herzog, WWZ
Discussion Paper 2014/03): so each also says what else it may be.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """A pattern that reviewers look for."""

    code: str
    """The name for scripts and reviews; it stays."""
    looks_for: str
    """The pattern, in a sentence."""
    counts: str
    """How its points are worked out."""
    source: str
    """The paper, the law or the practice that names it."""
    or_else: str
    """What it may be just as well."""


RULES_OF_PLATFORMS = "Rules of an auction platform against fraud (wpdoc.webkul.com)"
BID_RIGGING = (
    "OECD, Guidelines for Fighting Bid Rigging in Public Procurement; guide.iacrc.org"
)

OWN_LOT = Indicator(
    code="own-lot",
    looks_for="A consignor, or an owner, bid on a lot of their own.",
    counts="100 points, since it is a fact and no likeness; a bid counts half where it "
    "was announced before that sellers may bid.",
    source="UCC 2-328(4); Sale of Goods Act 1979 s 57(4), (5); 16 TAC 67.70",
    or_else="The right to bid was announced and not recorded, or the lot bought back.",
)
SHILL_SCORE = Indicator(
    code="shill-score",
    looks_for="A bidder keeps to one seller, bids often, fast, early and by little, "
    "and hardly ever wins.",
    counts="The weighted mean of six ratings, alpha to zeta.",
    source="J. Trevathan and W. Read, Detecting Shill Bidding in Online English "
    "Auctions (2009); during a sale: N. Majadi, J. Trevathan and H. Gray, JTAER 13(3) "
    "(2018), doi 10.4067/S0718-18762018000300103",
    or_else="A keen collector of what this seller sells, with too small a purse.",
)
SHILLS_TOGETHER = Indicator(
    code="shills-together",
    looks_for="Two bidders share the bids, or the lots, of what would be one shill.",
    counts="The shill score of the two as one, where it is above that of each.",
    source="J. Trevathan and W. Read, Investigating Shill Bidding Behaviour Involving "
    "Colluding Bidders, Journal of Computers 2(10) (2007)",
    or_else="Two dealers in the same field, who lose to the same buyer.",
)
SELLERS_TOGETHER = Indicator(
    code="sellers-together",
    looks_for="One bidder does for two sellers what a shill does for one.",
    counts="The shill score on the lots of both sellers, where it is above that on the "
    "lots of each.",
    source="J. Trevathan, C. Aitkenhead, N. Majadi and W. Read, Detecting Multiple "
    "Seller Collusive Shill Bidding, arXiv:1812.10868 (2018)",
    or_else="Both sellers sell the same kind of thing.",
)
PROFILE = Indicator(
    code="profile",
    looks_for="A bidder's habits are those of the labelled shills of a public data "
    "set.",
    counts="The mean of eight features, of equal weight.",
    source="A. Alzahrani and S. Sadaoui, arXiv:1806.00656 (2018); UCI Shill Bidding "
    "Dataset",
    or_else="The data set was labelled by its authors, from one product on one site.",
)
DISCOVER_AND_STOP = Indicator(
    code="discover-and-stop",
    looks_for="A bidder bids again and again below another's maximum, until it is "
    "found, and bids no more.",
    counts="The lots on which that was done, of those lost and one more.",
    source="J. Engelberg and J. Williams, eBay's Proxy Bidding: A License to Shill "
    "(2006), who estimate 1.39 % of bids",
    or_else="Somebody who raises step by step up to a limit of their own.",
)
BID_SHIELDING = Indicator(
    code="bid-shielding",
    looks_for="A high bid was taken back, or not honoured, and a lower bidder whom it "
    "had shielded got the lot.",
    counts="The lots on which that came about: one is worth 50 points, three 75.",
    source="Buy-side shielding, as platforms report it (GoDaddy Auctions; domain.news)",
    or_else="A slip of the finger, or a buyer who could not pay.",
)
UNPAID_PURCHASES = Indicator(
    code="unpaid-purchases",
    looks_for="A bidder wins and does not pay.",
    counts="The purchases called off or overdue, of all purchases and one more.",
    source=RULES_OF_PLATFORMS,
    or_else="A dispute about the goods, or a bank that is slow.",
)
BID_BURSTS = Indicator(
    code="bid-bursts",
    looks_for="More bids of one bidder on one lot within a minute than a person types, "
    "calls in the room apart.",
    counts="The most bids within a minute: five are worth 50 points, ten 67.",
    source=RULES_OF_PLATFORMS,
    or_else="A program that bids for them, or a page that is slow to answer.",
)
NEW_HIGH_BIDDER = Indicator(
    code="new-high-bidder",
    looks_for="A client enrolled within a day bids twice the estimate, or twice what "
    "stands where there is none.",
    counts="Such lots: one is worth 50 points, three 75.",
    source=RULES_OF_PLATFORMS,
    or_else="Somebody came for this one lot.",
)
SAME_HANDS = Indicator(
    code="same-hands",
    looks_for="Two bidders' own bids were entered by the same person, as a bidder.",
    counts="100 points: it is a fact of the record, and no likeness.",
    source=f"{RULES_OF_PLATFORMS}, there by the same address in the network",
    or_else="A couple, or somebody who bids for a firm and for themselves.",
)
SHARED_IDENTITY = Indicator(
    code="shared-identity",
    looks_for="Two clients, or a bidder and a consignor, show one VAT number, tax "
    "number or certificate.",
    counts="100 points: it is a fact of the record, and no likeness.",
    source=f"{BID_RIGGING}, on shared addresses and telephones",
    or_else="Two branches of one firm.",
)
WINNERS_IN_TURN = Indicator(
    code="winners-in-turn",
    looks_for="Two bidders meet again and again, and win in turn.",
    counts="Twice the wins of the one who wins less, of the lots both bid on and one "
    "more.",
    source=f"{BID_RIGGING}, on bid rotation",
    or_else="Two dealers of like means.",
)
COVER_BIDS = Indicator(
    code="cover-bids",
    looks_for="A bidder is always second to the same buyer, and never wins against "
    "them.",
    counts="The lots on which the one was second to the other, of those both bid on "
    "and one more.",
    source=f"{BID_RIGGING}, on cover bidding",
    or_else="One of two is simply richer.",
)
BIDS_WITHHELD = Indicator(
    code="bids-withheld",
    looks_for="Two bidders who each bid on many lots of a category keep out of each "
    "other's way.",
    counts="100, less twice the chance in percent that they meet so seldom, or more so "
    "(hypergeometric).",
    source=f"{BID_RIGGING}, on bid suppression",
    or_else="They look for different things in one category.",
)

INDICATORS = (
    OWN_LOT,
    SHILL_SCORE,
    SHILLS_TOGETHER,
    SELLERS_TOGETHER,
    PROFILE,
    DISCOVER_AND_STOP,
    BID_SHIELDING,
    UNPAID_PURCHASES,
    BID_BURSTS,
    NEW_HIGH_BIDDER,
    SAME_HANDS,
    SHARED_IDENTITY,
    WINNERS_IN_TURN,
    COVER_BIDS,
    BIDS_WITHHELD,
)
"""Every indicator; of equal points, the earlier ones are told first."""
