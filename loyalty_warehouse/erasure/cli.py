"""What `warehouse erase` says. Of the erased it names the record that was named, nothing else."""

from __future__ import annotations

from collections.abc import Callable

from rich.console import Console

from loyalty_warehouse.erasure.run import Erasure, erase, preview, resume
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
        return
    shop = load_shop(paths, shop_name)
    if not yes:
        with err.status("looking"):
            found = preview(paths, shop, records, requests=requests)
        _tell(say, found, "would change", by_name=not requests)
        if found.persons:
            say("Nothing was changed: add --yes to erase. There is no way back.")
        return
    done = erase(paths, shop, records, build, requests=requests)
    _tell(say, done, "changed", by_name=not requests)
    _tell_proof(say, done)


def _tell(say: Say, erasure: Erasure, verb: str, *, by_name: bool) -> None:
    if not erasure.persons:
        say("No request for erasure stands.")
        return
    if not by_name:
        say(f"Requests for erasure that stand: {len(erasure.persons):,} customers")
    for person in erasure.persons if by_name else ():
        systems = sorted({record.system for record in person.records})
        say(
            f"{person.name}: customer {person.customer_id}, {len(person.records)} records in "
            f"{', '.join(systems)}"
        )
    for table, count in sorted(erasure.rows.items()):
        say(f"  {table}: {count:,} rows {verb}")
    say(f"  shops built anew: {', '.join(erasure.shops)}")


def _tell_proof(say: Say, erasure: Erasure) -> None:
    proof = erasure.proof
    if proof is not None:
        say(
            f"Proof: nothing is left in {proof.columns:,} columns of {proof.tables:,} tables and "
            f"{proof.files:,} files; closed figures are what they were."
        )
