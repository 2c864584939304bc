{# CDNOW purchases as conformed orders: one line of the log is one order of the web shop, paid in US dollars. Discounts
   were not recorded, so the amount charged is both gross and net and the discounts are left out (null, not zero). #}
{% macro cdnow_orders(system) -%}
with purchases as (
    select * from {{ ref('stg_' ~ system ~ '__purchases') }}
)

select
    '{{ system }}' as source_system,
    customer_id || '-' || cast(purchase_date as string) || '-' || cast(line_number as string) as order_id,
    customer_id as customer_record_id,
    'web' as channel,
    'USD' as currency_code,
    'completed' as order_status,
    '{{ var("time_zone") }}' as time_zone,
    cd_count as item_quantity,
    dollar_amount as gross_amount,
    dollar_amount as net_amount,
    purchase_date as order_date,
    {{ to_utc('cast(purchase_date as timestamp)', "'" ~ var('time_zone') ~ "'") }} as ordered_at
from purchases
{%- endmacro %}
