"""The words of receipts, statements of account and reminders, in three languages."""

from __future__ import annotations

LETTER_LABELS: dict[str, tuple[str, str, str]] = {
    "receipt": ("Receipt", "Quittung", "Reçu"),
    "account-statement": ("Statement of account", "Kontoauszug", "Relevé de compte"),
    "on": ("As of", "Stand", "Au"),
    "document": ("Document", "Beleg", "Pièce"),
    "balance": ("Balance", "Saldo", "Solde"),
    "way": ("Paid by", "Zahlungsart", "Mode de règlement"),
    "received": ("Received", "Erhalten", "Reçu"),
    "received-date": ("Received on", "Eingang", "Reçu le"),
    "payment-fee": (
        "of which the way to pay cost",
        "davon Kosten der Zahlungsart",
        "dont frais du mode de règlement",
    ),
    "payment-discount": (
        "discount for the way to pay",
        "Nachlass für die Zahlungsart",
        "remise pour le mode de règlement",
    ),
    "not-cleared": (
        "Subject to its being cleared by the bank.",
        "Vorbehaltlich der Gutschrift durch die Bank.",
        "Sous réserve d'encaissement par la banque.",
    ),
    "taken-back": (
        "This payment was taken back on {day}.",
        "Diese Zahlung wurde am {day} zurückgebucht.",
        "Ce règlement a été annulé le {day}.",
    ),
    "open-of": (
        "{amount} of invoice {number} is open.",
        "Von der Rechnung {number} sind {amount} offen.",
        "{amount} de la facture {number} restent à régler.",
    ),
    "over-of": (
        "{amount} more than invoice {number} comes to is in your favour.",
        "{amount} über die Rechnung {number} hinaus stehen zu Ihren Gunsten.",
        "{amount} au-delà de la facture {number} sont en votre faveur.",
    ),
    "you-owe": ("You owe", "Ihre Schuld", "Vous devez"),
    "you-are-owed": ("In your favour", "Zu Ihren Gunsten", "En votre faveur"),
    "nothing-owed": ("Nothing is owed", "Ausgeglichen", "Solde nul"),
    "account-words": (
        "Above zero you owe us, below zero we owe you.",
        "Über null schulden Sie uns, unter null wir Ihnen.",
        "Au-dessus de zéro vous nous devez, au-dessous nous vous devons.",
    ),
    "account-days": (
        "Payments count from the day on which they came in.",
        "Zahlungen zählen vom Tag ihres Eingangs an.",
        "Les règlements comptent du jour de leur réception.",
    ),
    # Reminders: they say what is open, and claim nothing.
    "reminder-friendly": ("Reminder", "Zahlungserinnerung", "Rappel"),
    "reminder-formal": ("Formal reminder", "Mahnung", "Rappel formel"),
    "reminder-last": ("Last reminder", "Letzte Mahnung", "Dernier rappel"),
    "reminder-number": ("Reminder", "Schreiben", "Lettre"),
    "reminder-since": (
        "Paid, credited or charged since",
        "Seither gezahlt, gutgeschrieben oder berechnet",
        "Réglé, crédité ou facturé depuis",
    ),
    "reminder-credit": (
        "In your favour elsewhere in our books",
        "Ihr Guthaben an anderer Stelle in unseren Büchern",
        "En votre faveur ailleurs dans nos livres",
    ),
    "reminder-words-friendly": (
        "Perhaps it escaped your notice: invoice {number} was due on {day}.",
        "Vielleicht ist es Ihnen entgangen: Die Rechnung {number} war am {day} fällig.",
        "Cela vous a peut-être échappé : la facture {number} était échue le {day}.",
    ),
    "reminder-words-formal": (
        "We ask you to see to invoice {number}, which was due on {day}.",
        "Wir bitten Sie um Ausgleich der Rechnung {number}, die am {day} fällig war.",
        "Nous vous prions de régler la facture {number}, échue le {day}.",
    ),
    "reminder-words-last": (
        "This is our last reminder: invoice {number} was due on {day}.",
        "Dies ist unsere letzte Erinnerung: Die Rechnung {number} war am {day} fällig.",
        "Ceci est notre dernier rappel : la facture {number} était échue le {day}.",
    ),
    "reminder-open": (
        "In our books {amount} of it is still open.",
        "In unseren Büchern sind davon noch {amount} offen.",
        "Dans nos livres, {amount} en restent à régler.",
    ),
    "reminder-crossed": (
        "If you have paid in the meantime, please take this letter as settled.",
        "Haben Sie inzwischen gezahlt, betrachten Sie dieses Schreiben als erledigt.",
        "Si vous avez réglé entre-temps, veuillez ne pas tenir compte de cette lettre.",
    ),
    # What happened, on a statement of account.
    "event-invoice-issued": ("Invoice", "Rechnung", "Facture"),
    "event-credit-note-issued": ("Credit note", "Rechnungskorrektur", "Avoir"),
    "event-payment-received": ("Payment", "Zahlung", "Règlement"),
    "event-payment-reversed": (
        "Payment taken back",
        "Zahlung zurückgebucht",
        "Règlement annulé",
    ),
    "event-payment-moved": ("Payment moved", "Umbuchung", "Règlement transféré"),
    "event-payment-refunded": ("Refund", "Rückzahlung", "Remboursement"),
    "event-late-fee-charged": (
        "Late charge",
        "Verspätungskosten",
        "Frais de retard",
    ),
    "event-late-fee-waived": (
        "Late charge waived",
        "Verspätungskosten erlassen",
        "Frais de retard annulés",
    ),
    "event-invoice-written-off": ("Given up", "Ausgebucht", "Abandonné"),
    "event-statement-issued": ("Statement", "Abrechnung", "Décompte"),
    "event-payout-made": ("Paid out", "Auszahlung", "Versement"),
    "event-payout-reversed": (
        "Payout returned",
        "Auszahlung zurück",
        "Versement retourné",
    ),
    "event-advance-made": ("Advance", "Vorschuss", "Avance"),
    "event-expense-charged": ("Expense", "Auslage", "Débours"),
    "event-repayment-received": ("Repaid", "Rückzahlung an uns", "Remboursement reçu"),
    "event-funds-received": ("Deposit", "Einzahlung", "Dépôt"),
    "event-funds-refunded": ("Deposit returned", "Rückgabe", "Dépôt rendu"),
}
