{# What int_identity_events holds before this run; nothing on the first. #}
{% macro identity_history() -%}
    {%- if is_incremental() %}
    select
        event_batch,
        record_key,
        event_type,
        customer_id,
        registration_number,
        as_of_date
    from {{ this }}
    {%- else %}
    select
        cast(null as bigint) as event_batch,
        cast(null as bigint) as record_key,
        cast(null as string) as event_type,
        cast(null as bigint) as customer_id,
        cast(null as bigint) as registration_number,
        cast(null as date) as as_of_date
    where 1 = 0
    {%- endif %}
{%- endmacro %}

{# The customer of each record as the history said last, and its number. An erased customer's guest order is registered anew. #}
{% macro latest_customers(history) -%}
    select
        told.record_key,
        told.customer_id,
        told.registration_number
    from {{ history }} as told
    inner join (
        select record_key, max(event_batch) as event_batch
        from {{ history }}
        where event_type <> 'erase'
        group by record_key
    ) as last_batch on told.record_key = last_batch.record_key and told.event_batch = last_batch.event_batch
{%- endmacro %}

{# The customer of each record: the oldest of the customers that its group has now (called after a record that is in it),
   else a new one, called after the member that was registered first. A record that is gone
   from the data stays with the oldest record of its last customer, so that its name lives on. #}
{% macro customers_of_groups(present, latest, tombstones) -%}
    select
        record_key,
        name_key,
        component,
        previous_customer_id,
        group_state,
        registration_number,
        is_present,
        first_value(name_key) over (
            partition by component
            order by case when previous_customer_id = name_key then 0 else 1 end, registration_number
            rows between unbounded preceding and unbounded following
        ) as customer_id
    from (
        select
            told.record_key,
            {{ customer_name('told', 'erased') }} as name_key,
            told.component,
            told.previous_customer_id,
            told.group_state,
            told.registration_number,
            true as is_present
        from {{ present }} as told
        left join {{ tombstones }} as erased on told.record_key = erased.customer_id
        union all
        select
            gone.record_key, {{ customer_name('gone', 'erased') }}, heirs.component, gone.customer_id, heirs.group_state, gone.registration_number, false
        from {{ latest }} as gone
        left join {{ present }} as same on gone.record_key = same.record_key
        left join {{ tombstones }} as erased on gone.record_key = erased.customer_id
        inner join (
            select
                *,
                row_number() over (partition by previous_customer_id order by registration_number) as place
            from {{ present }}
            where previous_customer_id is not null
        ) as heirs on gone.customer_id = heirs.previous_customer_id and heirs.place = 1
        where same.record_key is null
    ) as members
{%- endmacro %}
