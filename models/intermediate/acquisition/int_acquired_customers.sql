-- By what each customer came: the platform that sells such visits, else source and medium as tagged.
with first_orders as (
    select
        first_orders.customer_id,
        first_orders.first_order_date,
        {{ tagged_word('acquisition.acquisition_source') }} as source,
        coalesce({{ tagged_word('acquisition.acquisition_medium') }}, 'none') as medium,
        coalesce({{ tagged_word('acquisition.acquisition_campaign') }}, 'none') as campaign
    from {{ ref('int_first_orders') }} as first_orders
    left join {{ ref('profile_acquisition') }} as acquisition
        on first_orders.customer_id = acquisition.customer_id
),

visits as (
    select distinct
        source,
        medium
    from first_orders
    where source is not null
),

paid as (
    select
        visits.source,
        visits.medium,
        min(lower(trim(channels.platform))) as platform
    from visits
    inner join {{ ref('spend_channels') }} as channels
        on
            {{ matches_column('visits.source', 'channels.source_pattern') }}
            and {{ matches_column('visits.medium', 'channels.medium_pattern') }}
    group by visits.source, visits.medium
),

customers as (
    select
        first_orders.customer_id,
        {{ period_start('month', 'first_orders.first_order_date') }} as acquisition_month,
        coalesce(paid.platform, first_orders.source || ' / ' || first_orders.medium, 'unknown') as channel,
        first_orders.campaign,
        first_orders.first_order_date
    from first_orders
    left join paid
        on first_orders.source = paid.source and first_orders.medium = paid.medium
)

{%- for level, campaign in [('channel', "'all'"), ('campaign', 'campaign')] %}
select
    '{{ level }}' as level,
    customer_id,
    acquisition_month,
    channel,
    {{ campaign }} as campaign,
    first_order_date
from customers
{{ 'union all' if not loop.last }}
{%- endfor %}
