{%- set touch = touchpoint_touch('touchpoints.') %}
-- A tap on a post or a stay in a store that names a device alone is its owner's of that moment, as a visit
-- without a log-in is. Comparisons only: with `or` this is no hash join.
select
    'touchpoint' as touch_type,
    touchpoints.source_system,
    {{ touch.id }} as touch_id,
    owners.customer_id,
    {{ touch.channel }} as channel,
    {{ date_there(touch.at, 'touchpoints.time_zone') }} as touch_date,
    {{ touch.at }} as touched_at
from {{ ref('touchpoints') }} as touchpoints
inner join {{ ref('int_device_owners') }} as owners
    on
        touchpoints.device_key = owners.device_key
        and {{ touch.at }} >= coalesce(owners.valid_from, timestamp '0001-01-01 00:00:00')
        and {{ touch.at }} < coalesce(owners.valid_to, timestamp '9999-12-31 00:00:00')
where
    touchpoints.customer_record_key is null
    and {{ touch.where }}
