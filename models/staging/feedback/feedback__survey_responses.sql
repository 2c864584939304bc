-- Answers to surveys and to the form shown to people who leave. The order and the brand of an answer are
-- properties whose names hold blanks; the times of an answer are seconds since 1970.
with answers as (
    select
        *,
        lower({{ json_text('person_properties', '$.Delighted Source') }}) as asked_by,
        timestamp '1970-01-01 00:00:00' + created_at * interval '1' second as responded_at
    from {{ ref('stg_feedback__response') }}
),

leavers as (
    select
        *,
        lower(email) as address
    from {{ ref('stg_feedback__exit_answer') }}
)

select
    'feedback' as source_system,
    id as response_id,
    case when survey_type in ('nps', 'ces') then survey_type else 'csat' end as survey_type,
    case
        when asked_by in ('email', 'web', 'sms') then asked_by
        when asked_by in ('ios', 'android', 'mobile') then 'app'
        when asked_by in ('kiosk', 'tablet') then 'store'
    end as channel,
    person_id as customer_record_id,
    cast(score as decimal(18, 3)) as score,
    cast(case when survey_type = 'nps' then 0 else 1 end as bigint) as scale_min,
    cast(case when survey_type = 'nps' then 10 else 5 end as bigint) as scale_max,
    cast(null as string) as reason_code,
    comment as comment_text,
    {{ json_text('person_properties', '$.Order Id') }} as order_id,
    {{ json_text('person_properties', '$.Brand') }} as brand,
    responded_at
from answers
union all
select
    'feedback' as source_system,
    'exit-' || answer_id as response_id,
    'exit' as survey_type,
    case form when 'unsubscribe' then 'email' when 'account_closing' then 'web' end as channel,
    case when not {{ is_placeholder_email('address') }} then address end as customer_record_id,
    cast(null as decimal(18, 3)) as score,
    cast(null as bigint) as scale_min,
    cast(null as bigint) as scale_max,
    reason_code,
    verbatim as comment_text,
    cast(null as string) as order_id,
    brand,
    submitted_at as responded_at
from leavers
