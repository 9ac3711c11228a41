"""Write the description: what each chapter says of a ledger."""

from __future__ import annotations

from presenters.procedures.document import Chapter, Document, Language, Part
from presenters.procedures.labels import LABELS
from presenters.procedures.prose import LIMITS, MORE_LIMITS
from presenters.procedures.shape import CountShape, ProceduresShape
from presenters.procedures.system import file_part, tree_parts
from presenters.times import utc_time


def procedures_document(kept: ProceduresShape, lang: str) -> Document:
    """Write how a ledger is kept in a language: the same facts, the same words."""
    say = Language(lang)
    houses = dict.fromkeys(sale.house for sale in kept.recorded_sales)
    last = kept.made.last_at
    chapters = (_general, _users, _technical, _operations, _limits, _by_hand)
    return Document(
        lang=lang,
        title=say("title"),
        subtitle=say("subtitle"),
        house=", ".join(houses),
        mark=say("mark") if kept.times == "rehearsal" else None,
        page=say("page"),
        of=say("of"),
        subject=(
            (say("ledger"), kept.ledger),
            (say("as-of"), say.number(kept.as_of_position)),
            (say("root"), kept.tree.root or say("none")),
            (say("last-entry"), say("none") if last is None else utc_time(last)),
            (say("described-by"), f"lotledger {kept.described_by}"),
        ),
        intro=say.tell("intro"),
        chapters=tuple(chapter(kept, say) for chapter in chapters),
    )


def _general(kept: ProceduresShape, say: Language) -> Chapter:
    rows = [
        (
            sale.sale,
            sale.title,
            sale.house,
            sale.currency,
            sale.zone,
            sale.jurisdiction or say("none"),
            say.whether(sale.closed),
        )
        for sale in kept.recorded_sales
    ]
    heads = ("sale", "name", "house", "currency", "zone", "jurisdiction", "closed")
    times = [(say("times"), say(kept.times))]
    if kept.live_since is not None:
        times.append((say("live-since"), utc_time(kept.live_since)))
    times.append((say("told-positions"), say.number(kept.told_positions)))
    if kept.claim_minutes is not None:
        minutes = say("minutes", say.number(kept.claim_minutes))
        times.append((say("claims"), minutes))
    return Chapter(
        title=say("general"),
        parts=(
            Part(title="", paragraphs=(say.tell("general"),)),
            Part(title=say("sales"), table=say.table(heads, rows)),
            Part(
                title=say("clock"), paragraphs=(say.tell("clock"),), facts=tuple(times)
            ),
        ),
    )


def _users(kept: ProceduresShape, say: Language) -> Chapter:
    series = [
        (each.series, say.number(each.drawn), each.last_number)
        for each in kept.number_series
    ]
    made = (say.tell("entry-made"), say.tell("manual"))
    return Chapter(
        title=say("users"),
        parts=(
            Part(title=say("entry-made"), paragraphs=made),
            _people(kept, say),
            Part(title=say("corrections"), paragraphs=(say.tell("corrections"),)),
            _rules(kept, say),
            _taxes(kept, say),
            Part(
                title=say("series"),
                paragraphs=(say.tell("series"),),
                table=say.table(("number-series", "drawn", "last-number"), series),
            ),
        ),
    )


def _rules(kept: ProceduresShape, say: Language) -> Part:
    rows = [
        (
            sale.sale,
            say(each.kind),
            say.number(each.version),
            say.number(each.position),
            say.whether(each.in_force),
            each.sha256,
        )
        for sale in kept.recorded_sales
        for each in sale.rules
    ]
    heads = ("sale", "kind", "version", "position", "in-force", "sha256")
    return Part(
        title=say("rules"),
        paragraphs=(say.tell("rules"),),
        table=say.table(heads, rows),
    )


def _taxes(kept: ProceduresShape, say: Language) -> Part:
    rows = [
        (
            table.jurisdiction,
            say.number(table.rates),
            say.number(table.position),
            table.source,
        )
        for table in kept.tax_tables
    ]
    heads = ("jurisdiction", "rates", "position", "source")
    return Part(title=say("taxes"), table=say.table(heads, rows))


def _people(kept: ProceduresShape, say: Language) -> Part:
    made = kept.made
    first = say("none") if made.first_at is None else utc_time(made.first_at)
    return Part(
        title=say("people"),
        facts=(
            (say("first-entry"), first),
            (say("entries"), say.number(made.entry_count)),
            (say("actors"), say.number(made.actors)),
            (say("known-by"), _counts(made.known_by, say, told="told-name")),
            (say("role"), _counts(made.roles, say)),
            (say("way"), _counts(made.ways, say)),
            (say("other-login"), say.number(made.other_login)),
            (say("second-person"), say.number(made.second_person)),
            (say("reasons"), say.number(made.reasons)),
            (say("evidence"), say.number(made.naming_evidence)),
            (say("claimed"), say.number(made.claiming_times)),
        ),
    )


def _counts(counts: tuple[CountShape, ...], say: Language, **names: str) -> str:
    """Write counts of kinds: ``clerk 27, bidder 3``."""
    written = []
    for count in counts:
        key = "unsaid" if count.value is None else names.get(count.value, count.value)
        word = say(key) if key in LABELS else key
        written.append(f"{word} {say.number(count.entry_count)}")
    return ", ".join(written) or say("none")


def _technical(kept: ProceduresShape, say: Language) -> Chapter:
    programs = [
        (
            f"lotledger {each.program}",
            say.number(each.position),
            utc_time(each.recorded_at),
        )
        for each in kept.programs
    ]
    heads = ("program", "from-position", "recorded-at")
    return Chapter(
        title=say("technical"),
        parts=(
            Part(title=say("programs"), table=say.table(heads, programs)),
            file_part(kept.database_file, say),
            *tree_parts(kept.tree, say),
            Part(title=say("export"), paragraphs=(say.tell("export"),)),
        ),
    )


def _operations(kept: ProceduresShape, say: Language) -> Chapter:
    holds = [
        (
            hold.hold,
            ", ".join((*hold.clients, *hold.covered_sales)),
            say.whether(hold.lifted),
        )
        for hold in kept.holds
    ]
    heads = ("hold", "covers", "lifted")
    return Chapter(
        title=say("operations"),
        parts=(
            Part(title=say("safekeeping"), paragraphs=(say.tell("safekeeping"),)),
            _clock_corrections(kept, say),
            _retention(kept, say),
            Part(title=say("holds"), table=say.table(heads, holds)),
            Part(title=say("controls"), paragraphs=(say.tell("controls"),)),
        ),
    )


def _clock_corrections(kept: ProceduresShape, say: Language) -> Part:
    rows = [
        (
            say.number(each.position),
            utc_time(each.recorded_at),
            each.actor,
            each.reason or say("none"),
        )
        for each in kept.clock_corrections
    ]
    heads = ("position", "recorded-at", "actor", "reason")
    return Part(title=say("clock-corrections"), table=say.table(heads, rows))


def _retention(kept: ProceduresShape, say: Language) -> Part:
    rows = [
        (
            sale.sale,
            say(f"records-{rule.records}"),
            say.number(rule.years),
            say.whether(rule.from_year_end),
            f"{rule.jurisdiction}, {rule.source}",
        )
        for sale in kept.recorded_sales
        for rule in sale.retention
    ]
    heads = ("sale", "records", "years", "from-year-end", "source")
    return Part(
        title=say("retention"),
        paragraphs=(say.tell("retention"),),
        table=say.table(heads, rows),
    )


def _limits(_: ProceduresShape, say: Language) -> Chapter:
    points = tuple(map(say.pick, LIMITS))
    more = (say.pick(MORE_LIMITS),)
    parts = (Part(title="", points=points), Part(title="", paragraphs=more))
    return Chapter(title=say("limits"), parts=parts)


def _by_hand(_: ProceduresShape, say: Language) -> Chapter:
    blanks = tuple(say(key) for key in LABELS if key.startswith("blank-"))
    return Chapter(title=say("by-hand"), parts=(Part(title="", blanks=blanks),))
