-- What is left of net amounts less refunds after all costs that are known, of all valid orders. One row.
select
    case
        when sum(net_of_refunds_amount) > 0
            then {{ safe_divide('sum(contribution_margin_amount)', 'sum(net_of_refunds_amount)') }}
    end as contribution_share,
    {{ margin_basis() }} as margin_basis
from {{ ref('int_order_margins') }}
