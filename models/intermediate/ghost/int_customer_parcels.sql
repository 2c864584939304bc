-- The parcel of each customer that was promised last, by the evening of as_of. One that has not come is late
-- from the day after, but nobody knows by how many days; one that has come nobody knows when tells nothing.
{%- set promised_date = date_there('shipments.promised_at', 'shipments.time_zone') %}
with parcels as (
    select
        orders.customer_id,
        as_of.as_of_date,
        {{ promised_date }} as promised_date,
        case
            when {{ shop_date('shipments.delivered_at') }} <= as_of.as_of_date
                then {{ date_there('shipments.delivered_at', 'shipments.time_zone') }}
        end as delivered_date,
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
        and {{ promised_date }} <= as_of.as_of_date
        and (shipments.shipment_status <> 'delivered' or shipments.delivered_at is not null)
)

select
    customer_id,
    case
        when delivered_date is null then 'not_arrived'
        when delivered_date > promised_date then 'late'
        else 'in_time'
    end as parcel_state,
    coalesce(delivered_date, as_of_date) > promised_date as is_late,
    case
        when delivered_date > promised_date then {{ days_between('promised_date', 'delivered_date') }}
        when delivered_date is not null then 0
    end as days_late,
    promised_date
from parcels
where place = 1
