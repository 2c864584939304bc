"""The macros that read landed values, rendered without dbt: the same rules, from the same files."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment, StrictUndefined

from loyalty_warehouse.errors import WarehouseError

FILES = (
    "conformed/type_family.sql",
    "cross_db/matches.sql",
    "cross_db/parse_number.sql",
    "cross_db/parse_timestamp.sql",
    "cross_db/plain_text.sql",
    "cross_db/replace_all.sql",
    "staging/is_currency.sql",
    "staging/typed_rows.sql",
)


class Rules:
    """The staging rules of one project, as DuckDB's SQL."""

    def __init__(self, macros: Path) -> None:
        environment = Environment(extensions=["jinja2.ext.do"], undefined=StrictUndefined)
        environment.globals |= {
            "return": lambda value: value,
            "exceptions": SimpleNamespace(raise_compiler_error=_refused),
            "adapter": SimpleNamespace(dispatch=self._dispatched, quote=_quoted),
        }
        texts = [(macros / file).read_text(encoding="utf-8") for file in FILES]
        self._macros: Any = environment.from_string("\n".join(texts)).module

    def typed_value(
        self, name: str, data_type: str, landed_type: str, text_format: str = ""
    ) -> str:
        """The SQL of a landed column in the type of its contract; null where it is unreadable.

        ``text_format``: the column's meta `format`. Raises WarehouseError if there is none such.
        """
        config = SimpleNamespace(meta={"format": text_format})
        column = SimpleNamespace(name=name, data_type=data_type, config=config)
        return str(self._macros.typed_value(column, landed_type)).strip()

    def is_currency(self, value: str) -> str:
        """The SQL condition that a text is a currency code."""
        return str(self._macros.is_currency(value)).strip()

    def _dispatched(self, name: str) -> Callable[..., Any]:
        macro: Callable[..., Any] = getattr(self._macros, f"default__{name}")
        return macro


@cache
def staging_rules(macros: Path) -> Rules:
    """The rules of a folder of macros, read once."""
    return Rules(macros)


def _refused(message: str) -> None:
    raise WarehouseError(message)


def _quoted(name: str) -> str:
    return f'"{name}"'
