"""The spellings of one identifier, as macros/identity/normalised_identifier.sql makes them one."""

from __future__ import annotations

import re
from collections.abc import Iterable

EMAIL = re.compile(r"[^@ ]+@[^@ ]+[.][^@ ]+")
GOOGLE = ("gmail.com", "googlemail.com")
WITH_TAGS = (
    "outlook.com",
    "hotmail.com",
    "live.com",
    "icloud.com",
    "me.com",
    "fastmail.com",
    "proton.me",
    "protonmail.com",
)
E164 = re.compile(r"[+][1-9][0-9]{6,14}")

Countries = Iterable[tuple[str, str]]
"""Calling codes with their trunk prefixes (empty where there is none)."""


def normalised_email(value: str) -> str:
    """An address in lower case, without what its provider ignores.

    >>> normalised_email(" Anna.Bell+shop@Googlemail.com"), normalised_email("A.B+c@shop.example")
    ('annabell@gmail.com', 'a.b+c@shop.example')
    """
    address = value.strip().lower()
    if not EMAIL.fullmatch(address):
        return address
    name, _, domain = address.partition("@")
    name = name.partition("+")[0]
    if domain in GOOGLE and name.replace(".", ""):
        return f"{name.replace('.', '')}@gmail.com"
    return f"{name}@{domain}" if domain in WITH_TAGS and name else address


def phone_forms(number: str, countries: Countries) -> set[str]:
    """The digits by which a number in E.164 may be written: with its country, or within it.

    >>> sorted(phone_forms("+33612345678", [("33", "0")]))
    ['0612345678', '330612345678', '33612345678', '612345678']
    """
    if not E164.fullmatch(number):
        return set()
    digits = number[1:]
    found = {digits}
    codes = [(code, trunk) for code, trunk in countries if code and digits.startswith(code)]
    longest = max((len(code) for code, _ in codes), default=0)
    for code, trunk in codes:
        if len(code) == longest:
            national = digits[longest:]
            found |= {national, trunk + national, code + trunk + national}
    return {form for form in found if len(form) >= 7}
