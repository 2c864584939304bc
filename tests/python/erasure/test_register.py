"""The register knows its key, and every spelling of what it holds."""

from __future__ import annotations

import threading
from pathlib import Path

import duckdb
import pytest
from workspace import PROJECT

from loyalty_warehouse.erasure.cli import _tell, _tell_whom_points_name
from loyalty_warehouse.erasure.identifiers import EXTENSION, EXTENSION_LABELS, Country, phone_forms
from loyalty_warehouse.erasure.plan import Person, enter, named_by_points
from loyalty_warehouse.erasure.register import KEY, Register, locked, read_register
from loyalty_warehouse.erasure.run import Erasure
from loyalty_warehouse.errors import WarehouseError
from loyalty_warehouse.identity import Record
from loyalty_warehouse.settings import Paths

from .toy import annas

ANNA = "00ff00ff00ff00ff"


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    monkeypatch.delenv(KEY, raising=False)
    return Paths(tmp_path, tmp_path / "raw", tmp_path, tmp_path / "build", tmp_path / "published")


def test_a_register_is_read_with_its_own_key_only(
    paths: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = annas(tmp_path / "erasure")
    register.save()
    assert set(read_register(paths)) == set(register)
    monkeypatch.setenv(KEY, "another long text that is no key of theirs")
    with pytest.raises(WarehouseError, match="The key is not that of"):
        read_register(paths)
    monkeypatch.setenv(KEY, "short")
    with pytest.raises(WarehouseError, match="shorter than 32 bytes"):
        read_register(paths)


@pytest.mark.parametrize("content", [b"", b"\n", b"x" * 31])
def test_an_empty_or_short_key_is_refused(paths: Paths, tmp_path: Path, content: bytes) -> None:
    annas(tmp_path / "erasure").save()
    (tmp_path / "erasure" / "key").write_bytes(content)
    with pytest.raises(WarehouseError, match="shorter than 32 bytes"):
        read_register(paths)


def test_an_emptied_register_is_refused(paths: Paths, tmp_path: Path) -> None:
    register = annas(tmp_path / "erasure")
    register.save()
    register.path.write_text("namespace,hash,person,pseudonym,valid_from,valid_to\n")
    with pytest.raises(WarehouseError, match="come back"):
        read_register(paths)


@pytest.mark.parametrize(
    ("kind", "value", "found"),
    [
        ("email", "Anna.Bell+new@Googlemail.com", True),
        ("email", "annabell@gmail.com", True),
        ("email", "annabella@gmail.com", False),
        ("phone", "+33 6 12 34 56 78", True),
        ("phone", "+33 (0)6 12 34 56 78", True),
        ("phone", "0033612345678", True),
        ("phone", "06.12.34.56.78", True),
        ("phone", "011 33 6 12 34 56 78", True),
        ("phone", "0011 33 (0)6 12 34 56 78", True),
        ("phone", "810 33 06 12 34 56 78", True),
        ("phone", "06 12 34 56 78 x12", True),
        ("phone", "011 33 6 12 34 56 78 Poste 12", True),
        ("phone", "+33612345678;ext=12", True),
        ("phone", "06 12 34 56 78 12", False),
        ("phone", "06 12 34 56 79 x12", False),
        ("phone", "012 33 6 12 34 56 78", False),
        ("phone", "+31612345678", False),
        ("payment_card", "fp1", True),
    ],
)
def test_every_spelling_is_known(tmp_path: Path, kind: str, value: str, found: bool) -> None:
    register = Register(tmp_path / "register.csv", b"k" * 32)
    with duckdb.connect() as connection:
        _build(connection)
        enter(connection, Person("shop:1", 1, ANNA), register)
    assert bool(register.find(kind, value)) is found


def test_a_number_that_is_written_as_anothers_is_known_with_its_country_only(
    tmp_path: Path,
) -> None:
    register = Register(tmp_path / "register.csv", b"k" * 32)
    with duckdb.connect() as connection:
        _build(connection)
        connection.execute(
            "insert into conformed.customer_records values ('shop', '2', null, '0612345678')"
        )
        enter(connection, Person("shop:1", 1, ANNA), register)
    assert register.find("phone", "+33612345678")
    assert not register.find("phone", "0612345678")


def test_one_at_a_time_changes_the_register(paths: Paths) -> None:
    order: list[str] = []

    def other() -> None:
        with locked(paths):
            order.append("other")

    with locked(paths):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(0.3)
        order.append("first")
    thread.join()
    assert order == ["first", "other"]


def test_of_requests_the_number_is_told_and_nobody_is_named() -> None:
    said: list[str] = []
    erasure = Erasure([Person("shop:123", 456, ANNA), Person("shop:124", 457, ANNA)])
    _tell(said.append, erasure, "changed", by_name=False)
    assert "2 customers" in said[0] and "123" not in " ".join(said)


def test_requests_say_whom_records_of_one_system_only_lead_to() -> None:
    said: list[str] = []
    linked, alone = Person("shop:123", 456, ANNA), Person("club:9", 9, ANNA)
    linked.records = [
        Record(1, 456, "shop", "customer", "123"),
        Record(2, 456, "x", "customer", "7"),
    ]
    alone.records = [Record(3, 9, "club", "customer", "9"), Record(4, 9, "club", "customer", "8")]
    _tell(said.append, Erasure([linked, alone]), "changed", by_name=False)
    assert said[1].strip().startswith("1 of them have records of one system only")


def test_points_lead_to_the_buyers_of_their_orders() -> None:
    """Member 9 has points for an order of another record, a guest order and one of its own."""
    with duckdb.connect() as connection:
        connection.execute("""
            create schema conformed; create schema intermediate;
            create table intermediate.int_customer_map as select * from (values
                (90, 9, 'club', 'customer', 'M9'), (70, 7, 'shop', 'customer', '7'),
                (71, 9, 'shop', 'customer', '71'), (80, 8, 'till', 'order', 'T8'),
                (60, 6, 'club', 'customer', 'M6'), (50, 5, 'shop', 'customer', '5'))
                as t (customer_record_key, customer_id, source_system, record_type,
                    customer_record_id);
            create table conformed.orders as select * from (values
                ('shop', 'O1', '7'), ('shop', 'O2', '71'), ('till', 'T8', null),
                ('shop', 'O3', '5'))
                as t (source_system, order_id, customer_record_id);
            create table conformed.loyalty_movements as select * from (values
                (90, 'club', 'shop', 'O1'), (90, 'club', 'shop', 'O1'), (90, 'club', 'shop', 'O2'),
                (90, 'club', 'till', 'T8'), (90, 'club', null, 'O3'), (60, 'club', 'shop', 'O3'))
                as t (member_key, source_system, order_source_system, order_id)""")
        persons = [Person("club:M9", 9, ANNA)]
        assert named_by_points(connection, persons) == ["shop:7", "till:order:T8"]


def test_records_that_only_points_lead_to_are_named_before_not_after() -> None:
    said: list[str] = []
    erasure = Erasure([Person("club:9", 9, ANNA)], to_look_at=["shop:7", "pos:order:8"])
    _tell_whom_points_name(said.append, erasure)
    assert "2 records" in said[0] and said[1:] == ["  shop:7", "  pos:order:8"]
    said.clear()
    _tell_whom_points_name(said.append, Erasure([Person("club:9", 9, ANNA)]))
    assert said == []


def test_forms_of_a_country_without_a_trunk_prefix() -> None:
    countries = [Country("39"), Country("3", "0")]
    assert phone_forms("+39061234567", countries) == {"39061234567", "061234567"}


def test_extensions_are_those_that_the_models_leave_out() -> None:
    macro = (PROJECT / "macros/identity/dialled_digits.sql").read_text()
    assert f"labels = '{EXTENSION_LABELS}'" in macro
    beside = EXTENSION.pattern.removesuffix(r"\Z").split(EXTENSION_LABELS)
    assert f"'{beside[0]}' ~ labels ~ '{beside[1]}$'" in macro


def _build(connection: duckdb.DuckDBPyConnection) -> None:
    """What an erasure reads of a build: Anna is customer 1, Ben (of another country) 2."""
    connection.execute("""
        create schema conformed; create schema intermediate; create schema rules;
        create table conformed.customer_records as select * from (values
            ('shop', '1', 'anna.bell@gmail.com', '06 12 34 56 78'))
            as t (source_system, customer_record_id, email, phone);
        create table conformed.identity_signals as select * from (values
            ('shop', 'customer', '1', 'payment_card', 'fp1'))
            as t (source_system, record_type, record_id, identifier_kind, identifier_value);
        create table intermediate.int_customer_map as select * from (values
            ('shop', 'customer', '1', 1, 1), ('shop', 'customer', '2', 2, 2))
            as t (source_system, record_type, customer_record_id, customer_record_key, customer_id);
        create table intermediate.int_identity_signals as select * from (values
            (1, 'email', 'annabell@gmail.com', 11), (1, 'phone', '+33612345678', 12),
            (1, 'payment_card', 'fp1', 13), (2, 'phone', '+31698765432', 14))
            as t (record_key, identifier_kind, identifier_value, identifier_key);
        create table intermediate.int_identity_edges (
            record_key int, identifier_kind varchar, identifier_key int, refused_reason varchar);
        create table intermediate.int_device_owners (
            device_key int, customer_id int, valid_from timestamp, valid_to timestamp);
        create table conformed.events (device_key int, device_id varchar);
        create table rules.phone_countries as select * from (values
            ('33', '0', '00', '9'), ('31', '0', '00', '9 11'), ('1', '1', '011', '10'),
            ('61', '0', '0011', '9'), ('7', '8', '810', '10 14'), ('680', null, null, '7'))
            as t (calling_code, trunk_prefix, international_prefix, national_lengths);
    """)
