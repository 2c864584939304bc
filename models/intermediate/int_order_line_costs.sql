-- What the goods of a line cost: as the line tells it, else as many as were bought at the product's cost, at
-- the rate of the order's day. Most systems know a cost of today only: a product's is no worse than a line's.
with products as (
    select
        product_key,
        cost_amount,
        cost_currency_code,
        -- As in dim_products, the first system by name is believed.
        row_number() over (partition by product_key order by source_system) as system_rank
    from {{ ref('products') }}
    where cost_amount is not null
),

lines as (
    select
        order_lines.order_line_key,
        order_lines.reporting_cost_amount,
        order_lines.quantity,
        products.cost_amount as unit_cost_amount,
        products.cost_currency_code,
        orders.order_date
    from {{ ref('order_lines') }} as order_lines
    inner join {{ ref('orders') }} as orders
        on order_lines.order_key = orders.order_key
    left join products
        on order_lines.product_key = products.product_key and products.system_rank = 1
    where not coalesce(order_lines.is_gift_card, false)
),

valued as (
    select
        lines.*,
        {{ reporting_amount(
            'lines.unit_cost_amount * lines.quantity', exchange_rate('lines.cost_currency_code', 'rates.rate')
        ) }} as product_cost_amount
    from lines
    {{ join_exchange_rates('lines.cost_currency_code', 'lines.order_date') }}
)

select
    order_line_key,
    coalesce(reporting_cost_amount, product_cost_amount) as cost_amount,
    case
        when reporting_cost_amount is not null then 'line'
        when product_cost_amount is not null then 'product'
    end as cost_source
from valued
