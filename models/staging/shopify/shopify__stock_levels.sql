-- The ids of levels and quantities are not unique: a level is an item at a place.
with quantities as (
    select
        items.sku,
        levels.location_id,
        quantities.quantity,
        cast({{ to_local('quantities.updated_at', "'" ~ var('time_zone') ~ "'") }} as date) as stock_date
    from {{ ref('stg_shopify__inventory_quantity') }} as quantities
    inner join {{ ref('stg_shopify__inventory_level') }} as levels
        on
            quantities.inventory_level_id = levels.id
            and quantities.inventory_item_id = levels.inventory_item_id
    inner join {{ ref('stg_shopify__inventory_item') }} as items
        on levels.inventory_item_id = items.id
    where lower(quantities.name) = 'available'
)

select
    'shopify' as source_system,
    quantities.sku as product_id,
    coalesce(locations.store_id, cast(quantities.location_id as string)) as location_id,
    quantities.stock_date,
    cast(sum(quantities.quantity) as decimal(18, 3)) as available_quantity
from quantities
left join {{ ref('int_shopify__locations') }} as locations
    on quantities.location_id = locations.location_id
where quantities.sku is not null and quantities.stock_date is not null and quantities.quantity is not null
group by
    quantities.sku,
    coalesce(locations.store_id, cast(quantities.location_id as string)),
    quantities.stock_date
