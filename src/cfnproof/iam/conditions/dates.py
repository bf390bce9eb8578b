"""Dates and times in conditions: ISO 8601 as the W3C's note has it, or seconds since 1970.

Four digits are a year. Years are any, as AWS takes them, hence no datetime.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date
"""

import re
from fractions import Fraction
from typing import Final

_EPOCH: Final = re.compile(r"[0-9]{1,3}|[0-9]{5,19}")
_LARGEST: Final = 2**63 - 1
_ISO: Final = re.compile(
    r"""(?P<year>-?[0-9]{1,9}) (?:-(?P<month>[0-9]{1,2}) (?:-(?P<day>[0-9]{1,2}))?)?
        (?:[Tt] (?:(?P<hour>[0-9]{1,2}) (?::(?P<minute>[0-9]{1,2})
        (?::(?P<second>[0-9]{1,2})(?:\.(?P<part>[0-9]{1,9}))?)?)?)?
        (?:[Zz]|(?P<sign>[+-])(?P<ahead>[0-9]{2})(?::?(?P<past>[0-9]{2}))?)?)?""",
    re.VERBOSE,
)
_LIMITS: Final = {"month": (1, 12), "day": (1, 31), "hour": (0, 23), "minute": (0, 59), "second": (0, 59)}
_ZONE: Final = {"ahead": (0, 23), "past": (0, 59)}


def instant(text: str) -> Fraction | None:
    """Seconds since 1970, None where the text is no date. A time without a zone is UTC."""
    if _EPOCH.fullmatch(text):
        seconds = int(text)
        return Fraction(seconds) if seconds <= _LARGEST else None
    found = _ISO.fullmatch(text)
    if found is None:
        return None
    given = found.groupdict()
    number = {name: int(given[name] or low) for name, (low, _) in {**_LIMITS, **_ZONE}.items()}
    if any(not low <= number[name] <= high for name, (low, high) in {**_LIMITS, **_ZONE}.items()):
        return None
    days = _days(int(given["year"]), number["month"], number["day"])
    seconds = ((days * 24 + number["hour"]) * 60 + number["minute"]) * 60 + number["second"]
    zone = (number["ahead"] * 60 + number["past"]) * 60
    part = given["part"] or "0"
    return seconds - (zone if given["sign"] == "+" else -zone) + Fraction(int(part), 10 ** len(part))


def _days(year: int, month: int, day: int) -> int:
    """Days from 1970-01-01 in the Gregorian calendar. A year is counted from March, so that a leap day is its last."""
    year -= month <= 2  # noqa: PLR2004  # January and February end the year before
    of_year = (153 * ((month - 3) % 12) + 2) // 5 + day - 1
    return year * 365 + year // 4 - year // 100 + year // 400 + of_year - 719468
