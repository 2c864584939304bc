{% set attributes = [
    'sku', 'title', 'department', 'category', 'product_type', 'brand', 'package_size', 'manufacturer_id', 'product_status',
] %}

with ranked as (
    select
        *,
        row_number() over (partition by product_key order by source_system) as system_rank
    from {{ ref('products') }}
),

-- Two systems may describe one product: the first by name is believed, the others fill what it leaves out.
products as (
    select
        product_key,
        {%- for name in attributes %}
        coalesce(min(case when system_rank = 1 then {{ name }} end), min({{ name }})) as {{ name }},
        {%- endfor %}
        min(source_system) as source_system,
        min(product_id) as product_id
    from ranked
    group by product_key
),

-- Sold by as_of, but missing in the catalogue: kept as a product of which only the id is known.
inferred as (
    select
        order_lines.product_key,
        min(order_lines.source_system) as source_system,
        min(order_lines.product_id) as product_id
    from {{ ref('fct_order_lines') }} as order_lines
    left join products
        on order_lines.product_key = products.product_key
    where order_lines.product_key is not null and products.product_key is null
    group by order_lines.product_key
)

select
    product_key,
    source_system,
    product_id,
    {{ attributes | join(',\n    ') }},
    false as is_inferred
from products
union all
select
    product_key,
    source_system,
    product_id,
    {%- for attribute in attributes %}
    cast(null as string) as {{ attribute }},
    {%- endfor %}
    true as is_inferred
from inferred
