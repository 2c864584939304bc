-- One row a SKU: of variants with the same one, that changed last. Where it is missing, the id stands for it.
with variants as (
    select
        variants.*,
        coalesce(variants.sku, cast(variants.id as string)) as product_code,
        row_number() over (
            partition by coalesce(variants.sku, cast(variants.id as string))
            order by variants.updated_at desc nulls last, variants.id desc
        ) as variant_rank
    from {{ ref('stg_shopify__product_variant') }} as variants
),

main_shop as (
    select min(upper(currency)) as currency_code
    from {{ ref('stg_shopify__shop') }}
    where not coalesce(_fivetran_deleted, false)
    having count(distinct currency) = 1
)

select
    'shopify' as source_system,
    variants.product_code as product_id,
    variants.sku,
    products.title,
    products.vendor as brand,
    products.product_type as category,
    case when products._fivetran_deleted then 'archived' else lower(products.status) end as product_status,
    variants.barcode as gtin,
    -- Without a reduction compare_at_price is null.
    cast(coalesce(variants.compare_at_price, variants.price) as decimal(18, 2)) as price_amount,
    -- Of several shops in one schema, prices are those of the shop that keeps the stock.
    coalesce(main_shop.currency_code, upper(items.unit_cost_currency_code)) as price_currency_code,
    cast(items.unit_cost_amount as decimal(18, 2)) as cost_amount,
    upper(items.unit_cost_currency_code) as cost_currency_code
from variants
left join {{ ref('stg_shopify__product') }} as products
    on variants.product_id = products.id
left join {{ ref('stg_shopify__inventory_item') }} as items
    on variants.inventory_item_id = items.id
left join main_shop
    on true
where variants.variant_rank = 1
