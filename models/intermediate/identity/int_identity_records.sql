-- Whom a system or an order names: customer records, buyers that only orders name, and orders with a linking
-- identifier of their own. An order stays a record when its guest gets an account.
with records as (
    select
        customer_record_key as record_key,
        'customer' as record_type,
        source_system,
        customer_record_id as record_id,
        country_code,
        first_seen_date,
        first_seen_date is null as is_undated
    from {{ ref('customer_records') }}
    union all
    -- An order names its buyer even where no system delivers records.
    select
        customer_record_key as record_key,
        'customer' as record_type,
        source_system,
        customer_record_id as record_id,
        cast(null as string) as country_code,
        order_date as first_seen_date,
        false as is_undated
    from {{ ref('orders') }}
    where customer_record_key is not null
    union all
    select
        {{ guest_order_key('orders.source_system', 'orders.order_id') }} as record_key,
        'order' as record_type,
        orders.source_system,
        orders.order_id as record_id,
        orders.country_code,
        orders.order_date as first_seen_date,
        false as is_undated
    from {{ ref('orders') }} as orders
    inner join {{ ref('identity_signals') }} as identity_signals
        on
            orders.source_system = identity_signals.source_system
            and orders.order_id = identity_signals.record_id
            and identity_signals.record_type = 'order'
    -- What only identifies a card or a household does not make a customer of a walk-in.
    inner join {{ ref('identity_rules') }} as rules
        on identity_signals.identifier_kind = rules.identifier_kind and rules.is_linking
)

select
    records.record_key,
    records.record_type,
    records.source_system,
    records.record_id,
    min(records.country_code) as country_code,
    -- A record without a date was always there; a later order does not change that.
    case when not bool_or(records.is_undated) then min(records.first_seen_date) end as first_seen_date
from records
cross join {{ ref('int_as_of') }} as as_of
where records.first_seen_date is null or records.first_seen_date <= as_of.as_of_date
group by records.record_key, records.record_type, records.source_system, records.record_id
