"""How well churn flags find who is truly gone."""

from __future__ import annotations

from dataclasses import dataclass

from .build import Sample
from .profiles import PEOPLE


@dataclass(frozen=True)
class Found:
    """Customers whom a rule flags, those who are gone, those of both, and all."""

    flagged: int
    right: int
    gone: int
    customers: int

    @property
    def precision(self) -> float:
        """The share of the flagged who are gone; nan without any."""
        return self.right / self.flagged if self.flagged else float("nan")

    @property
    def base(self) -> float:
        """The share of all who are gone."""
        return self.gone / self.customers

    def __str__(self) -> str:
        return (
            f"{self.right} of {self.flagged} flagged are gone ({self.precision:.3f},"
            f" of all {self.base:.3f}), which is {self.right / self.gone:.3f} of the gone"
        )


def gone_among_flagged(sample: Sample) -> dict[str, Found]:
    """Each computable churn rule at as_of against who will never order again."""
    rows = sample.ask(
        f"""with {PEOPLE}, gone as (
            select customer_id, bool_and(not is_alive) as is_gone
            from people join truth('expected_purchases') using (person_id) group by all)
        select rule_id, count(*) filter (is_flagged), count(*) filter (is_flagged and is_gone),
            count(*) filter (is_gone), count(*)
        from marts.churn_flags join gone using (customer_id) where is_computable group by all"""
    )
    return {rule: Found(*counts) for rule, *counts in rows}
