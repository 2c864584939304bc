"""Addresses, numbers and full names of the erased within texts: found by the register, blotted out.

A full name is known by its words without accents (namespace `name`), in the order of a letter or of
a list; its first word is known by itself (`word`), so that few neighbours have to be compared.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from string import digits
from urllib.parse import unquote

import duckdb

from loyalty_warehouse.erasure.register import Register
from loyalty_warehouse.erasure.sql import literal

AT = "(?:@|%40)"
TOKENS = {
    "email": rf"[A-Za-z0-9._%+'-]+{AT}[A-Za-z0-9.-]+",
    "phone": r"\+?[0-9](?:[0-9 ().,/\t\x{00A0}\x{2009}\x{202F}\x{2010}-\x{2015}_-]|%20)*[0-9]",
}
"""What may be an address or a number within a text, or several of them."""
ADDRESS = re.compile(TOKENS["email"])
DIGITS = (7, 19)
"""So many digits has a phone number, with up to four before the calling code."""
PIECES = r"[^\p{L}\p{M}\p{N}%]+"
"""What stands between words, but for what is encoded in a URL."""
WORD = re.compile("%[0-7][0-9A-Fa-f]|((?:%[89A-Fa-f][0-9A-Fa-f]|[^\\W_]|[\u0300-\u036f])+)")
GAP = 4
"""So many characters may stand between two words of a name."""
NAME = range(2, 7)
"""So many words has a full name."""
EXTENSION = "(?:(?:ext|x|poste|anexo|int)[.]?[0-9]{1,9})?"
"""What may stand right after a number, which then ends in no edge."""
ERASED = "[erased]"
BLOT = rf"\1{ERASED}\2"
CONTACT_EDGES = ("^|[^A-Za-z0-9._%+'-]|%[0-9A-Fa-f]{2}", "[^A-Za-z0-9.]|[.][^A-Za-z0-9]|[.]?$")
NAME_EDGES = (
    r"^|[^\p{L}\p{N}]|%[0-7][0-9A-Fa-f]",
    r"[^\p{L}\p{N}@%]|%[0-35-7][0-9A-Fa-f]|%4[1-9A-Fa-f]|$",
)
"""A name may stand anywhere but before the @ of an address, which is somebody else's."""

PLAIN = """regexp_replace(
    lower(strip_accents(coalesce(
        try(url_decode(replace({text}, '+', ' '))), replace({text}, '+', ' ')))),
    '[a-z0-9._%''-]+@[a-z0-9.-]+', '@', 'g')"""
"""A text without accents, addresses and what URLs encode, in SQL."""


@dataclass
class Tokens:
    """What has to go from the texts of a column, as it is spelled there."""

    contacts: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.contacts or self.names)


def tokens_within(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    text: str,
    register: Register,
    *,
    addresses_only: bool = False,
) -> Tokens:
    """What the register knows within the texts (an expression) of a source, in SQL."""
    contacts: set[str] = set()
    for kind, pattern in TOKENS.items():
        if kind == "email" or not addresses_only:
            tokens = connection.execute(
                f"select distinct unnest(regexp_extract_all({text}, ?)) from {source}", [pattern]
            ).fetchall()
            parts = _addresses if kind == "email" else _numbers
            several = {part for (token,) in tokens for part in parts(token)}
            contacts |= {part for part in several if register.find(kind, unquote(part))}
    names: set[str] = set()
    if register.has("name") and not addresses_only:
        names = _names_within(connection, source, text, register)
    return Tokens(_longest_first(contacts), _longest_first(names))


def blotted(text: str, tokens: Tokens) -> str:
    """A text without the tokens, in SQL; what only ends or begins with one stays.

    The character on either side belongs to the match, so neighbours need a second time.
    """
    for found, edges in ((tokens.contacts, CONTACT_EDGES), (tokens.names, NAME_EDGES)):
        several = "|".join(re.escape(one) + EXTENSION * (one[-1] in digits) for one in found)
        pattern = f"({edges[0]})(?:{several})({edges[1]})"
        for _ in (1, 2) if found else ():
            text = f"regexp_replace({text}, {literal(pattern)}, {literal(BLOT)}, 'gi')"
    return text


def name_forms(*parts: str) -> set[str]:
    """A full name as it is compared, in both orders; none if it is a single word.

    >>> sorted(name_forms("Anne-Sophie", "Traoré")), name_forms("Anne")
    (['anne sophie traore', 'traore anne sophie'], set())
    >>> sorted(name_forms("Anne-Sophie Traoré"))
    ['anne sophie traore', 'traore anne sophie']
    """
    given = [part for part in parts if part]
    if len(given) == 1:
        given = given[0].strip().rsplit(maxsplit=1)
    words = [[word for word, _, _ in _words(part)] for part in given]
    size = sum(map(len, words))
    if len(words) < NAME[0] or not all(words) or size not in NAME:
        return set()
    return {" ".join(chain(*order)) for order in (words, words[::-1])}


def name_pattern(names: Iterable[str]) -> str:
    """What finds full names in a plain text, with any separator of up to four characters."""
    between = rf"[^\p{{L}}\p{{N}}]{{1,{GAP}}}"
    several = "|".join(between.join(map(re.escape, name.split())) for name in sorted(names))
    return rf"(^|[^\p{{L}}\p{{N}}])({several})([^\p{{L}}\p{{N}}]|$)"


def _words(text: str) -> Iterator[tuple[str, int, int]]:
    """The words of a text without accents, and where they stand.

    >>> list(_words("n=Zo%C3%A9%20É"))
    [('n', 0, 1), ('zoe', 2, 10), ('e', 13, 14)]
    """
    for match in WORD.finditer(text):
        if match.group(1):
            plain = unicodedata.normalize("NFKD", unquote(match.group(1)).lower())
            word = "".join(letter for letter in plain if not unicodedata.combining(letter))
            yield word, match.start(), match.end()


def _names_within(
    connection: duckdb.DuckDBPyConnection, source: str, text: str, register: Register
) -> set[str]:
    pieces = connection.execute(
        f"select distinct unnest(regexp_split_to_array({text}, {literal(PIECES)})) from {source}"
    ).fetchall()
    starts: dict[str, bool] = {}
    holding = set()
    for (piece,) in pieces:
        for word, _, _ in _words(piece or ""):
            if starts.setdefault(word, bool(register.find("word", word))):
                holding.add(piece)
    if not holding:
        return set()
    texts = connection.execute(
        f"select distinct {text} from {source} where regexp_matches({text}, ?)",
        ["|".join(map(re.escape, sorted(holding)))],
    ).fetchall()
    return {name for (value,) in texts for name in _names(value, register, starts)}


def _names(text: str, register: Register, starts: dict[str, bool]) -> Iterator[str]:
    """The names within a text that the register knows, as they are spelled."""
    words = list(_words(ADDRESS.sub(lambda found: "@" * len(found.group()), text)))
    for first, (word, start, end) in enumerate(words):
        name = word
        for size, (other, begin, stop) in enumerate(words[first + 1 :], start=2):
            if not starts.get(word) or size not in NAME or len(unquote(text[end:begin])) > GAP:
                break
            name, end = f"{name} {other}", stop
            if register.find("name", name):
                yield text[start:end]


def _longest_first(tokens: set[str]) -> list[str]:
    return sorted(tokens, key=lambda token: (-len(token), token))


def _addresses(token: str) -> Iterator[str]:
    """What may be the address in a piece of text: all, or what follows an encoded character.

    >>> list(_addresses("to%3Danna%40mail.example."))
    ['to%3Danna%40mail.example', 'anna%40mail.example']
    """
    token = token.strip(".")
    yield token
    name = re.split(AT, token)[0]
    for encoded in re.finditer("%[0-9A-Fa-f]{2}", name):
        if encoded.end() < len(name):
            yield token[encoded.end() :]


def _numbers(token: str) -> Iterator[str]:
    """What may be the number in a row of digits: any neighbouring groups of the right length.

    >>> list(_numbers("12 0612345678"))
    ['12 0612345678', '0612345678']
    """
    groups = [match.span() for match in re.finditer(r"\+?[0-9]+", token.replace("%20", "   "))]
    for first, (start, _) in enumerate(groups):
        length = 0
        for begin, end in groups[first:]:
            length += end - begin
            if length > DIGITS[1]:
                break
            if length >= DIGITS[0]:
                yield token[start:end]
