"""The words of documents, a line each in English, German and French."""

from __future__ import annotations

from projections.documents.letter_labels import LETTER_LABELS
from projections.documents.payment_labels import PAYMENT_LABELS

APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"
"""What a printer sets where a typist writes a straight one."""

LANGUAGES = ("en", "de", "fr")

LABELS: dict[str, tuple[str, str, str]] = {
    **PAYMENT_LABELS,
    **LETTER_LABELS,
    # What a document is.
    "invoice": ("Invoice", "Rechnung", "Facture"),
    "credit-note": ("Credit note", "Rechnungskorrektur", "Avoir"),
    "statement": ("Statement", "Abrechnung", "Décompte"),
    "self-billed-invoice": ("Self-billed invoice", "Gutschrift", "Autofacture"),
    "rehearsal": (
        "Rehearsal: not a valid document",
        "Probelauf: kein gültiger Beleg",
        "Essai : document sans valeur",
    ),
    "to-invoice": ("Credits invoice", "Zu Rechnung", "Sur facture"),
    # What stands beside the address.
    "date": ("Date", "Datum", "Date"),
    "due-date": ("Due", "Fällig am", "Échéance"),
    "sale": ("Sale", "Auktion", "Vente"),
    "sale-date": ("Date of sale", "Auktionstag", "Date de vente"),
    "supply": ("Time of supply", "Zeitpunkt der Lieferung", "Date de livraison"),
    "lots": ("Lots", "Lose", "Lots"),
    "buyer-reference": ("Your reference", "Ihre Referenz", "Votre référence"),
    "session": ("Session", "Sitzung", "Vacation"),
    "sessions": ("Sessions", "Sitzungen", "Vacations"),
    "paddle": ("Paddle", "Bieternummer", "Paddle"),
    "client": ("Client", "Kunde", "Client"),
    "consignor": ("Consignor", "Einlieferer", "Vendeur"),
    "reason": ("Reason", "Grund", "Motif"),
    "issued-by": ("Issued by", "Ausgestellt von", "Établi par"),
    "vat-id": ("VAT no.", "USt-IdNr.", "N° TVA"),
    # The table.
    "lot": ("Lot", "Los", "Lot"),
    "description": ("Description", "Beschreibung", "Désignation"),
    "entry": ("Entry", "Beleg", "Écriture"),
    "net": ("Net", "Netto", "Hors taxes"),
    "tax": ("Tax", "Steuer", "Taxes"),
    "left": ("Net", "Netto", "Net"),
    "amount": ("Amount", "Betrag", "Montant"),
    "carried": ("Carried forward", "Übertrag", "À reporter"),
    "brought": ("Brought forward", "Übertrag", "Report"),
    "total": ("Total", "Summe", "Total"),
    # What a buyer is charged.
    "hammer": ("Hammer price", "Zuschlag", "Prix d'adjudication"),
    "premium": ("Buyer's premium", "Aufgeld", "Frais acheteur"),
    "premium-margin": (
        "Buyer's premium, VAT included",
        "Aufgeld, inkl. USt.",
        "Frais acheteur, TVA comprise",
    ),
    "resale-right": ("Artist's resale right", "Folgerecht", "Droit de suite"),
    "shipping": ("Shipping", "Versand", "Expédition"),
    "insurance": ("Insurance", "Versicherung", "Assurance"),
    "handling": ("Handling", "Bearbeitung", "Manutention"),
    "other": ("Other charge", "Sonstiges", "Divers"),
    # In small type below a line.
    "of": ("{rate} of {base}", "{rate} von {base}", "{rate} de {base}"),
    "minimum": ("minimum premium", "Mindestaufgeld", "minimum de perception"),
    "flat": ("flat fee", "Pauschale", "forfait"),
    "surcharge": (
        "surcharge for this way of bidding",
        "Zuschlag für diesen Gebotsweg",
        "supplément pour ce mode d'enchère",
    ),
    "certificate": (
        "exempt: resale certificate {number}",
        "befreit: Wiederverkäuferbescheinigung {number}",
        "exonéré : certificat de revente {number}",
    ),
    "exempt": ("exempt from tax", "steuerfrei", "exonéré de taxe"),
    "export": (
        "free of tax: export",
        "steuerfreie Ausfuhrlieferung",
        "exonéré de taxe : exportation",
    ),
    "intra-community": (
        "free of VAT: intra-Community supply",
        "steuerfreie innergemeinschaftliche Lieferung",
        "exonéré de TVA : livraison intracommunautaire",
    ),
    "reverse-charge": (
        "Reverse charge",
        "Steuerschuldnerschaft des Leistungsempfängers",
        "Autoliquidation",
    ),
    "outside": (
        "outside the scope of the tax",
        "nicht steuerbar",
        "hors du champ de la taxe",
    ),
    "tax-inside": (
        "{rate} inside {base}",
        "{rate}, in {base} enthalten",
        "{rate}, compris dans {base}",
    ),
    "tax-rounded": (
        "{rate}, rounded on each line",
        "{rate}, je Zeile gerundet",
        "{rate}, arrondi à chaque ligne",
    ),
    "combined": ("Together", "Zusammen", "Ensemble"),
    "tax-shared": (
        "A tax beside a rate alone is that line's part of a sum that is rounded once.",
        "Neben einem Satz ohne Betrag steht der Anteil an einer gerundeten Summe.",
        "Une taxe en regard d'un taux seul est la part d'une somme arrondie une fois.",
    ),
    "margin-lot": ("margin scheme †", "Differenzbesteuerung †", "régime de la marge †"),
    # Below the table.
    "taxes": ("Taxes", "Steuern", "Taxes"),
    "other-charges": ("Other charges", "Weitere Kosten", "Autres frais"),
    "total-due": ("Total due", "Rechnungsbetrag", "Total à payer"),
    "total-credited": ("Total credited", "Korrekturbetrag", "Total de l'avoir"),
    "margin-words": (
        "Auctioneers' margin scheme: VAT not shown separately.",
        "Differenzbesteuerung: Die Umsatzsteuer wird nicht gesondert ausgewiesen.",
        "Régime particulier de la marge : la TVA n'est pas mentionnée séparément.",
    ),
    "entries-words": (
        "Numbers after # are entries of the auction ledger, for any audit.",
        "Nummern hinter # sind Einträge im Auktionsbuch, für jede Prüfung.",
        "Les numéros après # sont des écritures du livre de vente, pour tout contrôle.",
    ),
    # What a consignor is owed, and what is taken.
    "commission": ("Commission", "Provision", "Commission"),
    "commission-minimum": (
        "Minimum commission",
        "Mindestprovision",
        "Commission minimale",
    ),
    "reserve-fee": ("Reserve fee", "Limitgebühr", "Frais de réserve"),
    "illustration": ("Illustration", "Abbildung", "Reproduction"),
    "buy-back": ("Buy-back fee", "Rückkaufgebühr", "Frais de rachat"),
    "expense": ("Expense", "Auslage", "Débours"),
    "advance": ("Advance", "Vorschuss", "Avance"),
    "corrects": (
        "takes back a line of statement {number}",
        "nimmt eine Zeile der Abrechnung {number} zurück",
        "reprend une ligne du décompte {number}",
    ),
    "payable-on": ("payable {day}", "zahlbar am {day}", "payable le {day}"),
    "awaits": (
        "withheld until the buyer has paid",
        "einbehalten, bis der Käufer bezahlt hat",
        "retenu jusqu'au paiement de l'acheteur",
    ),
    "proceeds": ("Hammer prices", "Zuschläge", "Prix d'adjudication"),
    "hammer-tax": (
        "Tax on hammer prices",
        "Steuer auf Zuschläge",
        "Taxe sur les prix d'adjudication",
    ),
    "own-invoice": (
        "against your invoice {number}",
        "gegen Ihre Rechnung {number}",
        "sur votre facture {number}",
    ),
    "awaits-invoice": (
        "{amount} of tax is paid once your invoice for it is here",
        "{amount} Steuer wird gezahlt, sobald Ihre Rechnung darüber vorliegt",
        "{amount} de taxe sont versés dès réception de votre facture",
    ),
    "registered-abroad": (
        "no VAT is paid: you are not registered for it here",
        "keine Umsatzsteuer: Sie sind hier nicht dafür registriert",
        "pas de TVA : vous n'êtes pas identifié à la TVA ici",
    ),
    "output-tax": (
        (
            "Self-billed by agreement. The VAT shown on hammer prices is your output "
            "tax due to {office}."
        ),
        (
            "Gutschrift nach Vereinbarung. Die auf Zuschläge ausgewiesene Umsatzsteuer "
            "schulden Sie {office}."
        ),
        (
            "Autofacture établie avec votre accord. La TVA mentionnée sur les prix "
            "d'adjudication est due par vous à {office}."
        ),
    ),
    "self-billed-terms": (
        "Settled by statement {number}, where the charges of the house are set off.",
        "Beglichen durch Abrechnung {number}, mit Verrechnung der Kosten des Hauses.",
        "Réglé par le décompte {number}, déduction faite des frais de la maison.",
    ),
    "tax-office": ("your tax office", "Ihrem Finanzamt", "votre service des impôts"),
    "our-vat-id": ("Our VAT no.", "Unsere USt-IdNr.", "Notre n° TVA"),
    "deductions": ("Charges of the house", "Kosten", "Frais de la maison"),
    "deduction-taxes": (
        "Taxes on charges",
        "Steuern auf Kosten",
        "Taxes sur les frais",
    ),
    "advances": ("Advances", "Vorschüsse", "Avances"),
    "withheld": (
        "Withheld, awaiting payment",
        "Einbehalten bis Zahlung",
        "Retenu dans l'attente du paiement",
    ),
    "net-payable": ("Net payable", "Auszahlungsbetrag", "Net à vous verser"),
    "net-owed": ("Owed to the house", "Zu unseren Gunsten", "En notre faveur"),
    "account-in-sale": (
        "Your account in this sale",
        "Ihr Konto in dieser Auktion",
        "Votre compte dans cette vente",
    ),
    "stated-before": (
        "Stated before",
        "Bisher abgerechnet",
        "Décomptes précédents",
    ),
    "this-statement": ("This statement", "Diese Abrechnung", "Ce décompte"),
    "paid-so-far": ("Paid out so far", "Bisher ausgezahlt", "Déjà versé"),
    "payouts": ("Paid out", "Auszahlung", "Versements"),
    "paid-on": ("on {day}", "am {day}", "le {day}"),
    "paid-when-paid": (
        "when the buyer has paid",
        "sobald der Käufer bezahlt hat",
        "dès paiement de l'acheteur",
    ),
    "without-day": ("without a day of its own", "ohne Termin", "sans échéance"),
    # At the foot.
    "page": (
        "Page {page} of {pages}",
        "Seite {page} von {pages}",
        "Page {page} sur {pages}",
    ),
}
"""Every word that a document prints of itself, by what it is for."""


def label(key: str, language: str, **values: str) -> str:
    """Return the words for something in a language, with values put in."""
    words = LABELS[key][LANGUAGES.index(language)].replace("'", APOSTROPHE)
    for name, value in values.items():
        words = words.replace(f"{{{name}}}", value)
    return words
