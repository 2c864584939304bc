"""Whether acquisition in the marts is what brought the simulated people."""

from __future__ import annotations

from dataclasses import dataclass

from .build import Sample
from .profiles import PEOPLE


@dataclass(frozen=True)
class Origins:
    """Customers of whom a visit tells the source, as the truth does, and those told alike.

    And customers who began in a store, and those of whom the marts tell no source either.
    """

    told: int
    alike: int
    in_stores: int
    untold: int

    @property
    def agreement(self) -> float:
        """The share told alike."""
        return self.alike / self.told

    def __str__(self) -> str:
        return (
            f"{self.alike} of {self.told} told alike ({self.agreement:.3f}),"
            f" none told of {self.untold} of {self.in_stores} who began in a store"
        )


def origins(sample: Sample) -> Origins:
    """Source, medium and campaign of each customer's acquisition against the person's."""
    rows = sample.ask(
        f"""with {PEOPLE}, compared as (
            select people.acquisition_source is null as in_store,
                told.acquisition_source is not null as is_told,
                told.evidence = 'session' as is_visit,
                told.acquisition_source = people.acquisition_source
                and told.acquisition_medium = people.acquisition_medium
                and told.acquisition_campaign is not distinct from people.acquisition_campaign
                    as is_alike
            from people join marts.profile_acquisition as told using (customer_id))
        select count(*) filter (not in_store and is_told and is_visit),
            count(*) filter (not in_store and is_alike and is_visit), count(*) filter (in_store),
            count(*) filter (in_store and not is_told)
        from compared"""
    )
    return Origins(*rows[0])
