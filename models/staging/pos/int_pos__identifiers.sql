-- Every time an identifier was seen. A ticket without a customer stands for itself: it may carry a card.
with tickets as (
    select
        *,
        case when customer_number is null then 'order' else 'customer' end as record_type,
        coalesce(customer_number, ticket_number) as record_id
    from {{ ref('int_pos__tickets') }}
    where ticket_type = 'sale' and not coalesce(is_training, false)
),

kinds as (
    select 'email' as identifier_kind
    union all
    select 'phone'
    union all
    select 'loyalty_card'
),

identifiers as (
    select
        'customer' as record_type,
        customers.customer_number as record_id,
        kinds.identifier_kind,
        case kinds.identifier_kind
            when 'email' then customers.email
            when 'phone' then customers.phone
            else customers.card_number
        end as identifier_value,
        customers.created_at_utc as seen_at
    from {{ ref('int_pos__customers') }} as customers
    cross join kinds
    union all
    select
        record_type,
        record_id,
        'loyalty_card' as identifier_kind,
        card_number as identifier_value,
        sold_at_utc as seen_at
    from tickets
    union all
    select
        tickets.record_type,
        tickets.record_id,
        'payment_card' as identifier_kind,
        tenders.card_fingerprint as identifier_value,
        tenders.paid_at_utc as seen_at
    from tickets
    inner join {{ ref('int_pos__tenders') }} as tenders
        on tickets.ticket_number = tenders.ticket_number
)

select * from identifiers
where identifier_value is not null
