"""The spellings of one identifier, as the models of identity make them one.

Addresses as macros/identity/normalised_identifier.sql, phones as the macro dialled_digits and the
model int_phone_numbers read them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

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
EXTENSION_LABELS = "(;ext=|;|,,|ext[a-z]*|x+|poste|anexo|int|#)"
"""As in macros/identity/dialled_digits.sql; a test holds them together."""
EXTENSION = re.compile(rf"[^0-9a-z]*{EXTENSION_LABELS}[^0-9a-z]*[0-9]{{1,9}}#?\Z")


class Country(NamedTuple):
    """How numbers are written in a country: a row of seeds/phone_countries.csv."""

    calling_code: str
    trunk_prefix: str = ""
    international_prefix: str = "00"
    national_lengths: str = ""

    def has(self, digits: str) -> bool:
        """Whether digits are a full number of the country."""
        national = digits.removeprefix(self.calling_code)
        return (
            digits.startswith(self.calling_code)
            and str(len(national)) in self.national_lengths.split()
            and not (self.trunk_prefix in ("0", "1") and national.startswith(self.trunk_prefix))
        )


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


def digits_of(phone: str) -> str:
    """The digits of a phone number without its extension.

    >>> digits_of("06 12 34 56 78 Poste 12"), digits_of("+33612345678;ext=9"), digits_of("#12")
    ('0612345678', '33612345678', '12')
    """
    digits, all_digits = (
        re.sub(r"\D", "", text) for text in (EXTENSION.sub("", phone.lower()), phone)
    )
    return digits or all_digits


def phone_forms(number: str, countries: Iterable[Country]) -> set[str]:
    """The digits by which a number in E.164 may be written: within its country or from any other.

    What would be the full number of another country so written is not among them.

    >>> sorted(phone_forms("+33612345678", [Country("33", "0")]))
    ['0612345678', '330612345678', '33612345678', '612345678']
    >>> america, guyana = Country("1", "1", "011", "10"), Country("592", "0", "001", "7")
    >>> sorted(phone_forms("+4512345678", [Country("45"), america, guyana]))
    ['0114512345678', '12345678', '4512345678']
    >>> sorted(phone_forms("+4512345678", [Country("45"), guyana]))
    ['0014512345678', '12345678', '4512345678']
    """
    if not E164.fullmatch(number):
        return set()
    digits, countries = number[1:], list(countries)
    full = {digits}
    found = {digits}
    codes = [one for one in countries if digits.startswith(one.calling_code or "+")]
    longest = max((len(one.calling_code) for one in codes), default=0)
    for country in codes:
        if len(country.calling_code) == longest:
            national, trunk = digits[longest:], country.trunk_prefix
            full.add(country.calling_code + trunk + national)
            found |= {national, trunk + national}
    # Two zeros are known anyhow; one, or three, would make a national number of Germany of it.
    for prefix in {one.international_prefix for one in countries} - {"", "0", "00", "000"}:
        for form in full:
            written = (prefix + form).removeprefix("00")
            if not any(country.has(written) for country in countries):
                found.add(prefix + form)
    return {form for form in found | full if len(form) >= 7}
