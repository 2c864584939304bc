-- Deleted orders and their children are staged, not conformed: what must be conformed is counted apart.
{%- set codes = 'count(distinct upper(code))' %}
{%- set skus = 'count(distinct coalesce(sku, cast(id as string)))' %}
{%- set refunded = 'total_refunded_set_shop_amount' %}
with live_orders as (
    select * from {{ ref('stg_shopify__order') }}
    where not coalesce(_fivetran_deleted, false)
),

counts as (
    {{ raw_counts_from('shopify', {
        'customer': {'entity': 'customer_records', 'day': 'created_at'},
        'order': {'raw_amount': 'try_cast(subtotal_price as decimal(18, 2))', 'staged_amount': 'subtotal_price'},
        'order_line': {
            'raw_amount': {
                'price': 'try_cast(price as decimal(18, 2)) * try_cast(quantity as bigint)',
                'original_total_set_shop_amount': 'try_cast(original_total_set_shop_amount as decimal(18, 2))',
            },
            'staged_amount': 'coalesce(price * quantity, original_total_set_shop_amount)',
        },
        'refund': {
            'raw_amount': {refunded: 'try_cast(' ~ refunded ~ ' as decimal(18, 2))'}, 'staged_amount': refunded,
        },
        'order_line_refund': {'raw_amount': 'try_cast(subtotal as decimal(18, 2))', 'staged_amount': 'subtotal'},
        'order_adjustment': {'raw_amount': 'try_cast(amount as decimal(18, 2))', 'staged_amount': 'amount'},
        'transaction': {'raw_amount': 'try_cast(amount as decimal(18, 2))', 'staged_amount': 'amount'},
        'customer_tag': {}, 'order_discount_code': {}, 'discount_application': {}, 'discount_allocation': {},
        'abandoned_checkout': {}, 'product': {}, 'product_variant': {}, 'inventory_item': {}, 'location': {},
        'inventory_level': {}, 'inventory_quantity': {}, 'shop': {}, 'discount_code_basic': {}, 'discount_redeem_code': {},
        'tax_line': {'raw_amount': 'try_cast(price as decimal(18, 2))', 'staged_amount': 'price'},
    }) }}
)

select * from counts
union all
{{ counted_apart('shopify', {
    'order (not deleted)': {
        'entity': 'orders', 'from': 'live_orders', 'day': 'coalesce(processed_at, created_at)', 'amount': 'subtotal_price',
    },
    'order_line (not deleted)': {
        'entity': 'order_lines', 'from': ref('int_shopify__counted_lines'), 'day': 'ordered_at', 'amount': 'net_amount',
    },
    'refund (not deleted)': {
        'entity': 'refunds', 'from': ref('int_shopify__counted_refunds'), 'day': 'refunded_at', 'amount': 'refund_amount',
    },
    'transaction (money moved)': {
        'entity': 'payments', 'from': ref('stg_shopify__transaction'), 'day': 'created_at',
        'where': "lower(status) = 'success' and lower(kind) in ('sale', 'capture', 'refund')"
            ~ ' and not coalesce(test, false) and order_id in (select live_orders.id from live_orders)',
        'amount': "case when lower(kind) = 'refund' then -amount else amount end",
    },
    'abandoned_checkout (not deleted)': {
        'entity': 'checkouts', 'from': ref('stg_shopify__abandoned_checkout'), 'day': 'created_at',
        'where': 'not coalesce(_fivetran_deleted, false)',
    },
    'discount_redeem_code (codes)': {
        'entity': 'coupons', 'from': ref('stg_shopify__discount_redeem_code'), 'day': 'null', 'rows': codes,
    },
    'product_variant (SKUs)': {
        'entity': 'products', 'from': ref('stg_shopify__product_variant'), 'day': 'null', 'rows': skus,
    },
}) }}
