with channels as (
    select
        customer_id,
        count(case when is_browsed then 1 end) as n_channels_browse,
        count(case when is_bought then 1 end) as n_channels_buy,
        count(case when is_browsed or is_bought then 1 end) as n_channels_used
    from {{ ref('profile_channels') }}
    where is_shop_channel
    group by customer_id
),

customers as (
    select
        profiles.customer_id,
        profiles.rfm_segment,
        case when profiles.member_status = 'active' then 'member' else 'not_a_member' end as membership,
        coalesce(channels.n_channels_browse, 0) as n_channels_browse,
        coalesce(channels.n_channels_buy, 0) as n_channels_buy,
        coalesce(channels.n_channels_used, 0) as n_channels_used
    from {{ ref('customer_profiles') }} as profiles
    left join channels
        on profiles.customer_id = channels.customer_id
),

classed as (
    {%- for class_type in ['all', 'rfm_segment', 'membership'] %}
    select
        '{{ class_type }}' as class_type,
        {{ "'all'" if class_type == 'all' else class_type }} as customer_class,
        n_channels_browse,
        n_channels_buy,
        n_channels_used
    from customers
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

counted as (
    select
        class_type,
        customer_class,
        count(*) as customer_count,
        {%- for kind in ['browse', 'buy', 'used'] %}
        count(case when n_channels_{{ kind }} >= 1 then 1 end) as any_{{ kind }}_customer_count,
        count(case when n_channels_{{ kind }} >= 2 then 1 end) as multi_{{ kind }}_customer_count,
        sum(n_channels_{{ kind }}) as channels_{{ kind }},
        {%- endfor %}
        count(case when n_channels_buy >= 1 and n_channels_used >= 2 then 1 end) as multi_used_buyer_count
    from classed
    group by class_type, customer_class
)

select
    class_type,
    customer_class,
    customer_count,
    -- Where nobody delivers visits, none is not known.
    {%- for name in ['any_browse_customer_count', 'multi_browse_customer_count'] %}
    case when {{ is_delivered("'events'") }} then {{ name }} end
        as {{ name }},
    {%- endfor %}
    {%- for kind in ['buy', 'used'] %}
    any_{{ kind }}_customer_count,
    multi_{{ kind }}_customer_count,
    {%- endfor %}
    {%- for kind in ['browse', 'buy', 'used'] %}
    {%- set is_known = is_delivered("'events'") if kind == 'browse' else 'true' %}
    case
        when {{ is_known }} then {{ safe_divide('channels_' ~ kind, 'any_' ~ kind ~ '_customer_count') }}
    end as mean_channels_{{ kind }},
    case
        when {{ is_known }}
            then {{ safe_divide('multi_' ~ kind ~ '_customer_count', 'any_' ~ kind ~ '_customer_count') }}
    end as multi_{{ kind }}_share,
    {%- endfor %}
    multi_used_buyer_count,
    {{ safe_divide('multi_used_buyer_count', 'any_buy_customer_count') }} as multi_used_share_of_buyers
from counted
