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
        cast({{ google_amount }} as decimal(18, 2)) as amount
    from {{ ref('stg_marketing__ad_spend_google') }}
    group by account_id, campaign_id, campaign_name, date, currency_code
    union all
    select
        campaign_id,
        cast(cast(sum(spend) as double) as decimal(18, 2)) as amount
    from {{ ref('stg_marketing__ad_spend_facebook') }}
    group by account_id, campaign_id, campaign_name, adset_id, date, account_currency
    union all
    select
        platform || '-' || campaign_name as campaign_id,
        cast(cast(cost as double) as decimal(18, 2)) as amount
    from {{ ref('stg_marketing__ad_spend_other') }}
),

contacts as (
    {%- for table in [
        'social_tap', 'webinar_registration', 'webinar_attendance', 'experiment_exposure', 'store_visit',
    ] %}
    select '{{ table }}' as raw_table from {{ ref('stg_marketing__' ~ table) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

people as (
    select registrant_id as person_id from {{ ref('stg_marketing__webinar_registration') }}
    union
    select 'account-' || unit_id as person_id from {{ ref('stg_marketing__experiment_exposure') }}
    where unit_type = 'customer'
)

select * from counts
union all
{{ counted_apart('marketing', {
    'ad_spend (by campaign and day)': {'entity': 'marketing_spend', 'from': 'spend', 'amount': 'amount'},
    'ad_spend (campaigns)': {'entity': 'campaigns', 'from': 'spend', 'rows': 'count(distinct campaign_id)'},
    'taps, webinars, exposures, visits': {'entity': 'touchpoints', 'from': 'contacts'},
    'registrants, accounts': {'entity': 'customer_records', 'from': 'people'},
}) }}
