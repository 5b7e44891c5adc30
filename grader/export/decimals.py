"""Points as decimals: what is written is what was reckoned, 0.3 and not 0.30000000000000004."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

_EXACT = Context(prec=100)  # more digits than any points have
_THIRDS = Decimal("0.000001")  # the place to which a number is rounded that no decimal is


def decimal_of(value: Fraction | float) -> Decimal:
    """The number itself, or where no decimal is (a third), the nearest with six places."""
    if not isinstance(value, Fraction):
        return Decimal(repr(value))
    if value.denominator == 1:
        return Decimal(value.numerator)
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    found = _EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))
    return found if rest == 1 else found.quantize(_THIRDS, ROUND_HALF_UP)


def digits(value: Decimal | Fraction | float) -> str:
    """Without an exponent, and without zeros that say nothing."""
    text = format(value if isinstance(value, Decimal) else decimal_of(value), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def number(value: Fraction | float) -> float:
    """For JSON, which writes the shortest number that reads as the same."""
    return float(decimal_of(value))
