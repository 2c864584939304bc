{%- set next_day = run_started_at + modules.datetime.timedelta(days=1) %}
{%- set tomorrow = "date '" ~ next_day.strftime('%Y-%m-%d') ~ "'" %}
-- A few orders dated long after all others are typing errors or test data, and so is what comes after the day
-- of the run (anywhere on earth): they do not move the evening.
with seen as (
    select
        order_date as seen_date,
        order_date,
        count(*) as row_count
    from {{ ref('orders') }}
    group by order_date
    union all
    select
        refund_date as seen_date,
        cast(null as date) as order_date,
        count(*) as row_count
    from {{ ref('refunds') }}
    group by refund_date
),

days as (
    select
        seen_date,
        max(order_date) as order_date,
        sum(row_count) as row_count
    from seen
    where seen_date is not null
    group by seen_date
),

gaps as (
    select
        seen_date,
        lag(seen_date) over (order by seen_date) as date_before,
        sum(row_count) over (order by seen_date desc rows between unbounded preceding and current row)
            as rows_since,
        sum(row_count) over () as all_rows
    from days
),

strays as (
    select min(seen_date) as first_stray_date
    from gaps
    where
        ({{ days_between('date_before', 'seen_date') }} > 31 and rows_since * 1000 <= all_rows)
        or (date_before <= {{ tomorrow }} and seen_date > {{ tomorrow }})
),

ends as (
    select
        max(
            case
                when days.seen_date < strays.first_stray_date or strays.first_stray_date is null
                    then days.seen_date
            end
        ) as last_seen_date,
        max(days.order_date) as last_order_date
    from days
    cross join strays
)

select
    {%- if var('as_of') %}
    'variable' as as_of_source,
    cast('{{ var("as_of") }}' as date) as as_of_date,
    {%- else %}
    'data' as as_of_source,
    last_seen_date as as_of_date,
    {%- endif %}
    last_order_date
from ends
