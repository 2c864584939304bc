-- A tap on a post or a stay in a store that names a device alone is its owner's of that moment, as a visit
-- without a log-in is. Comparisons only: with `or` this is no hash join.
select
    'touchpoint' as touch_type,
    touchpoints.source_system,
    touchpoints.touchpoint_id as touch_id,
    owners.customer_id,
    touchpoints.touchpoint_type as channel,
    {{ date_there('touchpoints.occurred_at', 'touchpoints.time_zone') }} as touch_date,
    touchpoints.occurred_at as touched_at
from {{ ref('touchpoints') }} as touchpoints
inner join {{ ref('int_device_owners') }} as owners
    on
        touchpoints.device_key = owners.device_key
        and touchpoints.occurred_at >= coalesce(owners.valid_from, timestamp '0001-01-01 00:00:00')
        and touchpoints.occurred_at < coalesce(owners.valid_to, timestamp '9999-12-31 00:00:00')
where
    touchpoints.customer_record_key is null
    and touchpoints.touchpoint_type <> 'experiment_exposure'
