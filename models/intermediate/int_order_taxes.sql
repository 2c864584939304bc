-- The tax in what orders turn over, and in what shipping was charged, where it is told and can be right.
select
    order_key,
    case
        when net_amount > 0 and included_tax_amount between 0 and net_amount then included_tax_amount
    end as tax_amount,
    case
        when net_amount > 0 and included_tax_amount between 0 and net_amount
            then {{ safe_divide('included_tax_amount', 'net_amount') }}
    end as tax_share,
    case
        when included_shipping_tax_amount between 0 and shipping_amount
            then coalesce({{ safe_divide('included_shipping_tax_amount', 'shipping_amount') }}, 0)
        else 0
    end as shipping_tax_share
from {{ ref('fct_orders') }}
where included_tax_amount is not null or included_shipping_tax_amount is not null
