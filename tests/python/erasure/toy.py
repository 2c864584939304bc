"""Raw tables made by hand, with what their YAML would say: a household of two, a stranger."""

from __future__ import annotations

from pathlib import Path

import duckdb

from loyalty_warehouse.erasure.register import Register
from loyalty_warehouse.erasure.tags import PersonalColumn, PersonalTable
from loyalty_warehouse.landing_contract import Expected

ROWS = {
    # Anna (1) is to be erased. Ben (2) shares her phone and her tablet; Cem (3) is a stranger.
    "shop.account": """
        (1::bigint, 'Anna@Mail.example', '06 12 34 56 78', 'Anna', 'first'),
        (2, 'ben@mail.example', '0612345678', 'Ben', 'second'),
        (3, 'joanna@mail.example', null, 'Anna', 'third'),
        (4, 'anna@mail.example', null, 'Anna B.', 'a copy that was refused')
        as t (id, email, phone, name, remark)""",
    "shop.sale": """
        (10::bigint, 1::bigint, null, '1 Oak Street', 12.50::decimal(9, 2)),
        (11, null, 'anna@mail.example', '1 Oak Street', 7),
        (12, 2, 'ben@mail.example', '1 Oak Street', 8),
        (13, 3, 'anna@mail.example', '9 Elm Street', 9)
        as t (number, account_id, email, street, amount)""",
    "shop.parcel": """
        (100, 10::bigint, 'RX-77'), (101, 12, 'RX-78') as t (id, sale_number, tracking)""",
    "web.hit": """
        ('tab', timestamp '2024-01-01 10:00:00', null, '/a?mail=anna@mail.example'),
        ('tab', timestamp '2024-01-02 10:00:00', 1::bigint, '/b'),
        ('tab', timestamp '2024-01-03 10:00:00', 2, '/c'),
        ('tab', timestamp '2024-01-04 10:00:00', null, '/d')
        as t (cookie, seen_at, account_id, page)""",
    "desk.note": """
        (1, 'Anna@Mail.example called from 06 12 34 56 78'), (2, 'joanna@mail.example called'),
        (3, '/a?u=x%3Danna%40mail.example&c=1'), (4, '12/3 07/00/00/00/01 or +33 7-00-00-00-01!')
        as t (id, body)""",
    # Ids that a loader made fractions of.
    "bank.pay": """
        (1::double, 'fp1', 'to Anna', 40::decimal(12, 2)),
        (3, 'fp1', 'to Cem', 41), (1, 'fp2', 'x', 42)
        as t (account_id, card, note, number)""",
}


def _text(name: str, holds: str | None = None) -> PersonalColumn:
    return PersonalColumn(name, holds=holds, is_kept=holds == "url")


def _id(name: str, namespace: str) -> PersonalColumn:
    return PersonalColumn(name, is_required=True, identifies=(namespace,))


COLUMNS: dict[str, tuple[tuple[PersonalColumn, ...], tuple[str, ...], str | None]] = {
    "shop.account": (
        (
            _id("id", "shop"),
            _text("email", "email"),
            _text("phone", "phone"),
            PersonalColumn("name", names="full"),
        ),
        ("id",),
        None,
    ),
    "shop.sale": (
        (_id("account_id", "shop"), _text("email", "email"), _text("street", "text")),
        ("number",),
        None,
    ),
    "shop.parcel": (
        (PersonalColumn("sale_number", is_personal=False, part_of="shop.sale"), _text("tracking")),
        ("id",),
        None,
    ),
    "web.hit": (
        (_id("cookie", "device"), _id("account_id", "shop"), _text("page", "url")),
        ("cookie", "seen_at"),
        "seen_at",
    ),
    "bank.pay": (
        (
            _id("account_id", "shop"),
            PersonalColumn("card", mentions=("payment_card",)),
            _text("note"),
        ),
        ("number",),
        None,
    ),
    "desk.note": ((_text("body", "text"),), ("id",), None),
}


def land(raw: Path, changed: dict[str, str] | None = None) -> list[PersonalTable]:
    """Write the tables below a folder, some with other rows; returns what is known of them."""
    tables = []
    for name, rows in (ROWS | (changed or {})).items():
        system, _, table = name.partition(".")
        file = raw / system / table / "part-0.parquet"
        file.parent.mkdir(parents=True, exist_ok=True)
        values, _, names = rows.rpartition("as t ")
        query = f"select * from (values {values}) as t {names}"
        with duckdb.connect() as connection:
            connection.execute(f"copy ({query}) to '{file}' (format parquet)")
        columns, key, time = COLUMNS[name]
        relation = f"read_parquet('{file.parent}/*.parquet', union_by_name=true)"
        expected = Expected(system, table, relation, is_optional=False, columns={})
        tables.append(PersonalTable(expected, columns, key, time))
    return tables


def annas(folder: Path) -> Register:
    """A register with what is Anna's alone: her account, her address, her turn on the tablet."""
    folder.mkdir(parents=True, exist_ok=True)
    register = Register(folder / "register.csv", b"k" * 32)
    register.add("shop", "1", "00ff00ff00ff00ff")
    register.add("email", "anna@mail.example", "00ff00ff00ff00ff")
    register.add("phone", "33700000001", "00ff00ff00ff00ff")
    register.add("phone", "0700000001", "00ff00ff00ff00ff")
    register.add("payment_card", "fp1", "00ff00ff00ff00ff")
    register.add("device", "tab", "00ff00ff00ff00ff", valid_to="2024-01-03 10:00:00")
    return register


def rows_of(raw: Path, name: str) -> list[tuple[object, ...]]:
    """A raw table in its order."""
    file = raw / name.replace(".", "/") / "part-0.parquet"
    with duckdb.connect() as connection:
        return connection.execute(f"from '{file}'").fetchall()
