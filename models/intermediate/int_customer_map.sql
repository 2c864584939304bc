-- One customer record is one customer for now. Identity resolution will replace this model: what is
-- downstream knows only customer_record_key -> customer_id.
with records as (
    select
        customer_record_key,
        source_system,
        customer_record_id,
        first_seen_date,
        first_seen_date is null as is_undated
    from {{ ref('customer_records') }}
    union all
    -- An order names its buyer even where no system delivers records.
    select
        customer_record_key,
        source_system,
        customer_record_id,
        order_date as first_seen_date,
        false as is_undated
    from {{ ref('orders') }}
    where customer_record_key is not null
)

select
    customer_record_key,
    customer_record_key as customer_id,
    source_system,
    customer_record_id,
    -- A record without a date was always there; a later order does not change that.
    case when not bool_or(is_undated) then min(first_seen_date) end as first_seen_date
from records
group by customer_record_key, source_system, customer_record_id
