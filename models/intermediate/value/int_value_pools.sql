-- Whom the models are fitted to on an evening: all customers, those of a brand, those of a brand and a year
-- of the first order. A part of the shop is fitted by itself if enough of it came back, and if it is a part.
{%- set pools = {'all': [], 'brand': ['brand'], 'cohort': ['brand', 'cohort_year']} %}
{%- set conditions = [
    'repeater_count >= 500 and customer_count < shop_count', "pool_kind = 'all' and repeater_count >= 30",
] %}
with counted as (
    {%- for kind, columns in pools.items() %}
    select
        described_date,
        '{{ kind }}' as pool_kind,
        {{ loop.index }} as pool_depth,
        {{ 'brand' if 'brand' in columns else 'cast(null as string)' }} as brand,
        {{ 'cohort_year' if 'cohort_year' in columns else 'cast(null as bigint)' }} as cohort_year,
        count(*) as customer_count,
        count(case when repeat_purchase_day_count > 0 then 1 end) as repeater_count
    from {{ ref('int_purchase_summaries') }}
    group by described_date{% for column in columns %}, {{ column }}{% endfor %}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

compared as (
    select
        *,
        max(customer_count) over (partition by described_date) as shop_count,
        {{ hash_key([
            'described_date', 'pool_kind', "coalesce(brand, '')", 'coalesce(cohort_year, 0)',
        ]) }} as pool_key
    from counted
)

select
    pool_key,
    described_date,
    pool_kind,
    pool_depth,
    brand,
    cohort_year,
    case pool_kind
        when 'all' then 'all'
        when 'brand' then brand
        else trim(brand || ' ' || cast(cohort_year as string))
    end as pool,
    customer_count,
    repeater_count
from compared
where {{ conditions | join(' or ') }}
