-- What was spent on advertising up to as_of, by what it is for.
with spend as (
    select
        spend.motion,
        spend.spend_date,
        spend.reporting_spend_amount as spend_amount
    from {{ ref('marketing_spend') }} as spend
    inner join {{ ref('int_as_of') }} as as_of
        on spend.spend_date <= as_of.as_of_date
    where spend.motion is not null
)

{%- for grain in ['month', 'quarter', 'year'] %}
select
    '{{ grain }}' as grain,
    motion,
    -- A sum without what no exchange rate values would be too low.
    cast(
        case when count(*) = count(spend_amount) then sum(spend_amount) end
        as decimal(18, 2)
    ) as spend_amount,
    {{ period_start(grain, 'spend_date') }} as period_start_date
from spend
group by motion, {{ period_start(grain, 'spend_date') }}
{{ 'union all' if not loop.last }}
{%- endfor %}
