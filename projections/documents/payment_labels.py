"""The words of documents on paying, a line each in English, German and French."""

from __future__ import annotations

PAYMENT_LABELS: dict[str, tuple[str, str, str]] = {
    # What became of it since.
    "since": ("Since then", "Seither", "Depuis lors"),
    "received-on": ("{way}, {day}", "{way}, {day}", "{way}, le {day}"),
    "credited-by": (
        "Credit note {number}",
        "Rechnungskorrektur {number}",
        "Avoir {number}",
    ),
    "moved-to": (
        "Moved to {number}",
        "Umgebucht auf {number}",
        "Transféré sur {number}",
    ),
    "refunded-on": ("Refund, {day}", "Rückzahlung, {day}", "Remboursement, le {day}"),
    "reversed-on": (
        "Payment taken back, {day}",
        "Zahlung zurückgebucht, {day}",
        "Règlement annulé, le {day}",
    ),
    "other-entry": ("Other entry", "Andere Buchung", "Autre écriture"),
    "late-charges": ("Late charges", "Verspätungskosten", "Frais de retard"),
    "still-open": ("Open", "Offen", "Reste à payer"),
    "in-favour": ("In your favour", "Zu Ihren Gunsten", "En votre faveur"),
    "paid-in-full": (
        "Invoice {number} is paid.",
        "Die Rechnung {number} ist bezahlt.",
        "La facture {number} est réglée.",
    ),
    "left-open": (
        "{amount} of it is still open.",
        "{amount} davon sind noch offen.",
        "{amount} en restent à régler.",
    ),
    "left-over": (
        "{amount} was paid too much, and stands in your favour.",
        "{amount} wurden zu viel gezahlt und stehen zu Ihren Gunsten.",
        "{amount} ont été réglés en trop et sont portés en votre faveur.",
    ),
    "nothing-left": (
        "Nothing of it is open now.",
        "Davon ist nun nichts mehr offen.",
        "Il n'en reste rien à régler.",
    ),
    # Taxes that many lines share.
    "tax-mark": ("tax {mark}", "Steuer {mark}", "taxe {mark}"),
    # How to pay.
    "pay": ("How to pay", "Zahlung", "Règlement"),
    "pay-by": (
        "Please pay {amount} by {day}, quoting {number}.",
        "Bitte zahlen Sie {amount} bis zum {day} unter Angabe von {number}.",
        "Merci de régler {amount} au plus tard le {day}, en rappelant {number}.",
    ),
    "credited-to": (
        "{amount} of invoice {number} is no longer owed.",
        "{amount} der Rechnung {number} sind nicht mehr zu zahlen.",
        "{amount} de la facture {number} ne sont plus dus.",
    ),
    "pay-now": (
        "Please pay {amount}, quoting {number}. It was due on {day}.",
        "Bitte zahlen Sie {amount} unter Angabe von {number}. Fällig war der {day}.",
        "Merci de régler {amount} en rappelant {number}. L'échéance était le {day}.",
    ),
    "ways": ("We also take", "Wir nehmen auch", "Nous acceptons aussi"),
    "up-to": ("up to {amount}", "bis {amount}", "jusqu'à {amount}"),
    "pay-online": ("Pay online", "Online zahlen", "Payer en ligne"),
    "wire": ("Bank transfer", "Überweisung", "Virement"),
    "check": ("Check", "Scheck", "Chèque"),
    "card": ("Card", "Karte", "Carte"),
    "cash": ("Cash", "Bargeld", "Espèces"),
    "epc": ("GiroCode", "GiroCode", "Code QR SEPA"),
    "collection": ("Collection", "Abholung", "Enlèvement"),
    "collect-by": (
        "Please collect your lots by {day}.",
        "Bitte holen Sie Ihre Lose bis zum {day} ab.",
        "Merci d'enlever vos lots au plus tard le {day}.",
    ),
    "slip": ("Remittance slip", "Zahlungsabschnitt", "Bon de paiement"),
    "slip-words": (
        "Please send this back with your payment.",
        "Bitte legen Sie diesen Abschnitt Ihrer Zahlung bei.",
        "Merci de joindre ce bon à votre règlement.",
    ),
    "enclosed": ("Amount enclosed", "Beigefügter Betrag", "Montant joint"),
    "bank": ("Bank", "Bank", "Banque"),
    "holder": ("Account holder", "Kontoinhaber", "Titulaire"),
    "iban": ("IBAN", "IBAN", "IBAN"),
    "bic": ("BIC (SWIFT)", "BIC (SWIFT)", "BIC (SWIFT)"),
    "intermediary": ("Intermediary", "Zwischenbank", "Banque intermédiaire"),
    "intermediary-bic": ("Its BIC", "Deren BIC", "Son BIC"),
    "sort-code": ("Sort code", "Sort Code (UK)", "Sort code (R.-U.)"),
    "routing": ("Routing no. (ABA)", "Routing-Nr. (ABA)", "Code ABA"),
    "account": ("Account no.", "Kontonummer", "N° de compte"),
    # The payment part of a Swiss QR-bill: the words that its guidelines prescribe.
    "swiss-receipt": ("Receipt", "Empfangsschein", "Récépissé"),
    "swiss-part": ("Payment part", "Zahlteil", "Section paiement"),
    "swiss-account": (
        "Account / Payable to",
        "Konto / Zahlbar an",
        "Compte / Payable à",
    ),
    "swiss-reference": ("Reference", "Referenz", "Référence"),
    "swiss-message": (
        "Additional information",
        "Zusätzliche Informationen",
        "Informations supplémentaires",
    ),
    "swiss-payable-by": ("Payable by", "Zahlbar durch", "Payable par"),
    "swiss-payable-by-blank": (
        "Payable by (name/address)",
        "Zahlbar durch (Name/Adresse)",
        "Payable par (nom/adresse)",
    ),
    "swiss-currency": ("Currency", "Währung", "Monnaie"),
    "swiss-amount": ("Amount", "Betrag", "Montant"),
    "swiss-acceptance": ("Acceptance point", "Annahmestelle", "Point de dépôt"),
    "swiss-separate": (
        "Separate before paying in",
        "Vor der Einzahlung abzutrennen",
        "A détacher avant le versement",
    ),
}
