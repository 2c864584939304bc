-- What is left of net amounts less refunds after all costs that are known, of all valid orders. One row.
select
    {{ contribution_share() }} as contribution_share,
    {{ margin_basis() }} as margin_basis
from {{ ref('int_order_margins') }}
