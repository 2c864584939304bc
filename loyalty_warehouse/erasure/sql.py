"""Names and texts for SQL."""

from __future__ import annotations


def quoted(name: str) -> str:
    """A column or a text for SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text in SQL."""
    return "'" + text.replace("'", "''") + "'"
