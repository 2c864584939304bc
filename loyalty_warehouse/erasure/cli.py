"""What `warehouse erase` says. Of the erased it names the record that was named, nothing else.

Before an erasure it also names records of others that only an order connects with the erased.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from rich.console import Console

from loyalty_warehouse.erasure.on_spark import prove, renew_log
from loyalty_warehouse.erasure.proof import Proof
from loyalty_warehouse.erasure.run import (
    Erasure,
    erase,
    parsed,
    preview,
    resume,
    screen_new_files,
)
from loyalty_warehouse.errors import WarehouseError
from loyalty_warehouse.settings import Paths, Shop
from loyalty_warehouse.shops import load_shop

Say = Callable[[str], None]


def run_erasure(
    out: Console,
    err: Console,
    shop_name: str,
    records: list[str],
    *,
    requests: bool,
    yes: bool,
    is_resumed: bool,
    is_on_spark: bool,
) -> None:
    """Tell what would go, or erase and tell what went."""
    from loyalty_warehouse import pipeline
    from loyalty_warehouse.progress import RichProgress

    paths = Paths.from_environment()

    def build(shop: Shop) -> object:
        with RichProgress(err, shop.name) as progress:
            return pipeline.build(
                paths, shop, progress, force=True, allow_shrink=True, is_erasing=True
            )

    def say(text: str) -> None:
        out.print(text, markup=False, highlight=False, soft_wrap=True)

    if is_resumed:
        resumed = resume(paths, build)
        if resumed is None:
            raise WarehouseError("There is no interrupted erasure to go on with.")
        _tell_proof(say, resumed)
        if resumed.is_on_spark:
            _renew_on_spark(say, paths, load_shop(paths, resumed.shops[0]))
        return
    shop = load_shop(paths, shop_name)
    if is_on_spark and not (records or requests):
        _renew_on_spark(say, paths, shop)
        return
    if not yes:
        with err.status("looking"):
            found = preview(paths, shop, records, requests=requests)
        _tell(say, found, "would change", by_name=not requests)
        _tell_whom_points_name(say, found)
        if found.persons:
            say("Nothing was changed: add --yes to erase. There is no way back.")
        return
    done = erase(paths, shop, records, build, requests=requests, is_on_spark=is_on_spark)
    _tell(say, done, "changed", by_name=not requests)
    _tell_proof(say, done)
    if done.is_on_spark:
        _renew_on_spark(say, paths, shop)


def run_screen(out: Console, err: Console, shop_name: str) -> None:
    """Screen raw files that landed since, as a build does before it reads them."""
    paths = Paths.from_environment()
    shop = load_shop(paths, shop_name)
    with err.status("looking"):
        rows = screen_new_files(paths, shop, lambda: parsed(paths, shop))
    for table, count in sorted(rows.items()):
        out.print(f"  {table}: {count:,} rows changed", highlight=False, soft_wrap=True)
    out.print("Raw files hold nothing of the erased.", soft_wrap=True)


def run_proof(out: Console, err: Console, shop_name: str, places: Iterable[Path]) -> None:
    """Prove an erasure in Spark's folders and wherever else copies are."""
    paths = Paths.from_environment()
    with err.status("looking"):
        proof = prove(paths, load_shop(paths, shop_name), [place.resolve() for place in places])
    out.print(_found_nothing(proof) + ".", highlight=False, soft_wrap=True)


def _renew_on_spark(say: Say, paths: Paths, shop: Shop) -> None:
    renew_log(paths, shop)
    say(
        f"The log of identity of {shop.name} on Spark holds the erased no more. The other tables "
        "do until you register the raw files and run `dbt build --target spark` (all models). Then "
        "prove it: `warehouse erase --prove <the folder of Spark's tables> --prove <of its logs>`."
    )


def _tell(say: Say, erasure: Erasure, verb: str, *, by_name: bool) -> None:
    if not erasure.persons:
        say("No request for erasure stands.")
        return
    if not by_name:
        say(f"Requests for erasure that stand: {len(erasure.persons):,} customers")
        alone = sum(len({one.system for one in person.records}) == 1 for person in erasure.persons)
        if alone:
            say(
                f"  {alone:,} of them have records of one system only: if others know them, too, "
                "no identifier leads there any more (anonymised records, say), at most an order "
                "that their points name. Erase those by a record of each: "
                "`warehouse erase SYSTEM:ID`."
            )
    for person in erasure.persons if by_name else ():
        systems = sorted({record.system for record in person.records})
        say(
            f"{person.name}: customer {person.customer_id}, {len(person.records)} records in "
            f"{', '.join(systems)}"
        )
    for table, count in sorted(erasure.rows.items()):
        say(f"  {table}: {count:,} rows {verb}")
    say(f"  shops built anew: {', '.join(erasure.shops)}")


def _tell_whom_points_name(say: Say, erasure: Erasure) -> None:
    if erasure.to_look_at:
        say(
            f"Their points name orders of {len(erasure.to_look_at):,} records that no identifier "
            "links with them. A card may be lent, so nothing of these is erased: name each that is "
            "the same person's (`warehouse erase SYSTEM:ID`):"
        )
    for record in erasure.to_look_at:
        say(f"  {record}")


def _tell_proof(say: Say, erasure: Erasure) -> None:
    proof = erasure.proof
    if proof is not None:
        say(f"{_found_nothing(proof)}; closed figures are what they were.")


def _found_nothing(proof: Proof) -> str:
    return (
        f"Proof: nothing is left in {proof.columns:,} columns of {proof.tables:,} tables and "
        f"{proof.files:,} files"
    )
