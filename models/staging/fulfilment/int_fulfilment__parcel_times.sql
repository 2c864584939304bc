-- The times of each parcel in UTC. They land as texts: with an offset, or on the recipient's clock with none
-- (to be placed only where the country has one time zone). A promise may be a day, ending at its last second.
{%- set zones = {
    'AUT': 'Europe/Vienna', 'BEL': 'Europe/Brussels', 'CHE': 'Europe/Zurich', 'DEU': 'Europe/Berlin',
    'DNK': 'Europe/Copenhagen', 'FRA': 'Europe/Paris', 'GBR': 'Europe/London', 'IRL': 'Europe/Dublin',
    'ITA': 'Europe/Rome', 'LUX': 'Europe/Luxembourg', 'NLD': 'Europe/Amsterdam', 'POL': 'Europe/Warsaw',
    'SWE': 'Europe/Stockholm',
} %}
{%- set promise_zone = "coalesce(time_zone, '" ~ var('time_zone') ~ "')" %}
{%- set has_offset = '(Z|UTC|[+-][0-9][0-9]:[0-9][0-9]) *$' %}
with trackings as (
    select
        id as tracking_id,
        trim(order_promised_delivery_date) as promised,
        trim(shipment_pickup_date) as shipped,
        trim(shipment_delivery_date) as delivered,
        {{ parse_timestamp('order_promised_delivery_date') }} as promised_clock,
        {{ parse_timestamp('shipment_pickup_date') }} as shipped_clock,
        {{ parse_timestamp('shipment_delivery_date') }} as delivered_clock,
        case destination_country_iso3
            {%- for country, zone in zones.items() %}
            when '{{ country }}' then '{{ zone }}'
            {%- endfor %}
        end as time_zone
    from {{ ref('stg_fulfilment__tracking') }}
)

select
    tracking_id,
    time_zone,
    case
        when length(promised) = 10
            then {{ to_utc("(promised_clock + interval '86399' second)", promise_zone) }}
        when {{ matches('promised', has_offset) }} then promised_clock
        else {{ to_utc('promised_clock', promise_zone) }}
    end as promised_at,
    case
        when {{ matches('shipped', has_offset) }} then shipped_clock
        when time_zone is not null and length(shipped) > 10
            then {{ to_utc('shipped_clock', 'time_zone') }}
    end as shipped_at,
    case
        when {{ matches('delivered', has_offset) }} then delivered_clock
        when time_zone is not null and length(delivered) > 10
            then {{ to_utc('delivered_clock', 'time_zone') }}
    end as delivered_at
from trackings
