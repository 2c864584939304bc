-- Refunds of valid orders by category: goods that came back by the lines that are told to have come back,
-- everything else, and goods of which nobody tells lines, by all lines of the order.
with weighed as (
    select
        refunds.refund_key,
        refunds.order_key,
        categories.category,
        refunds.refund_amount,
        refunds.refund_date,
        case
            when
                coalesce(refunds.refund_kind, 'return') = 'return'
                and sum(categories.returned_cents) over (partition by refunds.refund_key) > 0
                then categories.returned_cents
            else categories.weight
        end as weight
    from {{ ref('fct_refunds') }} as refunds
    inner join {{ ref('int_order_categories') }} as categories
        on refunds.order_key = categories.order_key
)

select
    refund_key,
    order_key,
    category,
    {{ shared_amount('refund_amount', 'weight', 'refund_key', 'category nulls last') }} as refund_amount,
    refund_date
from weighed
