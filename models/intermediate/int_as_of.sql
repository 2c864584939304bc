with seen as (
    select
        max(order_date) as last_order_date,
        cast(null as date) as last_refund_date
    from {{ ref('orders') }}
    union all
    select
        cast(null as date) as last_order_date,
        max(refund_date) as last_refund_date
    from {{ ref('refunds') }}
),

ends as (
    select
        max(last_order_date) as last_order_date,
        max(coalesce(last_order_date, last_refund_date)) as last_seen_date
    from seen
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
