with products as (
    select * from {{ ref('stg_catalogue__product') }}
),

facts as (
    select * from {{ ref('int_catalogue__product_facts') }}
),

prices as (
    select * from {{ ref('int_catalogue__current_prices') }}
)

select
    'catalogue' as source_system,
    products.identifier as product_id,
    products.identifier as sku,
    facts.title,
    products.family as department,
    {{ json_text('products.categories', '$[0]') }} as category,
    facts.brand,
    facts.gtin,
    case
        when products.enabled then 'active'
        when facts.discontinued is not null then 'discontinued'
        else 'draft'
    end as product_status,
    facts.successor as successor_product_id,
    prices.list_price as price_amount,
    case when prices.list_price is not null then 'EUR' end as price_currency_code,
    {{ parse_number('facts.cost', 'decimal(18, 2)') }} as cost_amount,
    case when facts.cost is not null then 'EUR' end as cost_currency_code,
    case lower(facts.consumable) when 'true' then true when 'false' then false end as is_consumable,
    try_cast(facts.launched as date) as launched_on,
    try_cast(facts.discontinued as date) as discontinued_on
from products
left join facts
    on products.identifier = facts.identifier
left join prices
    on products.identifier = prices.sku
