"""What an erasure keeps for Spark, and whose the values are by the time of the proof."""

from __future__ import annotations

import stat
from pathlib import Path

import duckdb

from loyalty_warehouse.erasure.on_spark import NAME, keep_for_spark
from loyalty_warehouse.erasure.pending import Pending, read_pending
from loyalty_warehouse.erasure.plan import Person, keys_of_theirs
from loyalty_warehouse.erasure.proof import Proof, Values, scan_folder, without_newcomers
from loyalty_warehouse.identity import Record

from .test_renewal import folders
from .toy import annas, land


def test_several_erasures_wait_for_one_build(tmp_path: Path) -> None:
    paths = folders(tmp_path)
    anna = Pending({"toy": ""}, ["a"], ["shop:1"], [1, 2], [1], ["anna@mail.example"], ["Anna"])
    ben = Pending({"other": ""}, ["b"], ["shop:2"], [4], [4], ["ben@mail.example"], [], {"x": {}})
    for erasure in (anna, ben, ben):
        keep_for_spark(paths, erasure)
    kept = read_pending(paths, NAME)
    assert kept is not None
    assert (kept.shops, kept.persons) == ({"toy": "", "other": ""}, ["a", "b"])
    assert (kept.record_keys, kept.tombstones) == ([1, 2, 4], [1, 4])
    assert (kept.long, kept.short) == (["anna@mail.example", "ben@mail.example"], ["Anna"])
    assert (kept.names, kept.figures) == ([], {})
    file = tmp_path / "erasure" / f"{NAME}.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert read_pending(paths) is None


def test_what_others_have_by_now_is_not_looked_for(tmp_path: Path) -> None:
    tables = land(tmp_path / "raw")
    values = Values({"ben@mail.example", "gone@mail.example"}, {"Ben", "Zoe"})
    left = without_newcomers(tables, annas(tmp_path / "erasure"), values)
    assert (left.long, left.short) == ({"gone@mail.example"}, {"Zoe"})


def test_the_proof_reads_every_file_of_a_folder(tmp_path: Path) -> None:
    place = tmp_path / "shop_marts.db"
    tables = {
        "customers": "select 'Zoe' as first_name, 7 as customer_id, 'gone@mail.example' as remark",
        "events": "select 'erase' as event_type, 7 as record_key, 7 as customer_id, 1 as "
        "registration_number",
        "links": "select 8 as record_key, 9 as identifier_key, 7 as customer_id",
    }
    for name, query in tables.items():
        (place / name).mkdir(parents=True)
        with duckdb.connect() as connection:
            connection.execute(f"copy ({query}) to '{place / name}/part-0.parquet'")
    (place / "links" / "_temporary").mkdir()
    (place / "links" / "_temporary" / "part-1.parquet").write_bytes(b"PAR1 half")
    (place / "links" / ".note").write_text("gone@mail.example")
    with duckdb.connect(str(place / "links" / "copy.duckdb")) as connection:
        connection.execute(f"create table customers as {tables['customers']}")
        connection.execute(f"create table events as {tables['events']}")
        connection.execute(f"create table links as {tables['links']}")
    proof = Proof()
    values = Values({"gone@mail.example"}, {"Zoe"})
    scan_folder(place, values, [7, 9], {"customers": {"first_name"}}, proof)
    assert sorted(proof.found) == [
        "copy.duckdb main.customers, column first_name",
        "copy.duckdb main.customers, column remark",
        "copy.duckdb main.links, keys in column identifier_key",
        "shop_marts.db/customers, column first_name",
        "shop_marts.db/customers, column remark",
        "shop_marts.db/links, keys in column identifier_key",
        "shop_marts.db/links/_temporary/part-1.parquet, perhaps: it cannot be read",
        "the bytes of .note",
        "the bytes of copy.duckdb",
        "the bytes of part-0.parquet",
    ]
    alone = Proof()
    scan_folder(place / "links" / ".note", values, [7, 9], {}, alone)
    assert (alone.files, alone.found) == (1, ["the bytes of .note"])
    clean = Proof()
    scan_folder(place / "events", values, [7, 9], {}, clean)
    assert (clean.tables, clean.found) == (1, [])


def test_one_file_is_read_without_its_siblings_and_extracts_each_for_itself(
    tmp_path: Path,
) -> None:
    place = tmp_path / "extracts"
    place.mkdir()
    queries = {
        "customers": "select 'Zoe' as first_name, {'a': 1} as id",
        "links": "select 7::bigint as id, 'x' as first_name",
        "notes": "select 'gone@mail.example' as id, 'Zoe' as first_name",
        "texts": "select 'gone@mail.example' as text",
    }
    with duckdb.connect() as connection:
        for name, query in queries.items():
            connection.execute(f"copy ({query}) to '{place}/{name}.parquet' (compression zstd)")
    values, personal = Values({"gone@mail.example"}, {"Zoe"}), {"customers": {"first_name"}}
    proof, alone, other = Proof(), Proof(), Proof()
    scan_folder(place, values, [7], personal, proof)
    assert [found for found in sorted(proof.found) if "bytes" not in found] == [
        "extracts/customers.parquet, column first_name",
        "extracts/links.parquet, keys in column id",
        "extracts/notes.parquet, column id",
        "extracts/texts.parquet, column text",
    ]
    scan_folder(place / "customers.parquet", values, [7], personal, alone)
    assert (alone.tables, alone.found) == (1, ["customers.parquet, column first_name"])
    scan_folder(place / "links.parquet", values, [8], personal, other)
    assert (other.tables, other.files, other.found) == (1, 1, [])


def test_a_copy_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    place = tmp_path / "copies"
    place.mkdir()
    (place / "broken.duckdb").write_bytes(b"half of a file with gone@mail.example")
    with duckdb.connect(str(place / "whole.duckdb")) as connection:
        connection.execute("create table links as select 7::bigint as identifier_key")
    proof = Proof()
    scan_folder(place, Values({"gone@mail.example"}), [7], {}, proof)
    assert sorted(proof.found) == [
        "copies/broken.duckdb, perhaps: it cannot be read",
        "the bytes of broken.duckdb",
        "whole.duckdb main.links, keys in column identifier_key",
    ]


def test_an_id_within_a_longer_one_of_others_is_not_theirs(tmp_path: Path) -> None:
    """Their card K000000113, an event 3K000000113 of somebody else."""
    place = tmp_path / "shop_marts.db" / "touches"
    place.mkdir(parents=True)
    with duckdb.connect() as connection:
        query = "select '3K000000113' as touch_id"
        connection.execute(f"copy ({query}) to '{place}/part-0.parquet' (compression uncompressed)")
    (place / ".log").write_text("read 3K000000113")
    proof = Proof()
    scan_folder(place, Values({"K000000113"}), [], {}, proof)
    assert (proof.files, proof.found) == (2, [])
    (place / ".log").write_text("read K000000113")
    scan_folder(place, Values({"K000000113"}), [], {}, proof)
    assert proof.found == ["the bytes of .log"]


def test_keys_of_what_identifies_nobody_may_stay() -> None:
    edges = """(1, 11, null), (1, 12, 'blocked_value'), (2, 13, null), (1, 13, null),
        (2, 14, 'blocked_value'), (1, null, null)"""
    with duckdb.connect() as connection:
        connection.execute("create schema intermediate")
        connection.execute(
            f"create table intermediate.int_identity_edges as select * from (values {edges}) "
            "as t (record_key, identifier_key, refused_reason)"
        )
        person = Person("shop:1", 1, "a", [Record(1, 1, "shop", "customer", "1")])
        assert keys_of_theirs(connection, [person]) == ([11, 12], [12])
