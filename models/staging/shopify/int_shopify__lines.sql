with lines as (
    select * from {{ ref('stg_shopify__order_line') }}
),

-- Allocations hold every discount of a line, those given on the line itself as well.
allocated as (
    select
        lines.id as line_id,
        sum(allocations.amount) as discount_amount,
        sum(case when lower(applications.type) = 'discount_code' then allocations.amount else 0 end)
            as coupon_amount
    from {{ ref('stg_shopify__discount_allocation') }} as allocations
    inner join lines
        on allocations.order_line_id = lines.id
    left join {{ ref('stg_shopify__discount_application') }} as applications
        on
            lines.order_id = applications.order_id
            and allocations.discount_application_index = applications.index
    group by lines.id
),

costs as (
    select
        variants.id as variant_id,
        items.unit_cost_amount,
        upper(items.unit_cost_currency_code) as currency_code
    from {{ ref('stg_shopify__product_variant') }} as variants
    inner join {{ ref('stg_shopify__inventory_item') }} as items
        on variants.inventory_item_id = items.id
)

select
    lines.id as line_id,
    lines.order_id,
    -- An article without a number is known by its variant, as among the products.
    coalesce(lines.sku, cast(lines.variant_id as string)) as product_code,
    lines.vendor,
    orders.currency_code,
    lines.quantity,
    -- REST lands the price of one unit, GraphQL the total of the line.
    cast(coalesce(lines.price * lines.quantity, lines.original_total_set_shop_amount) as decimal(18, 2))
        as gross_amount,
    cast(coalesce(greatest(lines.total_discount, allocated.discount_amount), 0) as decimal(18, 2))
        as discount_amount,
    cast(coalesce(allocated.coupon_amount, 0) as decimal(18, 2)) as coupon_amount,
    case
        when costs.currency_code = orders.currency_code
            then cast(costs.unit_cost_amount * lines.quantity as decimal(18, 2))
    end as cost_amount,
    coalesce(lines.gift_card, lines.is_gift_card) as is_gift_card,
    cast(row_number() over (
        partition by lines.order_id order by lines.price * lines.quantity desc nulls last, lines.id asc
    ) as bigint) as line_rank,
    lines._fivetran_synced as loaded_at
from lines
inner join {{ ref('int_shopify__orders') }} as orders
    on lines.order_id = orders.order_id
left join allocated
    on lines.id = allocated.line_id
left join costs
    on lines.variant_id = costs.variant_id
