-- The tax in what orders turn over, and in what shipping was charged, where it is told and can be right.
with told as (
    select
        order_key,
        net_amount,
        shipping_amount,
        case
            when net_amount > 0 and included_tax_amount between 0 and net_amount then included_tax_amount
        end as tax_amount,
        case
            when included_shipping_tax_amount between 0 and shipping_amount then included_shipping_tax_amount
        end as shipping_tax_amount
    from {{ ref('fct_orders') }}
    where included_tax_amount is not null or included_shipping_tax_amount is not null
)

select
    order_key,
    tax_amount,
    {{ safe_divide('tax_amount', 'net_amount') }} as tax_share,
    coalesce({{ safe_divide('shipping_tax_amount', 'shipping_amount') }}, 0) as shipping_tax_share
from told
