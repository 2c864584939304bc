-- The months of life that a whole monthly cohort has lived through by the evening of as_of: those of its
-- youngest.
with youngest as (
    select
        {{ period_start('month', 'first_order_date') }} as cohort_month,
        max(first_order_date) as first_order_date
    from {{ ref('int_first_orders') }}
    group by {{ period_start('month', 'first_order_date') }}
),

dated as (
    select
        youngest.*,
        as_of.as_of_date,
        cast({{ dbt.dateadd('day', 1, 'as_of.as_of_date') }} as date) as next_date
    from youngest
    cross join {{ ref('int_as_of') }} as as_of
)

select
    dated.cohort_month,
    numbers.i as month_of_life,
    dated.as_of_date
from dated
inner join {{ whole_numbers() }} as numbers
    on {{ full_months_between('dated.first_order_date', 'dated.next_date') }} > numbers.i
