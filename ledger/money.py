"""Money, counted in whole minor units, so that no sale loses a cent to rounding.

Inside the ledger an amount is a plain ``int``: minor units (cents, pence, yen) of the
sale's one currency. Text with a decimal point exists only at the edges, and is made
and read here. ``share`` is the only function of the product that rounds; ``split``
hands out what it rounded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import TypeAlias

from ledger.value import value

Minor: TypeAlias = int
"""An amount in whole minor units of the sale's currency: 125050 is 1,250.50 USD."""

AMOUNT_MAX: Minor = 10**15
"""Nothing is sold for more: a larger figure is a slip of the finger."""

# ISO 4217, active currencies (2024). All have two decimals but those listed apart.
CODES = frozenset(
    """AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD
    BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB
    EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK
    JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA
    MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK
    PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN
    SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV
    WST XAF XCD XOF XPF YER ZAR ZMW ZWG""".split()
)
_NO_DECIMALS = frozenset(
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split()
)
_THREE_DECIMALS = frozenset("BHD IQD JOD KWD LYD OMR TND".split())
SYMBOLS = {"USD": "$", "GBP": "£", "EUR": "€"}

_SLIP = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?", re.ASCII)
_RATE = re.compile(r"(\d{1,3}(?:\.\d{1,6})?) ?%", re.ASCII)


class NotAnAmount(ValueError):
    """A text is no amount, rate or currency, and what was expected instead.

    The message is whole; a file's problem is worded from ``expected`` and ``remedy``.
    """

    def __init__(self, what: str, *, expected: str, remedy: str) -> None:
        super().__init__(f"{what} {remedy}")
        self.expected = expected
        self.remedy = remedy


@value
class Currency:
    """An ISO 4217 currency, and how its amounts are read and written."""

    code: str

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise NotAnAmount(
                f"{self.code!r} is not an ISO 4217 currency code.",
                expected="an ISO 4217 currency code",
                remedy="Write it like USD.",
            )

    @property
    def decimals(self) -> int:
        """The number of digits after the point: 2 for USD, 0 for JPY, 3 for KWD."""
        if self.code in _NO_DECIMALS:
            return 0
        return 3 if self.code in _THREE_DECIMALS else 2

    @property
    def unit(self) -> Minor:
        """One whole unit, in minor units: 100 for USD."""
        return int(10**self.decimals)

    def read(self, text: str) -> Minor:
        """Read an amount as people write it: ``800``, ``1,250.50``, ``$800``.

        Raises NotAnAmount for a sign, another currency, too many decimals or an
        amount above AMOUNT_MAX.
        """
        slip = text.strip()
        for mark in (self.code, SYMBOLS.get(self.code, "")):
            bare = slip.removeprefix(mark)
            slip = (bare if bare != slip else slip.removesuffix(mark)).strip()
        if (match := _SLIP.fullmatch(slip)) is None:
            example = self.write(1_250 * self.unit + self.unit // 2)
            raise NotAnAmount(
                f"{text!r} is not an amount in {self.code}.",
                expected=f"an amount in {self.code}",
                remedy=f"Write it like {example}.",
            )
        whole, fraction = match[1].replace(",", ""), match[2] or ""
        if len(fraction) > self.decimals:
            has = f"{self.code} has {self.decimals}"
            plural = "" if len(fraction) == 1 else "s"
            raise NotAnAmount(
                f"{text!r} has {len(fraction)} decimal{plural}; {has}.",
                expected=f"at most {self.decimals} decimals: {has}",
                remedy=f"Round it to {self.decimals}.",
            )
        digits = whole + fraction.ljust(self.decimals, "0")
        # Python itself refuses to convert a number of thousands of digits.
        if len(digits) > len(str(AMOUNT_MAX)) or int(digits) > AMOUNT_MAX:
            raise NotAnAmount(
                f"{text!r} is more than any lot has fetched.",
                expected=f"at most {self.write(AMOUNT_MAX)}",
                remedy="Check the figure.",
            )
        return int(digits)

    def plain(self, amount: Minor) -> str:
        """Write an amount as a bare decimal, as in JSON: ``1250.50``."""
        whole, rest = divmod(abs(amount), self.unit)
        sign = "-" if amount < 0 else ""
        return f"{sign}{whole}" + (f".{rest:0{self.decimals}}" if self.decimals else "")

    def write(self, amount: Minor) -> str:
        """Write an amount for people: ``$1,250.50``, ``$800``, ``JPY 5,000``."""
        whole, rest = divmod(abs(amount), self.unit)
        sign = "-" if amount < 0 else ""
        mark = SYMBOLS.get(self.code, f"{self.code} ")
        return f"{sign}{mark}{whole:,}" + (f".{rest:0{self.decimals}}" if rest else "")


def share(amount: Minor, rate: Fraction) -> Minor:
    """Take ``rate`` of an amount, halves away from zero: our one rounding."""
    per = rate.denominator
    doubled = 2 * amount * rate.numerator
    if doubled >= 0:
        return (doubled + per) // (2 * per)
    return -((per - doubled) // (2 * per))


def split(total: Minor, parts: Sequence[Fraction]) -> list[Minor]:
    """Hand out a sum that was rounded once, so that what the parts get adds up to it.

    Each gets its exact part rounded down; what is left goes, one each, to those with
    the largest remainders, of equal ones to the first.
    """
    whole = [part.numerator // part.denominator for part in parts]
    left = total - sum(whole)
    assert 0 <= left <= len(parts), "a sum is handed out to what it is the sum of"
    by_rest = sorted(range(len(parts)), key=lambda place: whole[place] - parts[place])
    for place in by_rest[:left]:
        whole[place] += 1
    return whole


def read_rate(text: str) -> Fraction:
    """Read a rate as people write it: ``25%``, ``14.9 %``.

    Raises NotAnAmount for anything else, and for more than 100 %.
    """
    if (match := _RATE.fullmatch(text.strip())) is None:
        raise NotAnAmount(
            f"{text!r} is not a rate.",
            expected="a rate",
            remedy="Write it like 25% or 14.9%.",
        )
    rate = Fraction(match[1]) / 100
    if rate > 1:
        raise NotAnAmount(
            f"{text!r} is more than 100%.",
            expected="at most 100%",
            remedy="Check the figure.",
        )
    return rate


def write_rate(rate: Fraction) -> str:
    """Write a rate for people: ``25%``, ``14.9%``."""
    whole, rest = divmod(share(100_000_000, abs(rate)), 1_000_000)
    sign = "-" if rate < 0 else ""
    decimals = f".{rest:06}".rstrip("0").rstrip(".")
    return f"{sign}{whole}{decimals}%"


@value
class Money:
    """An amount and its currency, for the sentences that quote one."""

    amount: Minor
    currency: Currency

    def __str__(self) -> str:
        return self.currency.write(self.amount)
