-- The customer of each record as int_identity_events says last. A guest order with an identifier is one, too.
with latest as (
    select
        record_key,
        customer_id,
        registration_number,
        row_number() over (partition by record_key order by event_batch desc) as place
    from {{ ref('int_identity_events') }}
)

select
    records.record_key as customer_record_key,
    latest.customer_id,
    records.record_type,
    records.source_system,
    records.record_id as customer_record_id,
    latest.registration_number,
    records.first_seen_date
from {{ ref('int_identity_records') }} as records
inner join latest
    on records.record_key = latest.record_key and latest.place = 1
