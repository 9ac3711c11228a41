"""A pack of a small log that is made up here: a sale, three lots, an invoice."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import redirect_stdout
from dataclasses import replace
from io import StringIO
from pathlib import Path

from ledger.proof.census import Census, CensusRow
from ledger.proof.note import sign_note
from ledger.proof.note_keys import SigningKey
from ledger.proof.tree import inclusion_proof, leaf_hashes, parents, root_of
from presenters.pack import verify
from presenters.pack.building import VERIFIER, PackContents, PackSubject, pack_files
from presenters.pack.verify import scope

ORIGIN = "example.com/house"
KEY = SigningKey(ORIGIN, bytes(range(32)))
GO = shutil.which("go") and (
    Path("/usr/share/gocode/src/golang.org/x/mod/sumdb").is_dir() or None
)
OTHER_KEY = SigningKey(ORIGIN, bytes(range(1, 33)))
LEDGER = "2a9b6c1e-5d0f-5c3b-9f58-0c7c2f6f2512"
STREAMS = (
    "ledger sale:MAY26 client:C-1 lot:MAY26/1 lot:MAY26/2 lot:MAY26/14 lot:MAY26/2 "
    "lot:MAY26/14 lot:MAY26/14 client:C-1 lot:MAY26/14 invoice:HA-2026-00001 "
    "lot:MAY26/14 sale:MAY26 lot:JUN26/1 lot:MAY26/1 invoice:HA-2026-00001"
).split()


def made_up_log(streams=STREAMS, key=KEY, *, changed=()):
    """Return the entries of a log, by position; some say something else."""
    entries, versions = {}, {}
    for position, stream in enumerate(streams, 1):
        version = versions[stream] = versions.get(stream, 0) + 1
        kind, body = "bid-placed/1", {"maximum": 100 * position}
        if stream == "ledger":
            kind, body = "signing-key-adopted/1", {"key": key.verifier.text}
        if position in changed:
            body = {"maximum": 9_999}
        entry = {
            "entry": 2,
            "stream": stream,
            "version": version,
            "type": kind,
            "ledger": LEDGER,
            "recorded_at": f"2026-05-{position:02}T10:00:00Z",
            "actor": "Sue",
            "role": "clerk",
            "body": body,
        }
        entries[position] = json.dumps(entry, separators=(",", ":")).encode()
    return entries


class Tree:
    """The tree of entries in memory."""

    def __init__(self, entries):
        self.levels = [leaf_hashes(entries.values())]
        while len(self.levels[-1]) > 1:
            self.levels.append(parents(self.levels[-1]))
        self.size = len(entries)

    def subtree(self, level, index):
        return self.levels[level][index]

    @property
    def root(self):
        return root_of(self, self.size)

    def proof(self, position):
        return inclusion_proof(self, position - 1, self.size)


def census_of(entries, tree):
    rows = {}
    for position, content in entries.items():
        stream = json.loads(content)["stream"]
        events = rows[stream].events if stream in rows else 0
        rows[stream] = CensusRow(stream, events + 1, position)
    return Census(rows.values(), size=tree.size, root=tree.root)


def contents_of(kind, name, *, entries=None, key=KEY, beside=(), **more):
    """Gather what a pack of a subject holds: what must be whole, and more of it."""
    entries = made_up_log() if entries is None else entries
    tree = Tree(entries)
    parts = scope(kind, name)
    chosen = {
        position: content
        for position, content in entries.items()
        if position in beside
        or any(part.has(json.loads(content)["stream"]) for part in parts)
    }
    contents = PackContents(
        subject=PackSubject(kind, name),
        origin=ORIGIN,
        census=census_of(entries, tree),
        entries=chosen,
        proof_of=tree.proof,
        sentences={position: f"Sentence {position}." for position in chosen},
        papers=[b"%PDF-1.7 made up"],
        sign=None if key is None else lambda text: sign_note(text, [key]).data,
        keys=[] if key is None else [key.verifier.text],
    )
    return replace(contents, **more)


def pack_of(kind="lot", name="MAY26/14", **more):
    """Return the files of a pack."""
    return pack_files(contents_of(kind, name, **more))


def judged_by_a_stranger(place, *options, folder):
    """Judge a pack by its own verifier alone, in a process that has nothing of ours."""
    verifier = folder / "verify.py"
    verifier.write_bytes(VERIFIER)
    ran = subprocess.run(  # noqa: S603 (a program of ours, and its file)
        [sys.executable, "-I", verifier, place, *options],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert not ran.stderr, ran.stderr
    return ran.returncode, ran.stdout


def judged(place, *options):
    """Judge a pack in this process, where a fault is a traceback."""
    answer = StringIO()
    with redirect_stdout(answer):
        code = verify.main([str(place), "--json", *options])
    told = answer.getvalue()
    return code, json.loads(told) if told[:1] == "{" else told


def public_commands(page):
    """Return the commands that a page of a pack says one can type."""
    found = re.findall(r'(?s)<pre class="run">(.*?)</pre>', page)
    return [html.unescape(each) for each in found]


def typed(commands, folder, vkey=KEY.verifier.text):
    """Type commands in the folder of a pack; return how they ended, and said."""
    ran = subprocess.run(  # noqa: S603 (the commands of the page)
        ["bash", "-c", commands],  # noqa: S607 (whichever bash there is)
        cwd=folder,
        env={**os.environ, "VKEY": vkey, "GOFLAGS": "", "GOCACHE": str(folder / "go")},
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.returncode, ran.stdout + ran.stderr
