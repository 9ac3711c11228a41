"""The sentences of the description, in English and in German, by chapter."""

from __future__ import annotations

PROSE: dict[str, tuple[str, str]] = {
    "intro": (
        """This page says how the record of the sales is kept. Every figure in it was
        read from the ledger, at the position that it names; the same ledger is
        always described in the same words. What a ledger cannot know is left blank
        at the end, for the house to complete and sign. It has the parts that the
        German GoBD ask for (margin numbers 151 to 155), and serves 21 CFR 11.10 and
        other rules about electronic records as well.
        """,
        """Diese Seite beschreibt, wie die Aufzeichnungen über die Auktionen geführt
        werden. Jede Angabe wurde aus dem Datenbestand selbst gelesen, zu der
        genannten Position; derselbe Bestand wird immer mit denselben Worten
        beschrieben. Was ein Datenbestand nicht wissen kann, ist am Ende
        freigelassen; das Haus ergänzt und unterschreibt es. Die Gliederung folgt den
        GoBD, Rz. 151 bis 155.
        """,
    ),
    "general": (
        """The ledger records what was offered, who bid what, when and by which
        channel, what became of each lot, and what was invoiced, paid and paid out.
        Each fact is an entry in one log. Positions in it count from 1 without a gap.
        No entry is ever changed or deleted; what was wrong is put right by another
        entry.
        """,
        """Aufgezeichnet wird, was angeboten wurde, wer wann auf welchem Weg wie viel
        bot, was aus jedem Los wurde, und was berechnet, bezahlt und ausgezahlt
        wurde. Jeder Vorgang ist eine Aufzeichnung in einem einzigen Protokoll,
        lückenlos gezählt ab Position 1. Keine Aufzeichnung wird geändert oder
        gelöscht; Fehler werden durch eine weitere Aufzeichnung berichtigt (§ 146
        Abs. 4 AO, § 239 Abs. 3 HGB; GoBD Rz. 58, 59, 107 bis 112).
        """,
    ),
    "entry-made": (
        """Somebody types a command, or imports a file. The program checks it by the
        rules in force and records what follows from it, all of it or nothing, in one
        transaction. A bid that is refused is recorded too, with the reason. Each
        entry carries its position, who acted in which role and for whom, when, by
        which way it came, and the entry that it follows from. It is final as soon as
        it is recorded: there is no batch that can still be edited. A command that is
        repeated under the same key is recorded once.
        """,
        """Eine Person gibt einen Befehl ein oder importiert eine Datei. Das Programm
        prüft ihn nach den geltenden Regeln und zeichnet auf, was daraus folgt, ganz
        oder gar nicht, in einer Transaktion. Auch abgelehnte Gebote werden
        aufgezeichnet, mit Grund. Jede Aufzeichnung trägt ihre Position, wer in
        welcher Rolle und für wen handelte, wann, auf welchem Weg sie einging, und
        aus welcher anderen sie folgt. Sie ist mit dem Aufzeichnen festgeschrieben;
        einen änderbaren Stapel gibt es nicht. Ein unter demselben Schlüssel
        wiederholter Befehl wird einmal aufgezeichnet.
        """,
    ),
    "manual": (
        """The manual comes with the program: a tutorial, instructions for each task,
        and a reference of all commands, events and refusals, printed from the
        program itself. lotledger --help shows the commands of the version in use.
        """,
        """Das Handbuch gehört zum Programm: eine Einführung, Anleitungen für jede
        Aufgabe, und ein Nachschlagewerk aller Befehle, Ereignisse und Ablehnungen,
        das aus dem Programm selbst gedruckt wird. lotledger --help zeigt die Befehle
        der eingesetzten Version.
        """,
    ),
    "corrections": (
        """Corrections need a reason, and are entries of their own. Invoices and
        statements are never changed: they are credited and issued again. The history
        of a lot, client or document shows both, what it was and what it is:
        lotledger audit history. What was known at any position is shown again with
        --as-of.
        """,
        """Berichtigungen verlangen einen Grund und sind eigene Aufzeichnungen.
        Rechnungen und Abrechnungen werden nie geändert, sondern berichtigt und neu
        ausgestellt. Der Verlauf eines Loses, Kunden oder Belegs zeigt beides, was
        war und was ist: lotledger audit history. Was zu einer Position bekannt war,
        zeigt --as-of.
        """,
    ),
    "rules": (
        """Rules are recorded whole before anything is done by them. Each version has
        its SHA-256; documents follow the version in force when they are issued.
        """,
        """Regeln werden vollständig aufgezeichnet, bevor nach ihnen gehandelt wird.
        Jede Fassung hat ihren SHA-256; Belege folgen der bei ihrer Ausstellung
        geltenden.
        """,
    ),
    "series": (
        """A number is drawn in the transaction that issues the document, as the next
        entry of its series: none is missing and none is given twice.
        """,
        """Eine Nummer wird in der Transaktion vergeben, die den Beleg ausstellt, als
        nächste Aufzeichnung ihres Nummernkreises: keine fehlt, keine kommt doppelt
        vor.
        """,
    ),
    "file": (
        """The ledger is one file of a database. Writers take turns by a lock; every
        commit is on the disk before the command answers. Triggers refuse to change,
        delete or replace an entry. What reports are made of is derived from the log,
        kept beside it, and can be built again at any time.
        """,
        """Der Datenbestand ist eine Datenbank in einer Datei. Geschrieben wird
        nacheinander, durch eine Sperrdatei; jede Transaktion ist auf dem
        Datenträger, bevor der Befehl antwortet. Auslöser in der Datei verweigern das
        Ändern, Löschen und Ersetzen von Aufzeichnungen. Auswertungen werden aus dem
        Protokoll abgeleitet, daneben verwahrt, und sind jederzeit neu herstellbar.
        """,
    ),
    "tree": (
        """The bytes of each entry are a leaf of a hash tree (RFC 6962, SHA-256). Its
        root changes with every changed, missing, added or exchanged entry. lotledger
        audit verify computes it again, and whatever follows from it.
        """,
        """Die Bytes jeder Aufzeichnung sind ein Blatt eines Hashbaums (RFC 6962,
        SHA-256). Seine Wurzel ändert sich mit jeder geänderten, fehlenden,
        hinzugefügten oder vertauschten Aufzeichnung. lotledger audit verify
        berechnet sie neu, und alles, was aus ihr folgt.
        """,
    ),
    "keys": (
        """A key (Ed25519) signs checkpoints. It is kept in a folder apart from the
        ledger, for its owner alone. Its public half is below; compare it with what
        you were given elsewhere. Keys of before verify what they signed.
        """,
        """Ein Schlüssel (Ed25519) signiert Prüfpunkte. Er wird getrennt vom Bestand
        in einem Ordner verwahrt, den nur sein Eigentümer lesen kann. Hier steht sein
        öffentlicher Teil; er ist mit dem anderswo erhaltenen zu vergleichen. Frühere
        Schlüssel prüfen, was sie signiert haben.
        """,
    ),
    "published": (
        """A checkpoint (C2SP signed note) names the number of entries and the root.
        It is signed when a lot is closed or put right, on request, and on a schedule
        where one is run (lotledger audit checkpoint --every); only what is durable
        is signed. What was published is also kept as a head apart from the ledger; a
        file that does not go on from the last head is refused when it is opened and
        before anything is recorded, until a person records why.
        """,
        """Ein Prüfpunkt (C2SP signed note) nennt die Zahl der Aufzeichnungen und die
        Wurzel. Er wird signiert, wenn ein Los zugeschlagen, zurückgegangen,
        zurückgezogen oder berichtigt ist, auf Verlangen, und nach Zeitplan, wo einer
        läuft (lotledger audit checkpoint --every); signiert wird nur, was dauerhaft
        gespeichert ist. Was veröffentlicht wurde, wird als Stand auch getrennt vom
        Bestand verwahrt. Eine Datei, die nicht vom letzten Stand aus weitergeht,
        wird beim Öffnen und vor jeder Aufzeichnung abgelehnt, bis eine Person den
        Grund aufzeichnet.
        """,
    ),
    "export": (
        """An auditor reads the ledger without changing it. Every list, report and
        history is written as CSV, JSON, XLSX, HTML or PDF; the views are tables that
        SQL can ask. Single entries, lots, invoices or sales are handed out as packs
        that anybody verifies without this program: lotledger audit pack.
        """,
        """Prüfende lesen den Bestand, ohne ihn zu ändern (GoBD Rz. 158 bis 178).
        Listen, Berichte und Verläufe werden als CSV, JSON, XLSX, HTML oder PDF
        ausgegeben; die Auswertungen sind Tabellen für SQL-Abfragen. Einzelne
        Aufzeichnungen, Lose, Rechnungen oder Auktionen werden als Beweispaket
        ausgegeben, das jeder ohne dieses Programm prüfen kann: lotledger audit pack.
        """,
    ),
    "safekeeping": (
        """lotledger backup copies the ledger while it is written to, and checks the
        copy. A copy is read but takes no entries until a person takes it over and
        records why: lotledger take-over. Which program recorded is an entry, so that
        each version can be kept with what it recorded.
        """,
        """lotledger backup kopiert den Bestand im laufenden Betrieb und prüft die
        Kopie. In einer Kopie wird nichts aufgezeichnet, bis eine Person sie
        übernimmt und den Grund aufzeichnet: lotledger take-over. Welches Programm
        aufzeichnete, ist selbst aufgezeichnet; so bleibt nachweisbar, welche Version
        im Einsatz war (GoBD Rz. 154).
        """,
    ),
    "clock": (
        """A live ledger is recorded by the machine's clock; a time that somebody
        claims stands beside it and never in its place. A clock that is more than a
        minute behind the last entry stops recording, until a person accepts it with
        a reason.
        """,
        """Im Echtbetrieb gilt die Uhr des Rechners; eine angegebene andere Zeit
        steht daneben und nie an ihrer Stelle. Geht die Uhr gegenüber der letzten
        Aufzeichnung um mehr als eine Minute nach, wird nichts aufgezeichnet, bis
        eine Person das mit Grund bestätigt.
        """,
    ),
    "retention": (
        """Entries are never deleted by the program. How long the law wants them kept
        is recorded by sale; a legal hold keeps what it covers beyond that.
        """,
        """Das Programm löscht keine Aufzeichnungen. Wie lange sie nach dem Gesetz
        aufzubewahren sind, ist je Auktion aufgezeichnet; bei einem Rechtsstreit
        bleibt das davon Umfasste darüber hinaus erhalten.
        """,
    ),
    "controls": (
        """The program itself checks limits of paddles, reserves, increments, locked
        periods and sums of documents. Where two people must act, as for a correction
        after the hammer or for money that nobody is named for, it demands the
        second. lotledger audit verify and the reports of doubts are run by the
        house; how often belongs below.
        """,
        """Das Programm prüft Limits der Bieternummern, Mindestpreise,
        Steigerungsstufen, gesperrte Zeiträume und die Summen der Belege. Wo zwei
        Personen handeln müssen, verlangt es die zweite. lotledger audit verify und
        die Auswertungen für die Aufsicht lässt das Haus laufen; wie oft, gehört in
        die Angaben unten (GoBD Rz. 100 bis 102).
        """,
    ),
}
"""A paragraph each: in English, in German; how a line is broken says nothing."""

LIMITS: tuple[tuple[str, str], ...] = (
    (
        """Whoever controls machine, key folder and every copy can write another
        history and sign it. Only what others hold (checkpoints, cosignatures,
        timestamps, receipts) contradicts it.
        """,
        """Wer Rechner, Schlüsselordner und alle Kopien beherrscht, kann eine andere
        Geschichte schreiben und signieren. Ihr widerspricht nur, was andere haben:
        Prüfpunkte, Mitzeichnungen, Zeitstempel, Quittungen.
        """,
    ),
    (
        """Entries after the last checkpoint can be cut off, and nothing outside
        shows it.
        """,
        """Aufzeichnungen nach dem letzten Prüfpunkt können abgeschnitten werden,
        ohne dass es außerhalb nachweisbar ist.
        """,
    ),
    (
        """What is false when it is typed is recorded as it was typed: the tree
        proves that nothing was changed, not that it was true.
        """,
        """Was falsch eingegeben wird, wird so aufgezeichnet: Der Baum belegt, dass
        nichts geändert wurde, nicht, dass es stimmte.
        """,
    ),
    (
        """What was never recorded leaves no trace: a bid that nobody typed, a lot
        that does not exist.
        """,
        """Was nie aufgezeichnet wurde, hinterlässt keine Spur: ein Gebot, das
        niemand eingab, ein Los, das es nicht gibt.
        """,
    ),
    (
        """A name that was typed is no proof of the person; above is counted how
        often that was so. A clock that is wrong before the first entry is not
        noticed.
        """,
        """Ein angegebener Name beweist keine Person; wie oft es so war, ist oben
        gezählt. Eine Uhr, die schon vor der ersten Aufzeichnung falsch ging, fällt
        nicht auf.
        """,
    ),
    (
        "The file is not encrypted: whoever can read it sees the absentee maximums.",
        """Die Datei ist nicht verschlüsselt: Wer sie lesen kann, sieht die
        hinterlegten Höchstgebote.
        """,
    ),
)
"""What the record does not protect against."""

MORE_LIMITS = (
    "The threat model in the manual says more, and what is to be done about each.",
    "Mehr dazu, und was jeweils zu tun ist, sagt das Bedrohungsmodell im Handbuch.",
)
