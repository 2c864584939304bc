-- What valid orders took beside their goods: parcels, and points spent on what is no discount. Null where
-- nobody tells.
with parcels as (
    select
        coalesce(shipments.order_source_system, shipments.source_system) as source_system,
        shipments.order_id,
        count(*) as parcel_count
    from {{ ref('shipments') }} as shipments
    cross join {{ ref('int_as_of') }} as as_of
    where shipments.shipment_status <> 'pending' and {{ seen_by_as_of('shipments.shipped_at') }}
    group by coalesce(shipments.order_source_system, shipments.source_system), shipments.order_id
),

points as (
    select
        movements.order_source_system as source_system,
        movements.order_id,
        -sum(movements.points) as spent_points
    from {{ ref('loyalty_movements') }} as movements
    cross join {{ ref('int_as_of') }} as as_of
    where
        movements.movement_type in ('burn', 'return')
        and not {{ is_cancelled_by_as_of('movements') }}
        and {{ seen_by_as_of('movements.occurred_at') }}
    group by movements.order_source_system, movements.order_id
)

select
    orders.order_key,
    -- Without a parcel's row, an order that goes by parcel is one.
    cast(case
        when orders.fulfilled_channel = 'store' then 0
        when parcels.order_id is not null then parcels.parcel_count
        when orders.fulfilled_channel = 'parcel' then 1
    end as bigint) as parcel_count,
    -- Points that made an order cheaper are a discount already.
    cast(case
        when points.order_id is null
            then {{ count_where_delivered('points.spent_points', ['loyalty_movements']) }}
        when valid_orders.discount_amount > 0 then 0
        when valid_orders.discount_amount = 0 then points.spent_points
    end as decimal(18, 3)) as spent_points
from {{ ref('int_valid_orders') }} as valid_orders
inner join {{ ref('fct_orders') }} as orders
    on valid_orders.order_key = orders.order_key
left join parcels
    on orders.source_system = parcels.source_system and orders.order_id = parcels.order_id
left join points
    on orders.source_system = points.source_system and orders.order_id = points.order_id
