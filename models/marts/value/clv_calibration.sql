-- Whether the marked model means what it says: of the customers to whom it gave a chance of no purchase, how
-- many bought nothing; and how much of what came its intervals held.
{%- set intervals = {
    'purchases_interval': 'purchases_within', 'net_interval': 'amount_within',
    'discounted_12m_interval': 'discounted_within',
} %}
with told as (
    select
        described_date,
        'no_purchase' as measure,
        cast(least(floor(10 * p_none), 9) + 1 as bigint) as bin_number,
        p_none as forecast_share,
        cast(came_not as double) as came
    from {{ ref('int_value_coverage') }}
    {%- for measure, column in intervals.items() %}
    union all
    select
        described_date,
        '{{ measure }}' as measure,
        cast(1 as bigint) as bin_number,
        cast(0.8 as double) as forecast_share,
        {{ column }} as came
    from {{ ref('int_value_coverage') }}
    where {{ column }} is not null
    {%- endfor %}
)

select
    dates.described_date,
    dates.horizon_days,
    told.measure,
    told.bin_number,
    count(*) as customer_count,
    round(avg(told.forecast_share), 6) as forecast_share,
    round(avg(told.came), 6) as actual_share
from told
inner join {{ ref('int_value_dates') }} as dates
    on told.described_date = dates.described_date
group by dates.described_date, dates.horizon_days, told.measure, told.bin_number
