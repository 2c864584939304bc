-- Which customer was a record or device on a date, and which is it now? One row each that is known now; those
-- that have changed sides come first. Changes before the first run are not known. Without a date: as_of.
-- dbt compile --select who_was_whom --vars "{on_date: '2025-06-30'}"
with evenings as (
    {%- if var('on_date', '') %}
    select cast('{{ var("on_date") }}' as date) as on_date
    {%- else %}
    select max(as_of_date) as on_date
    from {{ ref('rfm_current') }}
    {%- endif %}
),

-- The end of that day in the shop.
asked as (
    select
        {{ to_utc("cast(on_date + interval '1' day as timestamp)", "'" ~ var('time_zone') ~ "'") }}
            as moment
    from evenings
),

customers_then as (
    select identity_map.*
    from {{ ref('identity_map') }} as identity_map
    inner join asked
        on
            coalesce(identity_map.valid_from <= asked.moment, true)
            and coalesce(identity_map.valid_to > asked.moment, true)
),

customers_now as (
    select
        record_key,
        record_type,
        customer_id
    from {{ ref('identity_map') }}
    where valid_to is null
)

select
    customers_then.record_type,
    customers_then.source_system,
    customers_then.record_id,
    customers_then.record_key,
    customers_then.customer_id as customer_then,
    customers_now.customer_id as customer_now,
    customers_then.customer_id <> customers_now.customer_id as has_changed
from customers_then
left join customers_now
    on
        customers_then.record_key = customers_now.record_key
        and customers_then.record_type = customers_now.record_type
order by has_changed desc, customers_then.record_type asc, customers_then.record_key asc
