-- The evenings on which a customer had taken back a consent to e-mail marketing, and since when. Who never
-- gave one takes nothing back, and a box that was left empty on joining is no word at all.
with words as (
    select
        *,
        sum(case when is_granted then 1 else 0 end) over so_far as grant_number
    from {{ ref('int_customer_consents') }}
    where purpose = 'marketing' and channel = 'email'
    window so_far as (
        partition by customer_id order by valid_from
        rows between unbounded preceding and current row
    )
),

withdrawals as (
    select
        customer_id,
        min(
            case when not is_granted and not {{ is_unticked('method') }} then valid_from end
        ) over since_grant as withdrawn_at,
        is_granted,
        valid_from,
        valid_to
    from words
    where grant_number > 0
    window since_grant as (
        partition by customer_id, grant_number order by valid_from
        rows between unbounded preceding and current row
    )
),

refusals as (
    select
        customer_id,
        {{ shop_date('withdrawn_at') }} as opted_out_date,
        {{ shop_date('valid_from') }} as from_date,
        coalesce({{ shop_date('valid_to') }}, date '9999-12-31') as to_date
    from withdrawals
    where not is_granted and withdrawn_at is not null
)

select
    refusals.customer_id,
    dates.described_date,
    refusals.opted_out_date,
    true as is_opted_out
from refusals
inner join {{ ref('int_rfm_dates') }} as dates
    on
        refusals.from_date <= dates.described_date
        and refusals.to_date > dates.described_date
