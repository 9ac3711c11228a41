"""The pages of answers: exit codes, and what each command says with ``--json``."""

from __future__ import annotations

import re
from functools import reduce
from json import dumps, loads
from operator import or_
from pkgutil import resolve_name
from types import UnionType
from typing import get_args

import click
from click.testing import CliRunner
from msgspec import ValidationError, convert

from commands.errors import Damaged, Refused
from commands.main import main
from presenters.shape import to_json
from projections.reports.books.registry import BOOKS
from tests.doc_sessions import CLERK
from tests.printed.commands import commands
from tests.printed.said import PRINTED, must_mean, table
from tests.printed.shapes import in_words, section, shapes_in, title

EXITS = (
    (0, "done", "The result is on standard output."),
    (Refused.exit_code, "refused", must_mean("pages", "refused")),
    (
        click.UsageError.exit_code,
        "wrong usage",
        "An option or argument is missing, unknown, or cannot be read.",
    ),
    (
        Damaged.exit_code,
        "damaged",
        must_mean("pages", "damaged"),
    ),
)


def exit_page():
    """Print what a script may rely on when a command ends."""
    return [
        "# Exit codes",
        PRINTED,
        table("code", "meaning", "", rows=EXITS),
        must_mean("pages", "exits"),
    ]


BEFORE = (
    "client limit C-203 25,000 --at 2026-05-21T09:00Z",
    "client certificate C-203 US-TX 1-23-45 --from 2026-01-01 --at 2026-05-21T09:00Z",
    "dispute open SPRING-2026/1 --bid 1#1 --question Why? --at 2026-05-21T10:00Z",
    "dispute file-replay SPRING-2026/D1 --at 2026-05-21T10:05Z",
    "dispute find SPRING-2026/D1 --ruling settled --finding So --at 2026-05-21T11:00Z",
    "dispute sign-off SPRING-2026/D1 --actor Ann --at 2026-05-21T11:05Z",
    "sale settlement SPRING-2026 settlement.toml --at 2026-05-21T12:00Z",
    "tax import rates.csv --at 2026-05-21T12:01Z",
    "settle SPRING-2026 --at 2026-05-21T12:02Z",
    "pay receive HD-2026-00001 500 --method check --at 2026-05-22T12:00Z",
    "statement issue SPRING-2026 --at 2026-05-21T12:03Z",
    "payout SPRING-2026 C-301 --method wire --at 2026-07-06T09:00Z",
    "funds deposit SPRING-2026 C-203 500 --method wire --at 2026-07-06T09:00Z",
    "bank begin OPERATING 1,000 --at 2026-07-06T09:00Z",
    "bank book OPERATING charge 25 --at 2026-07-06T09:00Z",
    (
        "bank remit OPERATING tax US-TX 10 --from 2026-05-01 --to 2026-05-31 "
        "--at 2026-07-06T09:00Z"
    ),
    "hold place MATTER-7 --client C-202 --reason claim --at 2026-07-06T09:00Z",
    "tax import british.csv --at 2026-07-06T09:00Z",
    (
        "tax purchase GB reverse-charge 1,000 --rate 20 --on 2026-07-06 "
        "--at 2026-07-06T09:00Z"
    ),
    "tax margin GB --from 2026-05-01 --to 2026-06-30 --at 2026-07-06T09:00Z",
    "bank statement OPERATING 1,465 --on 2026-07-06 --at 2026-07-07T09:00Z",
    "user add u-anna --at 2026-07-07T09:00Z",
)
HISTORY = "lot,bidder,maximum,at,price\nA-1,ann,55,1,56\nA-1,bob,60,2,56\n"
SETTLEMENT = """\
prefix = "HD"
[tax]
place = "US-TX"
[consignors]
withhold = false
[[consignors.bands]]
rate = "10%"
"""
RATES = """\
jurisdiction,name,rate,on,valid_from,valid_until
US-TX,Sales tax,8.25%,hammer premium fees shipping,2020-01-01,
"""
BRITISH = """\
jurisdiction,name,rate,on,valid_from,valid_until
GB,VAT,20%,hammer premium fees shipping,2020-01-01,
"""
BANK = """\
Date,Amount,Text,Ref
2026-05-26,650.16,HD-2026-00001,W-881
2026-05-27,500,HD-2026-00001,W-882
"""
FILES = {
    "history.csv": HISTORY,
    "settlement.toml": SETTLEMENT,
    "rates.csv": RATES,
    "british.csv": BRITISH,
    "bank.csv": BANK,
}

ASKED = {
    "terms check": "terms.toml",
    "terms presets": "",
    "terms premium": "terms.toml 850",
    "terms increments": "terms.toml --from 100 --to 120",
    "sale show": "SPRING-2026",
    "client show": "C-203",
    "bids list": "SPRING-2026/1",
    "lot show": "SPRING-2026/1",
    "lot unseal": "SPRING-2026/1 --bid 1#1 --authorised-by Ned --reason ordered "
    "--dry-run --at 2026-07-08T09:00Z",
    "lots": "SPRING-2026",
    "results": "SPRING-2026",
    "live next": "SPRING-2026",
    "pay list": "SPRING-2026",
    "pay import": "bank.csv --day Date --amount Amount --text Text --reference Ref "
    "--dry-run --at 2026-05-28T09:00-05:00",
    "replay lot": "SPRING-2026/1",
    "replay sale": "SPRING-2026",
    "replay csv": "history.csv --terms ebay-2003 --lot lot --bidder bidder "
    "--maximum maximum --at at --price price",
    "invoice list": "SPRING-2026",
    "invoice show": "HD-2026-00001",
    "audit history": "SPRING-2026/1 --filter kind:bid-placed --printed-by Ann "
    "--printed-at 2026-07-31T09:00Z",
    "audit verify": "",
    "audit procedures": "",
    "audit meetings": "SPRING-2026 --printed-by Ann --printed-at 2026-07-31T09:00Z",
    "audit indicators": "SPRING-2026 --at-least 0 --printed-by Ann "
    "--printed-at 2026-07-31T09:00Z",
    "audit fairness": "SPRING-2026 --printed-by Ann --printed-at 2026-07-31T09:00Z",
    "audit envelopes": (
        "SPRING-2026/1 --printed-by Ann --printed-at 2026-07-31T09:00Z "
        "--columns position,what,bid,paddle,state,maximum,event,price,verdict,shut"
    ),
    "audit seals": "SPRING-2026 --printed-by Ann --printed-at 2026-07-31T09:00Z",
    "register sheet": "SPRING-2026 --printed-by Ann --printed-at 2026-07-31T09:00Z",
    "report": "trial-balance SPRING-2026 --printed-by Ann "
    "--printed-at 2026-07-31T09:00Z",
    "funds list": "",
    "bank list": "",
    "hold list": "",
    "retention due": "--on 2026-07-06",
    "client erase": "C-203 --basis letter-14 --approved-by Ann --dry-run "
    "--at 2026-07-08T09:00Z",
    "tax own": "GB",
    "tax rates": "US-TX",
    "statement list": "SPRING-2026",
    "statement show": "HD-2026-S00001",
    "dispute show": "SPRING-2026/D1",
    "dispute list": "SPRING-2026",
    "views status": "",
    "ledger show": "",
    "period show": "",
    "views check": "",
    "user list": "",
    "role list": "",
}
"""What each command that reads is asked."""

OF_ITS_OWN = (
    *("key new", "key rotate", "key show", "audit checkpoint", "backup"),
    *("copy", "season close"),
    *("audit prove", "audit check", "audit tiles", "audit consistency", "audit heads"),
    *("audit cosign", "audit timestamp", "audit pack", "audit census", "audit redeem"),
    *("vault new", "vault backup", "client export", "client person"),
    *("user key", "user show", "approve", "token new", "token list", "user oidc"),
    *("user failed-sign-ins", "audit ask-witness"),
    *("webhook add", "webhook list"),
    "client invite",
)
"""What answers with keys, names and sizes that each ledger has of its own."""

LEDGER = "5f2c1c1e-8c6b-4d7e-9f0a-3b9a54d2c6f1"
NAME = f"lotledger-rehearsal/{LEDGER}"
DERIVED_NAME = re.compile(r"lotledger-rehearsal/[0-9a-f-]{36}(?:\+[0-9a-f]{8}\+\S+)?")
"""The name of a log by its ledger's id, and the key that is derived from both."""
COMMITMENT = "e812ecf06208c3764f9a7a62490d5e53f60af015a5ad9eea8a41a20fe7de7b6e"
ROOT_OF_TREE = "U6yBiPZpExYDlZnx2dVYl0pH/W33y60qJ197pVNm6uM="

ALSO_ASKED = {
    "replay lot": ("SPRING-2026/1 --step", "SPRING-2026/1 --without 1#1"),
    "replay sale": ("SPRING-2026 --without-bidder 102",),
    "report": tuple(f"{report} SPRING-2026" for report in BOOKS),
}
"""What else they are asked, so that each shape of an answer is met."""


def answers_page(folder):
    """Print the answers of every command that reads, and what their keys mean."""
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    for typed in BEFORE:
        _typed(folder, typed)
    told, declared = [], {}
    for name, asked in ASKED.items():
        typed = f"{name} {asked}".strip() + " --json"
        answer = loads(_typed(folder, typed).replace(f"{folder}/", ""))
        shape = shape_of(name)
        must_be_of(shape, answer)
        for line in ALSO_ASKED.get(name, ()):
            must_be_of(shape, loads(_typed(folder, f"{name} {line} --json")))
        declared |= dict.fromkeys(shapes_in(shape))
        shown = dumps(_shortened(answer), ensure_ascii=False, indent=2)
        told.append(
            f"## lotledger {name}\n\nPrints {in_words(shape)}.\n\n"
            f"`lotledger {typed}`\n\n```json\n{shown}\n```"
        )
    for name in OF_ITS_OWN:
        shape = shape_of(name)
        declared |= dict.fromkeys(shapes_in(shape))
        told.append(f"## lotledger {name}\n\nPrints {in_words(shape)}.")
    sections = [section(shape) for shape in sorted(declared, key=title)]
    told += ["## Shapes", must_mean("pages", "shapes"), *sections]
    return ["# JSON", PRINTED, must_mean("pages", "json"), *told]


def json_options():
    """Return the option ``--json`` of each command that has it, by its name."""
    return {
        " ".join(path[1:]): param
        for path, command in commands()
        for param in command.params
        if "--json" in param.opts
    }


def shape_of(name):
    """Return the shape that a command says it prints, or the union of them."""
    option = json_options()[name]
    shape = reduce(or_, map(resolve_name, option.shapes))
    return list[shape] if option.many else shape


def must_be_of(shape, answer):
    """See that an answer has every key of its shape, or of one of its shapes."""
    kinds = get_args(shape) if isinstance(shape, UnionType) else (shape,)
    assert any(_is_of(kind, answer) for kind in kinds), (shape, answer)


def _is_of(kind, answer):
    try:
        return loads(to_json(convert(answer, kind))) == answer
    except ValidationError:
        return False


def _typed(folder, typed):
    """Run a command on the ledger and the files of a folder."""
    words = [str(folder / w) if (folder / w).is_file() else w for w in typed.split()]
    ledger = ["--ledger", str(folder / "lotledger.db")]
    result = CliRunner(env=CLERK).invoke(main, [*ledger, *words])
    assert result.exit_code == 0, (typed, result.output, result.exception)
    return result.stdout


def _shortened(answer):
    if isinstance(answer, list):
        return [_shortened(one) for one in answer[:1]]
    if isinstance(answer, dict):
        kept = {key: _shortened(one) for key, one in answer.items()}
        # A ledger's own id is thrown when it is started, and is in all that it hashes.
        fixed = {"ledger": LEDGER, "root": ROOT_OF_TREE, "commitment": COMMITMENT}
        return kept | {key: fixed[key] for key in fixed if key in kept}
    if isinstance(answer, str):
        return DERIVED_NAME.sub(NAME, answer)
    return answer
