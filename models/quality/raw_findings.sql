with column_changes as (
    {{ column_changes() }}
),

missing_days as (
    {{ missing_days() }}
),

unvalued_refunds as (
    {{ refunds_without_rate(ref('refunds')) }}
),

unexplained_refunds as (
    {{ refunds_beyond_orders(ref('refunds'), ref('orders')) }}
),

missing_lines as (
    {{ order_lines_missing(ref('int_order_line_gaps')) }}
),

strays as (
    {{ odd_dates(ref('orders'), ref('refunds'), ref('int_as_of')) }}
),

missing_parents as (
    {{ missing_parents() }}
)

select
    source_system,
    raw_table,
    finding,
    column_name,
    cast(finding_date as date) as finding_date,
    source_system || '.' || raw_table || '.' || column_name
    || case when finding = 'column_appears' then ' is empty before ' else ' is empty from ' end
    || cast(finding_date as string)
    || case when finding = 'column_appears' then '' else ' on' end as description
from column_changes
union all
select
    source_system,
    raw_table,
    'day_without_data' as finding,
    cast(null as string) as column_name,
    cast(finding_date as date) as finding_date,
    source_system || '.' || raw_table || ' has no row of ' || cast(finding_date as string) as description
from missing_days
union all
select
    source_system,
    'refunds' as raw_table,
    'refund_without_rate' as finding,
    currency_code as column_name,
    cast(finding_date as date) as finding_date,
    source_system || '.refunds has no exchange rate for ' || cast(refund_count as string)
    || ' in ' || currency_code || ', the first on ' || cast(finding_date as string) as description
from unvalued_refunds
union all
select
    source_system,
    'refunds' as raw_table,
    finding,
    cast(null as string) as column_name,
    cast(finding_date as date) as finding_date,
    source_system || '.refunds pay back '
    || case finding
        when 'refund_without_order' then 'orders that nobody knows: '
        else 'more than the order was worth: '
    end
    || cast(order_count as string) || ', the first on ' || cast(finding_date as string) as description
from unexplained_refunds
union all
select
    source_system,
    'order_lines' as raw_table,
    'order_lines_missing' as finding,
    currency_code as column_name,
    cast(finding_date as date) as finding_date,
    source_system || '.order_lines lack ' || cast(missing_amount as string) || ' ' || currency_code
    || ' of their orders: ' || cast(order_count as string)
    || ', the first on ' || cast(finding_date as string) as description
from missing_lines
union all
select * from strays
union all
select
    missing_parents.source_system,
    missing_parents.raw_table,
    'parent_missing' as finding,
    missing_parents.column_name,
    as_of.as_of_date as finding_date,
    missing_parents.source_system || '.' || missing_parents.raw_table
    || ' points to ' || missing_parents.parent_table
    || ', which did not land, so nobody tells ' || missing_parents.reasons as description
from missing_parents
cross join {{ ref('int_as_of') }} as as_of
