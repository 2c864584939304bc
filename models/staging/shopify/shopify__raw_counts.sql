-- Deleted orders and their children are staged, not conformed: what must be conformed is counted apart.
{%- set of_live = 'order_id in (select live_orders.id from live_orders)' %}
with live_orders as (
    select * from {{ ref('stg_shopify__order') }}
    where not coalesce(_fivetran_deleted, false)
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
{{ counted_apart('shopify', {
    'order (not deleted)': {'entity': 'orders', 'from': 'live_orders', 'amount': 'subtotal_price'},
    'order_line (not deleted)': {
        'entity': 'order_lines', 'from': ref('stg_shopify__order_line'), 'where': of_live,
    },
    'refund (not deleted)': {'entity': 'refunds', 'from': ref('stg_shopify__refund'), 'where': of_live},
    'transaction (money moved)': {
        'entity': 'payments', 'from': ref('stg_shopify__transaction'),
        'where': "lower(status) = 'success' and lower(kind) in ('sale', 'capture', 'refund')"
            ~ ' and not coalesce(test, false) and ' ~ of_live,
        'amount': "case when lower(kind) = 'refund' then -amount else amount end",
    },
    'abandoned_checkout (not deleted)': {
        'entity': 'checkouts', 'from': ref('stg_shopify__abandoned_checkout'),
        'where': 'not coalesce(_fivetran_deleted, false)',
    },
    'discount_redeem_code (codes)': {
        'entity': 'coupons', 'from': ref('stg_shopify__discount_redeem_code'),
        'rows': 'count(distinct upper(code))',
    },
    'product_variant (SKUs)': {
        'entity': 'products', 'from': ref('stg_shopify__product_variant'),
        'rows': 'count(distinct coalesce(sku, cast(id as string)))',
    },
}) }}
