"""Terms files thrown by dice: every key, left out or written, in bounds and beyond.

The sale is the one of ``tests.random_sale``: lots 1 to 9 in the room, 11 to 19 by the
clock, on 20 May 2026.
"""

from __future__ import annotations

from random import Random

CHANNELS = ("floor", "phone", "mail", "fax", "internet", "live")
LADDERS = (
    [{"from": "0", "step": "10"}],
    [{"from": "0", "step": "0.01"}],
    [{"from": "0", "step": "50"}, {"from": "205", "step": "10"}],
    [{"from": "0", "step": "5"}, {"from": "100", "percent": "10%"}],
    [{"from": "0", "percent": "0.1%"}],
    [{"from": "0", "percent": "100%", "step": "7"}],
    [{"from": "0", "values": ["20", "50", "80"], "each": "100"}],
    [{"from": "0", "step": "1"}, {"from": "50", "values": ["3"], "each": "7.50"}],
    [{"from": "0", "step": "9,999,999"}],
)


def throw_terms_file(dice: Random) -> str:
    """Write a terms file that may be sound."""
    lines = [
        'sale = "DICE26"',
        'title = "Dice"',
        'house = "The house of dice"',
        'zone = "UTC"',
        'currency = "USD"',
        *_bidding(dice),
        *_premium(dice),
        *_room(dice),
        *_floor(dice),
        *_timed(dice),
    ]
    return "\n".join(lines) + "\n"


def _keys(dice: Random, **choices: tuple[str, ...]) -> list[str]:
    """Write some of the keys, each with one of its values; the others are left out."""
    return [
        f"{key} = {dice.choice(values)}"
        for key, values in choices.items()
        if dice.random() < 0.6
    ]


def _words(*words: str) -> tuple[str, ...]:
    return tuple(f'"{word}"' for word in words)


FLAG = ("true", "false")


def _bidding(dice: Random) -> list[str]:
    off = {
        channel: dice.choice(("accept", "refuse", "nearest", "down", "half"))
        for channel in dice.sample(CHANNELS, dice.randrange(4))
    }
    rules = ", ".join(f'{channel} = "{rule}"' for channel, rule in off.items())
    lines = [
        "[bidding]",
        *_keys(
            dice,
            basis=_words("add", "grid", "walk"),
            ties=_words("earliest", "automatic", "re-offer"),
            reserve=_words("jump", "counter", "passive", "full"),
            self_raise=_words("tie-only", "round", "round-half", "recompute"),
            whole_units=FLAG,
            lowering=FLAG,
            break_ties=FLAG,
            retractable=FLAG,
            retraction=_words("reopen", "promote-next", "strike-one"),
            openings=_words("none", "winner-and-underbidder", "all"),
            off_increment=(f"{{ {rules} }}",),
        ),
    ]
    for row in dice.choice(LADDERS):
        lines.append("[[bidding.increments]]")
        for key, value in row.items():
            text = "".join(f'"{each}", ' for each in value)
            lines.append(
                f"{key} = [{text}]" if isinstance(value, list) else f'{key} = "{value}"'
            )
    return lines


def _premium(dice: Random) -> list[str]:
    lines = ["[premium]", *_keys(dice, minimum=_words("0", "49"), flat=_words("2.50"))]
    if dice.random() < 0.5:
        lines += ["[[premium.bands]]", 'up_to = "150"', 'rate = "25%"']
    lines += ["[[premium.bands]]", f'rate = "{dice.choice(["0%", "20%", "100%"])}"']
    if dice.random() < 0.3:
        lines += ["[premium.channel.live]", 'surcharge = "3%"']
    if dice.random() < 0.3:
        lines += ["[premium.class.priority]", 'flat = "1"']
        lines += ["[premium.earned]", 'class = "priority"', 'channels = ["mail"]']
        lines += ['share = "50%"', 'ahead = "1 hour"']
    return lines


def _room(dice: Random) -> list[str]:
    return [
        "[room]",
        *_keys(
            dice,
            opening_from=_words("0%", "25%", "60%"),
            opening_to=_words("25%", "60%", "100%"),
            grace=_words("3 seconds", "5 minutes"),
            cut_bids_per_bidder=("0", "1", '"unlimited"'),
            proxy_wins_ties=FLAG,
            house_bids=FLAG,
            next_ask=_words("add", "rung"),
            grace_channels=('["live"]', '["floor", "phone", "live"]'),
        ),
    ]


def _floor(dice: Random) -> list[str]:
    return [
        "[[sessions]]",
        "number = 1",
        'name = "Room"',
        'lots = "1-9"',
        'kind = "floor"',
        'starts = "2026-05-20 12:10"',
        *_channels(dice),
        *_keys(
            dice,
            proxies_end=_words(
                "10 minutes before", "2026-05-20 12:10", "3 hours before"
            ),
            live_proxies_from=_words("2026-05-20 09:00", "1 minute before"),
        ),
    ]


def _timed(dice: Random) -> list[str]:
    lines = [
        "[[sessions]]",
        "number = 2",
        'name = "Clock"',
        'lots = "11-19"',
        'kind = "timed"',
        'starts = "2026-05-20 09:00"',
        *_channels(dice),
        'closes = "2026-05-20 12:00"',
        *_keys(dice, stagger=_words("0 seconds", "1 minute", "0.5 seconds")),
    ]
    if dice.random() < 0.3:
        return lines
    spans = _words("1 second", "1 minute", "5 minutes", "24 hours")
    return [
        *lines,
        "[sessions.soft_close]",
        f"window = {dice.choice(spans)}",
        f"length = {dice.choice(spans)}",
        *_keys(
            dice,
            mode=_words("reset", "add"),
            scope=_words("lot", "group", "session"),
            group_size=("1", "2", "99"),
            trigger=_words("accepted", "lead-change", "price-change"),
            eligibility=_words("all", "prior-bidders"),
            unopened=_words("close", "stay-open"),
            sole_bidder_wins=FLAG,
            after_close=_words("1 second", "5 minutes"),
            extensions_max=("1", "3"),
            hard_stop=_words("2026-05-20 12:20", "2026-05-20 12:00:01"),
            unopened_until=_words("2026-05-20 12:05", "2026-05-21 12:00"),
        ),
    ]


def _channels(dice: Random) -> list[str]:
    taken = dice.sample(CHANNELS, dice.randrange(1, 7))
    if dice.random() < 0.6:
        taken = list(CHANNELS)
    return [f"channels = [{', '.join(_words(*taken))}]"]
