"""In which order countries write the city, the state and the code of an address, for post from abroad.

The orders are those in everyday use; a country that is not listed gets that of the United States. Lines in capitals are
what the Universal Postal Union asks of post from abroad.
"""

from __future__ import annotations

from . import text

# Of each part (City, State, Zone's code) what stands before it, where something stands before it; `/` begins a line.
_ORDERS = """
C, S Z: US PR GU VI AS MP KR PH TW TH | C S Z: CA AU | C/Z: GB GG JE IM ZA LK | C/S/Z: IE UA RU | C Z/S: IN |
C Z: NZ SG IL SA PK BD ID JO NP MT | Z C S: ES IT AR TR | Z C, S: MX MY | C-S/Z: BR | C, S/Z: CN VN CO JP EG |
Z C: AT BE BG CH CZ DE DK EE FI FR GR HR HU IS LI LT LU LV MA MC NL NO PL PT RO RS SE SI SK SM TN VA
"""
_PATTERNS = {
    country: pattern
    for entry in _ORDERS.split("|")
    for pattern, _, countries in (entry.strip().partition(":"),)
    for country in countries.split()
}


def locality_line(country: str, city: str, state: str, code: str) -> list[str]:
    """The lines below the street; parts that are "" are left out. A country not listed has all three on one line."""
    given = {"C": city, "S": state, "Z": code}
    lines: list[list[str]] = [[]]
    before = ""
    for sign in _PATTERNS.get(country.upper(), "C, S Z"):
        if sign == "/":
            lines.append([])
        elif sign not in given:
            before += sign
            continue
        elif given[sign]:
            lines[-1] += [before, given[sign].upper()] if lines[-1] else [given[sign].upper()]
        before = ""
    return [text.build(line) for line in lines if line]
