{# The records of today's groups, each with the customer that was said *latest* and its registration number: a new record
   gets the next one, the oldest first. *so_far* has the last number. #}
{% macro registered_records(latest, so_far) -%}
    select
        components.record_key,
        components.component,
        components.group_state,
        latest.customer_id as previous_customer_id,
        coalesce(latest.registration_number, so_far.registration_number + newcomers.place) as registration_number
    from {{ ref('int_identity_components') }} as components
    cross join {{ so_far }} as so_far
    left join {{ latest }} as latest on components.record_key = latest.record_key
    left join (
        select
            fresh.record_key,
            row_number() over (order by fresh.first_seen_date nulls last, fresh.record_key) as place
        from {{ ref('int_identity_components') }} as fresh
        left join {{ latest }} as known on fresh.record_key = known.record_key
        where known.record_key is null
    ) as newcomers on components.record_key = newcomers.record_key
{%- endmacro %}
