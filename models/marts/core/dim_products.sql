with products as (
    select * from {{ ref('products') }}
),

-- Sold by as_of, but missing in the catalogue: kept as a product of which only the id is known.
inferred as (
    select distinct
        order_lines.product_key,
        order_lines.source_system,
        order_lines.product_id
    from {{ ref('fct_order_lines') }} as order_lines
    left join products
        on order_lines.product_key = products.product_key
    where order_lines.product_key is not null and products.product_key is null
)

select
    product_key,
    source_system,
    product_id,
    department,
    category,
    product_type,
    brand,
    package_size,
    manufacturer_id,
    false as is_inferred
from products
union all
select
    product_key,
    source_system,
    product_id,
    cast(null as string) as department,
    cast(null as string) as category,
    cast(null as string) as product_type,
    cast(null as string) as brand,
    cast(null as string) as package_size,
    cast(null as string) as manufacturer_id,
    true as is_inferred
from inferred
