-- Rows and amounts that marts must share with their parents, up to as_of; of months, up to the last one over.
{% set customer_marts = [
    ('rfm_current', 'monetary_amount', 'valid'), ('clv_customers', 'historic_net_amount', 'valid'),
    ('cohort_retention', 'net_amount', 'finished')] %}

with facts as (
    select
        source_system,
        {%- for column in ['parent_row_count', 'mart_row_count', 'parent_amount', 'mart_amount'] %}
        cast(sum({{ column }}) as decimal(18, 2)) as {{ column }},
        {%- endfor %}
        mart
    from {{ ref('mart_days') }}
    group by source_system, mart
),

lines as (
    select
        order_key,
        sum(case when is_gift_card then 0 else order_currency_net_amount end) as net_amount
    from {{ ref('fct_order_lines') }}
    group by order_key
),

ordered_with_lines as (
    select
        orders.source_system,
        orders.order_currency_net_amount as net_amount,
        lines.net_amount as lines_net_amount
    from {{ ref('fct_orders') }} as orders
    inner join lines
        on orders.order_key = lines.order_key
    -- Of an order that lacks a line the finding order_lines_missing tells.
    left join {{ ref('int_order_line_gaps') }} as gaps
        on orders.order_key = gaps.order_key
    where gaps.order_key is null
),

{% for mart, amount, parent in customer_marts %}
{{ mart }}_total as (
    select {{ total_amount(amount) }} as amount
    from {{ ref(mart) }}
),

{% endfor %}
valid as (
    select {{ total_amount('net_of_refunds_amount') }} as amount
    from {{ ref('int_valid_orders') }}
),

finished as (
    select {{ total_amount('movements.net_amount') }} as amount
    from {{ ref('int_order_movements') }} as movements
    inner join {{ ref('int_periods') }} as months
        on movements.moved_on between months.period_start_date and months.period_end_date
    where months.grain = 'month' and months.is_complete_period
)

{% for measure in ['row_count', 'amount'] %}
select
    source_system,
    mart as entity,
    '{{ "rows" if measure == "row_count" else "amount" }}' as measure,
    parent_{{ measure }} as value_before,
    mart_{{ measure }} as value_after
from facts
union all
{% endfor %}
select
    source_system,
    'fct_order_lines to fct_orders' as entity,
    'amount' as measure,
    {{ total_amount('lines_net_amount') }} as value_before,
    {{ total_amount('net_amount') }} as value_after
from ordered_with_lines
group by source_system
{%- for mart, amount, parent in customer_marts %}
union all
select
    'all' as source_system,
    '{{ mart }}' as entity,
    'amount' as measure,
    {{ parent }}.amount as value_before,
    {{ mart }}_total.amount as value_after
from {{ parent }}
cross join {{ mart }}_total
{%- endfor %}
