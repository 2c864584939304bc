-- The evenings from which buying is predicted: as_of, and earlier ones whose predictions as_of can judge.
with evenings as (
    {%- for days in [0, 91, 182, 273, 365] %}
    select
        cast({{ dbt.dateadd('day', -days, 'as_of_date') }} as date) as described_date,
        cast({{ days or 365 }} as bigint) as horizon_days,
        {{ 'false' if days else 'true' }} as is_current
    from {{ ref('int_as_of') }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

first_day as (
    select min(first_order_date) as first_order_date from {{ ref('int_customer_orders') }}
)

select evenings.*
from evenings
cross join first_day
where evenings.is_current or evenings.described_date > first_day.first_order_date
