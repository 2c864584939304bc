-- Deleted orders and their children are staged, not conformed: what must be conformed is counted apart.
with live_orders as (
    select * from {{ ref('stg_shopify__order') }}
    where not coalesce(_fivetran_deleted, false)
),

live as (
    select
        'order (not deleted)' as raw_table,
        'orders' as entity,
        count(*) as row_count,
        cast(coalesce(sum(subtotal_price), 0) as decimal(18, 2)) as amount
    from live_orders
    union all
    select
        'order_line (not deleted)' as raw_table,
        'order_lines' as entity,
        count(*) as row_count,
        cast(null as decimal(18, 2)) as amount
    from {{ ref('stg_shopify__order_line') }}
    where order_id in (select live_orders.id from live_orders)
    union all
    select
        'refund (not deleted)' as raw_table,
        'refunds' as entity,
        count(*) as row_count,
        cast(null as decimal(18, 2)) as amount
    from {{ ref('stg_shopify__refund') }}
    where order_id in (select live_orders.id from live_orders)
),

counts as (
    {{ raw_counts_from('shopify', {
        'customer': {'entity': 'customer_records'},
        'order': {'raw_amount': 'try_cast(subtotal_price as decimal(18, 2))', 'staged_amount': 'subtotal_price'},
        'order_line_refund': {'raw_amount': 'try_cast(subtotal as decimal(18, 2))', 'staged_amount': 'subtotal'},
        'transaction': {'raw_amount': 'try_cast(amount as decimal(18, 2))', 'staged_amount': 'amount'},
        'customer_tag': {}, 'order_line': {}, 'refund': {}, 'order_adjustment': {},
        'order_discount_code': {}, 'discount_application': {}, 'discount_allocation': {},
        'abandoned_checkout': {}, 'product': {}, 'product_variant': {}, 'inventory_item': {},
        'inventory_level': {}, 'inventory_quantity': {}, 'location': {}, 'shop': {},
        'discount_code_basic': {}, 'discount_redeem_code': {},
    }) }}
)

select * from counts
union all
select
    'shopify' as source_system,
    raw_table,
    entity,
    row_count as raw_row_count,
    amount as raw_amount,
    row_count as staged_row_count,
    amount as staged_amount,
    0 as quarantined_row_count,
    cast(case when amount is not null then 0 end as decimal(18, 2)) as quarantined_amount
from live
