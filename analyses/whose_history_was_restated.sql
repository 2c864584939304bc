-- Whose past is told otherwise than it was on a date, because records were joined, merged or split since?
-- One row a customer who had bought by that date, those concerned first, with the records that came or went.
-- A record that joins restates the past if it has orders of its own. The first run changes nobody. Without a
-- date: as_of. dbt compile --select whose_history_was_restated --vars "{on_date: '2025-06-30'}"
with asked as (
    {%- if var('on_date', '') %}
    select cast('{{ var("on_date") }}' as date) as on_date
    {%- else %}
    select max(as_of_date) as on_date
    from {{ ref('rfm_current') }}
    {%- endif %}
),

events as (
    select events.*
    from {{ ref('identity_events') }} as events
    inner join asked
        on events.as_of_date > asked.on_date
    where events.event_type <> 'mint' and events.event_batch > 1
),

changes as (
    select
        customer_id,
        event_type,
        as_of_date
    from events
    union all
    select
        previous_customer_id as customer_id,
        event_type,
        as_of_date
    from events
    where previous_customer_id is not null
)

select
    customers.customer_id,
    count(changes.customer_id) > 0 as was_restated,
    count(case when changes.event_type = 'join' then 1 end) as join_count,
    count(case when changes.event_type in ('merge', 'manual_link') then 1 end) as merge_count,
    count(case when changes.event_type in ('split', 'manual_unlink') then 1 end) as split_count,
    max(changes.as_of_date) as last_changed_date,
    min(customers.first_order_date) as first_order_date
from {{ ref('dim_customers') }} as customers
inner join asked
    on customers.first_order_date <= asked.on_date
left join changes
    on customers.customer_id = changes.customer_id
group by customers.customer_id
order by was_restated desc, customers.customer_id asc
