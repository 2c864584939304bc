{{ config(materialized='incremental', incremental_strategy='append', full_refresh=false,
    on_schema_change='append_new_columns') }}

-- Who is which customer from now on, where that is not what was said last. Rows are added, never changed, and
-- outlive a full refresh. A customer is called after the record of its group registered first, never what an
-- erased one was. A run that looks back behind the last one adds records not told of yet, and changes nobody.
with history as (
    {{ identity_history() }}
),

latest as (
    {{ latest_customers('history') }}
),

tombstones as (
    select distinct customer_id
    from history
    where event_type = 'erase'
),

so_far as (
    select
        coalesce(max(registration_number), 0) as registration_number,
        coalesce(max(event_batch), 0) as event_batch,
        max(as_of_date) as as_of_date
    from history
),

present as (
    {{ registered_records('latest', 'so_far') }}
),

everybody as (
    {{ customers_of_groups('present', 'latest', 'tombstones') }}
),

assigned as (
    {{ records_to_tell('everybody', 'so_far') }}
),

concerned as (
    {{ concerned_records('present', 'assigned') }}
),

linked as (
    {{ links_between_parts('concerned') }}
),

refused as (
    {{ refusals_between_parts('concerned') }}
)

select
    so_far.event_batch + 1 as event_batch,
    assigned.record_key,
    {{ identity_event_type() }} as event_type,
    assigned.customer_id,
    assigned.previous_customer_id,
    assigned.group_state,
    assigned.registration_number,
    as_of.as_of_date,
    {{ of_deciding_link('identifier_kind') }} as deciding_kind,
    {{ of_deciding_link('identifier_key') }} as deciding_key,
    {{ of_deciding_link('decision_id') }} as decision_id,
    refused.refused_reason as deciding_reason
from assigned
cross join so_far
cross join {{ ref('int_as_of') }} as as_of
-- The record that the previous customer was called after: where it went, the customer went.
left join everybody as namesakes
    on assigned.previous_customer_id = namesakes.name_key
left join linked
    on
        assigned.component = linked.component
        and coalesce(assigned.previous_customer_id, assigned.record_key) = linked.part
left join refused
    on
        case when {{ is_split() }} then assigned.component end = refused.component
        and assigned.previous_customer_id = refused.previous_customer_id
