with orders as (
    select * from {{ ref('orders') }}
),

ends as (
    select max(order_date) as last_order_date
    from orders
)

select
    {%- if var('as_of') %}
    'variable' as as_of_source,
    cast('{{ var("as_of") }}' as date) as as_of_date,
    {%- else %}
    'data' as as_of_source,
    last_order_date as as_of_date,
    {%- endif %}
    last_order_date
from ends
