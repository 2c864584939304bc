-- The parcel of each customer that was promised last, by the evening of as_of. One that has not come is late,
-- but nobody knows by how many days; one that has come nobody knows when tells nothing.
with parcels as (
    select
        orders.customer_id,
        shipments.promised_at,
        {{ shop_date('shipments.promised_at') }} as promised_date,
        case
            when {{ shop_date('shipments.delivered_at') }} <= as_of.as_of_date then shipments.delivered_at
        end as delivered_at,
        row_number() over (
            partition by orders.customer_id
            order by shipments.promised_at desc, shipments.source_system asc, shipments.shipment_id asc
        ) as place
    from {{ ref('shipments') }} as shipments
    inner join {{ ref('fct_orders') }} as orders
        on
            shipments.order_id = orders.order_id
            and coalesce(shipments.order_source_system, shipments.source_system) = orders.source_system
    cross join {{ ref('int_as_of') }} as as_of
    where
        orders.customer_id is not null
        and {{ shop_date('shipments.promised_at') }} <= as_of.as_of_date
        and (shipments.shipment_status <> 'delivered' or shipments.delivered_at is not null)
)

select
    customer_id,
    case
        when delivered_at is null then 'not_arrived'
        when delivered_at > promised_at then 'late'
        else 'in_time'
    end as parcel_state,
    coalesce(delivered_at > promised_at, true) as is_late,
    case
        when delivered_at <= promised_at then 0
        when delivered_at > promised_at then {{ days_between('promised_date', shop_date('delivered_at')) }}
    end as days_late,
    promised_date
from parcels
where place = 1
