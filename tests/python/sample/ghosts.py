"""How well flagged ghosts are the simulated people who are gone for good."""

from __future__ import annotations

from dataclasses import dataclass

from .build import Sample
from .profiles import PEOPLE


@dataclass(frozen=True)
class Ghosts:
    """Customers who ever engaged, in numbers; long gone is for six calendar months or more."""

    engaged: int
    flagged: int
    gone: int
    flagged_and_gone: int
    long_gone: int
    flagged_and_long_gone: int

    @property
    def precision(self) -> float:
        """Share of the flagged who are gone."""
        return self.flagged_and_gone / self.flagged

    @property
    def recall(self) -> float:
        """Share of those gone who are flagged; nobody can be in the first six months."""
        return self.flagged_and_gone / self.gone

    @property
    def recall_of_long_gone(self) -> float:
        """Share of those gone for six months who are flagged."""
        return self.flagged_and_long_gone / self.long_gone

    def __str__(self) -> str:
        return (
            f"{self.flagged} flagged of {self.engaged}, {self.gone} are gone:"
            f" precision {self.precision:.3f}, recall {self.recall:.3f},"
            f" of those gone for six months {self.recall_of_long_gone:.3f}"
        )


def ghosts(sample: Sample) -> Ghosts:
    """Flagged ghosts against the truth, on the evening of as_of."""
    (counts,) = sample.ask(
        f"""with {PEOPLE}, judged as (
            select is_ghost, coalesce(gone_at <= as_of_date + interval 1 day, false) as is_gone,
                coalesce(gone_at <= as_of_date - interval 6 month, false) as is_long_gone
            from marts.ghost_customers join people using (customer_id))
        select count(*), count(*) filter (is_ghost), count(*) filter (is_gone),
            count(*) filter (is_ghost and is_gone), count(*) filter (is_long_gone),
            count(*) filter (is_ghost and is_long_gone)
        from judged"""
    )
    return Ghosts(*counts)
