-- An authorisation and its capture are one payment; change handed back, voids, failures and tests are none.
with transactions as (
    select * from {{ ref('stg_shopify__transaction') }}
    where
        lower(status) = 'success'
        and lower(kind) in ('sale', 'capture', 'refund')
        and not coalesce(test, false)
)

select
    transactions.id as payment_id,
    transactions.order_id,
    transactions.refund_id,
    orders.customer_id,
    orders.channel,
    orders.time_zone,
    case when lower(transactions.kind) = 'refund' then 'refund' else 'payment' end as payment_kind,
    case
        when lower(transactions.gateway) like 'paypal%' then 'paypal'
        when lower(transactions.gateway) in ('gift_card', 'cash') then lower(transactions.gateway)
        when lower(transactions.gateway) like 'klarna%' then 'invoice'
        when lower(transactions.gateway) like '%invoice%' then 'invoice'
        when transactions.payment_credit_card_company is not null then 'card'
        when lower(transactions.gateway) in ('shopify_payments', 'stripe', 'adyen') then 'card'
        else 'other'
    end as payment_method,
    {{ json_text('transactions.receipt', '$.payment_method_details.card.fingerprint') }} as instrument_hash,
    upper(transactions.currency) as currency_code,
    case
        when lower(transactions.kind) = 'refund' then -transactions.amount
        else transactions.amount
    end as amount,
    transactions.created_at as paid_at,
    transactions._fivetran_synced as loaded_at
from transactions
inner join {{ ref('int_shopify__orders') }} as orders
    on transactions.order_id = orders.order_id
