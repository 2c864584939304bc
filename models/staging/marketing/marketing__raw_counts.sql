-- Spend is conformed by campaign, ad group and day and rounded to cents there, so it is grouped here as well.
{%- set google_amount = 'cast(sum(cost_micros) as double) / 1000000' %}
with counts as (
    {{ raw_counts_from('marketing', {
        'ad_spend_google': {}, 'ad_spend_facebook': {}, 'ad_spend_other': {}, 'social_post': {},
        'social_post_product': {}, 'social_tap': {}, 'webinar': {}, 'webinar_registration': {},
        'webinar_attendance': {}, 'experiment': {}, 'experiment_exposure': {}, 'store_visit': {},
    }) }}
),

spend as (
    select
        campaign_id,
        date as spend_date,
        cast({{ google_amount }} as decimal(18, 2)) as amount
    from {{ ref('stg_marketing__ad_spend_google') }}
    group by account_id, campaign_id, date, currency_code
    union all
    select
        campaign_id,
        date as spend_date,
        cast(cast(sum(spend) as double) as decimal(18, 2)) as amount
    from {{ ref('stg_marketing__ad_spend_facebook') }}
    group by account_id, campaign_id, adset_id, date, account_currency
    union all
    select
        platform || '-' || campaign_name as campaign_id,
        day as spend_date,
        cast(cast(cost as double) as decimal(18, 2)) as amount
    from {{ ref('stg_marketing__ad_spend_other') }}
),

campaigns as (
    select min(spend_date) as start_date
    from spend
    group by campaign_id
),

contacts as (
    {%- for table, time in {
        'social_tap': 'tapped_at', 'webinar_registration': 'registered_at', 'webinar_attendance': 'joined_at',
        'experiment_exposure': 'exposed_at', 'store_visit': 'entered_at',
    }.items() %}
    select {{ time }} as occurred_at from {{ ref('stg_marketing__' ~ table) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

people as (
    select min(registered_at) as created_at from {{ ref('stg_marketing__webinar_registration') }}
    group by registrant_id
    union all
    select min(exposed_at) as created_at from {{ ref('stg_marketing__experiment_exposure') }}
    where unit_type = 'customer'
    group by unit_id
)

select * from counts
union all
{{ counted_apart('marketing', {
    'ad_spend (by campaign and day)': {'entity': 'marketing_spend', 'from': 'spend', 'day': 'spend_date', 'amount': 'amount'},
    'ad_spend (campaigns)': {'entity': 'campaigns', 'from': 'campaigns', 'day': 'start_date'},
    'taps, webinars, exposures, visits': {'entity': 'touchpoints', 'from': 'contacts', 'day': 'occurred_at'},
    'registrants, accounts': {'entity': 'customer_records', 'from': 'people', 'day': 'created_at'},
}) }}
