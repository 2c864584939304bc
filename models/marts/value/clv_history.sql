-- Curves of what customers had brought by each month of their lives, by the month in which they began: of
-- all, and by brand and channel of the first order.
{%- set measures = ['gross', 'net', 'booked_net', 'costed_net', 'margin'] %}
with members as (
    {%- for kind, slice in {'all': "'all'", 'brand': 'brand', 'channel': 'channel'}.items() %}
    select
        customer_id,
        '{{ kind }}' as slice_kind,
        {{ slice }} as slice,
        {{ period_start('month', 'first_order_date') }} as cohort_month
    from {{ ref('int_first_orders') }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

cohorts as (
    select
        slice_kind,
        slice,
        cohort_month,
        count(*) as customer_count
    from members
    group by slice_kind, slice, cohort_month
),

bought as (
    select
        members.slice_kind,
        members.slice,
        members.cohort_month,
        months.month_of_life,
        {%- for measure in measures %}
        sum(months.{{ measure }}_amount) as {{ measure }}_amount,
        {%- endfor %}
        sum(months.order_count) as order_count
    from members
    inner join {{ ref('int_life_months') }} as months
        on members.customer_id = months.customer_id
    group by members.slice_kind, members.slice, members.cohort_month, months.month_of_life
),

-- Dense: a month of life in which nobody of a cohort bought has the sums of the one before.
summed as (
    select
        cohorts.slice_kind,
        cohorts.slice,
        lived.month_of_life,
        cohorts.customer_count,
        sum(bought.order_count) over so_far as order_count,
        {%- for measure in measures %}
        cast(sum(bought.{{ measure }}_amount) over so_far as decimal(18, 2)) as {{ measure }}_amount,
        {%- endfor %}
        cohorts.cohort_month,
        lived.as_of_date
    from cohorts
    inner join {{ ref('int_lived_months') }} as lived
        on cohorts.cohort_month = lived.cohort_month
    left join bought
        on
            cohorts.slice_kind = bought.slice_kind
            and cohorts.slice = bought.slice
            and cohorts.cohort_month = bought.cohort_month
            and lived.month_of_life = bought.month_of_life
    window so_far as (
        partition by cohorts.slice_kind, cohorts.slice, cohorts.cohort_month
        order by lived.month_of_life
        rows between unbounded preceding and current row
    )
),

basis as (
    select {{ margin_basis() }} as margin_basis
    from {{ ref('int_order_margins') }}
)

select
    summed.slice_kind,
    summed.slice,
    basis.margin_basis,
    summed.month_of_life,
    summed.customer_count,
    cast(summed.order_count as bigint) as cumulative_order_count,
    {%- for measure in measures %}
    summed.{{ measure }}_amount as cumulative_{{ measure }}_amount,
    {%- endfor %}
    {%- for measure in ['gross', 'net', 'margin'] %}
    {{ safe_divide('summed.' ~ measure ~ '_amount', 'summed.customer_count') }}
        as {{ measure }}_per_customer_amount,
    {%- endfor %}
    summed.cohort_month,
    summed.as_of_date
from summed
cross join basis
