{{ config(**materialized_by_reader()) }}
-- The customer of each record as int_identity_events says last. A guest order with an identifier is one, too.
select
    record_key as customer_record_key,
    customer_id,
    record_type,
    source_system,
    record_id as customer_record_id,
    registration_number,
    first_seen_date
from {{ ref('int_identity_intervals') }}
where valid_to is null
