-- The tax in what orders turn over, where it is told and can be right.
select
    order_key,
    included_tax_amount as tax_amount,
    {{ safe_divide('included_tax_amount', 'net_amount') }} as tax_share,
    case
        when included_shipping_tax_amount between 0 and shipping_amount
            then coalesce({{ safe_divide('included_shipping_tax_amount', 'shipping_amount') }}, 0)
        else 0
    end as shipping_tax_share
from {{ ref('fct_orders') }}
where net_amount > 0 and included_tax_amount between 0 and net_amount
