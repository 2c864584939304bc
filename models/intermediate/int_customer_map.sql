-- One customer record is one customer for now. Identity resolution will replace this model: what is
-- downstream knows only customer_record_key -> customer_id.
with known as (
    select
        customer_record_key,
        source_system,
        customer_record_id,
        first_seen_date
    from {{ ref('customer_records') }}
),

ordered as (
    select
        customer_record_key,
        source_system,
        customer_record_id,
        min(order_date) as first_seen_date
    from {{ ref('orders') }}
    where customer_record_key is not null
    group by customer_record_key, source_system, customer_record_id
),

inferred as (
    select ordered.*
    from ordered
    left join known
        on ordered.customer_record_key = known.customer_record_key
    where known.customer_record_key is null
),

records as (
    select * from known
    union all
    select * from inferred
)

select
    customer_record_key,
    customer_record_key as customer_id,
    source_system,
    customer_record_id,
    first_seen_date
from records
