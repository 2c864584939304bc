{{ config(materialized='table') }}

with products as (
    select
        *,
        {{ occurrence('complete_journey', 'products', ['product_id']) }} as occurrence
    from {{ source('complete_journey', 'products') }}
),

checked as (
    select
        cast(product_id as string) as product_id,
        cast(manufacturer_id as string) as manufacturer_id,
        department,
        brand,
        product_category,
        product_type,
        package_size,
        {{ quarantine_columns('complete_journey', 'products', 'cast(product_id as string)', {
            'null_key:product_id': 'product_id is null',
            'duplicate_key:product_id': 'product_id is not null and occurrence > 1',
        }) }}
    from products
)

select * from checked
