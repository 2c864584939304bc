with delivered as (
    {{ conform('exchange_rates') }}
),

followed as (
    select
        *,
        lead(rate_date) over (partition by from_currency, to_currency order by rate_date) as next_rate_date
    from delivered
)

-- A rate serves until the next one, at most a week: days without trade have none.
select
    source_system,
    rate_date,
    from_currency,
    to_currency,
    rate,
    least(
        cast(rate_date + interval '7' day as date),
        coalesce(cast(next_rate_date - interval '1' day as date), cast(rate_date + interval '7' day as date))
    ) as valid_to
from followed
