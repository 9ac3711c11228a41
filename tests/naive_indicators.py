"""The indicators worked out a second time: slowly, in floats, one bid after another.

It shares nothing with the rules but the lots that it is given.
"""

from __future__ import annotations

from itertools import combinations


def shill_scores(lots, weights):
    """Return the shill score of each bidder and seller with two losses at least."""
    scores = {}
    for bidder in {bid.bidder for lot in lots for bid in lot.bids}:
        for seller in {lot.seller for lot in lots}:
            found = ratings({bidder}, [lot for lot in lots if lot.seller == seller])
            if found is not None:
                scores[bidder, seller] = weighed(found, weights)
    return scores


def weighed(found, weights):
    """Return the weighted mean of ratings."""
    return sum(r * w for r, w in zip(found, weights, strict=True)) / sum(weights)


def ratings(group, lots):
    """Return alpha to zeta of some bidders on lots; None of less than two losses."""
    with_bids = [lot for lot in lots if lot.bids]
    wins, losses = 0, []
    for lot in with_bids:
        names = [bid.bidder for bid in lot.bids]
        if not any(name in group for name in names):
            continue
        if lot.winner in group:
            wins += 1
        elif any(name not in group for name in names):
            losses.append(lot)
    if len(losses) < 2:
        return None
    means = [0.0, 0.0, 0.0, 0.0]
    for lot in losses:
        for place, rating in enumerate(on_lot(group, lot)):
            means[place] += rating / len(losses)
    beta, delta, epsilon, zeta = means
    gamma = max(0.0, 1 - (4 * wins + 1) / len(losses))
    return len(losses) / len(with_bids), beta, gamma, delta, epsilon, zeta


def on_lot(group, lot):
    """Return beta, delta, epsilon and zeta on a lot."""
    waits, steps, firsts = {}, {}, {}
    for place, bid in enumerate(lot.bids):
        who = "the group" if bid.bidder in group else bid.bidder
        before = lot.bids[place - 1].at if place else bid.at
        waits.setdefault(who, []).append(max(0.0, float(bid.at - before)))
        stood = bid.amount if bid.price is None else bid.price
        steps.setdefault(who, []).append(float(bid.amount - stood))
        firsts[who] = min(firsts.get(who, float(bid.at)), float(bid.at))
    own = len(waits["the group"])
    beta = min(1.0, own / (len(lot.bids) // 2))
    return (
        beta,
        nearness({who: sum(each) / len(each) for who, each in waits.items()}),
        nearness({who: sum(each) / len(each) for who, each in steps.items()}),
        nearness(firsts),
    )


def nearness(of):
    """Return 1 where the group has the least of all, and 0 where it has the most."""
    least, most = min(of.values()), max(of.values())
    if most - least < 1e-12:
        return 0.0
    return (most - of["the group"]) / (most - least)


def in_turn(lots):
    """Return the strength of each two that meet three times and both win."""
    found = {}
    names = sorted({bid.bidder for lot in lots for bid in lot.bids})
    for first, second in combinations(names, 2):
        both = [
            lot for lot in lots if {first, second} <= {bid.bidder for bid in lot.bids}
        ]
        one = len([lot for lot in both if lot.winner == first])
        other = len([lot for lot in both if lot.winner == second])
        if len(both) >= 3 and one and other:
            found[first, second] = 2 * min(one, other) / (len(both) + 1)
    return found


def covers(lots):
    """Return the strength of each two of whom one is second to the other."""
    found = {}
    names = sorted({bid.bidder for lot in lots for bid in lot.bids})
    for cover in names:
        for buyer in names:
            both = [
                lot
                for lot in lots
                if cover != buyer and {cover, buyer} <= {bid.bidder for bid in lot.bids}
            ]
            if any(lot.winner == cover for lot in both):
                continue
            shown = [
                lot for lot in both if lot.winner == buyer and second(lot) == cover
            ]
            if len(shown) >= 3:
                found[cover, buyer] = len(shown) / (len(both) + 1)
    return found


def second(lot):
    """Return who bid most but for the winner; of equal bids, the first bidder."""
    best, who = -1, None
    order = []
    for bid in lot.bids:
        if bid.bidder not in order and bid.bidder != lot.winner:
            order.append(bid.bidder)
    for name in order:
        most = max(bid.amount for bid in lot.bids if bid.bidder == name)
        if most > best:
            best, who = most, name
    return who


def probes(lots):
    """Return the share of lots lost on which each bidder felt for a maximum."""
    found = {}
    for name in sorted({bid.bidder for lot in lots for bid in lot.bids}):
        lost = hits = 0
        for lot in lots:
            own = [bid for bid in lot.bids if bid.bidder == name]
            others = [bid for bid in lot.bids if bid.bidder != name]
            if own and others and lot.winner != name:
                lost += 1
                hits += felt(own)
        if hits:
            found[name] = hits / (lost + 1)
    return found


def felt(own):
    """Say whether a bidder's last bids on a lot found the leader's maximum."""
    if not own[-1].discovers or len(own) < 2:
        return False
    return not own[-2].leads and own[-2].leader == own[-1].leader
