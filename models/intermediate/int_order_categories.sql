-- What of a valid order's turnover each category makes up, by the net amounts of its lines. A gift card is no
-- turnover, and a line without units and money (a voided one, a coupon) was not bought.
with returned as (
    select
        {{ hash_key(['coalesce(returns.order_source_system, returns.source_system)', 'returns.order_id',
            'returns.line_id']) }} as order_line_key,
        sum(returns.quantity) as quantity
    from {{ ref('returns') }} as returns
    inner join {{ ref('int_as_of') }} as as_of
        on {{ shop_date('returns.requested_at') }} <= as_of.as_of_date
    where
        returns.line_id is not null
        and returns.return_status <> 'cancelled'
        and coalesce(returns.outcome, 'refund') = 'refund'
    group by coalesce(returns.order_source_system, returns.source_system), returns.order_id, returns.line_id
),

lines as (
    select
        order_lines.order_key,
        products.category,
        order_lines.order_currency_net_amount as line_net_amount,
        case
            when returned.order_line_key is null then 0
            when returned.quantity < order_lines.quantity
                then {{ safe_divide('returned.quantity', 'order_lines.quantity') }}
            else 1
        end as returned_share
    from {{ ref('fct_order_lines') }} as order_lines
    left join {{ ref('dim_products') }} as products
        on order_lines.product_key = products.product_key
    left join returned
        on order_lines.order_line_key = returned.order_line_key
    where
        not coalesce(order_lines.is_gift_card, false)
        and (order_lines.quantity <> 0 or order_lines.order_currency_net_amount <> 0)
),

categories as (
    select
        valid_orders.order_key,
        valid_orders.net_amount as order_net_amount,
        lines.category,
        sum(lines.line_net_amount) as line_net_amount,
        -- In whole cents: a share of a line may have more.
        sum(cast(floor(100 * lines.line_net_amount * lines.returned_share + 0.000001) as bigint))
            as returned_cents
    from lines
    inner join {{ ref('int_valid_orders') }} as valid_orders
        on lines.order_key = valid_orders.order_key
    group by valid_orders.order_key, valid_orders.net_amount, lines.category
),

-- Where nothing was paid, all categories weigh the same.
weighed as (
    select
        *,
        case
            when sum(line_net_amount) over (partition by order_key) > 0 then line_net_amount else 1
        end as weight
    from categories
)

select
    order_key,
    category,
    {{ shared_amount('order_net_amount', 'weight', 'order_key', 'category nulls last') }} as net_amount,
    cast(weight as decimal(18, 2)) as weight,
    cast(returned_cents as bigint) as returned_cents
from weighed
