-- The evenings on which a customer's last word on e-mail marketing was no, and since when it was.
with refusals as (
    select
        customer_id,
        {{ shop_date('revoked_at') }} as opted_out_date,
        {{ shop_date('valid_from') }} as from_date,
        coalesce({{ shop_date('valid_to') }}, date '9999-12-31') as to_date
    from {{ ref('int_customer_consents') }}
    where purpose = 'marketing' and channel = 'email' and not is_granted
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
