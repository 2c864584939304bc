{%- set channels = {
    'email': ('subscriptions_email_marketing', 'email'),
    'sms': ('subscriptions_sms_marketing', 'sms'),
    'push': ('subscriptions_mobile_push_marketing', 'push'),
} -%}
with persons as (
    select * from {{ ref('stg_klaviyo__person') }}
),

stated as (
    {%- for channel, (prefix, word) in channels.items() %}
    select
        id as person_id,
        '{{ channel }}' as channel,
        case
            when upper({{ prefix }}_consent) = 'SUBSCRIBED' then true
            when upper({{ prefix }}_consent) = 'UNSUBSCRIBED' then false
            when {{ prefix }}_consent is null and {{ prefix }}_last_updated is not null
                then {{ prefix }}_can_receive_{{ word }}_marketing
        end as is_granted,
        coalesce({{ prefix }}_last_updated, updated, created) as changed_at
    from persons
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select * from stated
where is_granted is not null
