-- How long is usually waited for the next purchase day, by the number of the one before: in the whole shop,
-- by category of the first order, and in all.
with waits as (
    select
        waits.*,
        first_orders.category
    from {{ ref('int_order_waits') }} as waits
    inner join {{ ref('int_first_orders') }} as first_orders
        on waits.customer_id = first_orders.customer_id
),

counted as (
    {%- set pools = {'category': ['category', 'stratum'], 'purchase_day': ["'all'", 'stratum'],
        'shop': ["'all'", "'all'"]} %}
    {%- for pool, parts in pools.items() %}
    select
        '{{ pool }}' as pool,
        {{ parts[0] }} as category,
        {{ parts[1] }} as stratum,
        duration_days,
        sum(is_event) as event_count,
        sum(1 - is_event) as censored_count
    from waits
    {{ "where category <> 'unknown'" if pool == 'category' }}
    group by {{ (parts | reject('equalto', "'all'") | list + ['duration_days']) | join(', ') }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

curves as (
    {{ product_limit('counted', ['pool', 'category', 'stratum']) }}
),

-- Of those who come back: what is left at the end of the curve never did, as far as it is followed.
ended as (
    select
        pool,
        category,
        stratum,
        duration_days,
        {{ survival() }} as survival,
        max(at_risk_count) over (partition by pool, category, stratum) as wait_count,
        min({{ survival() }}) over (partition by pool, category, stratum) as last_survival
    from curves
)

select
    pool,
    category,
    stratum,
    cast(max(wait_count) as bigint) as wait_count,
    {#- A billionth: exp(ln(1/2)) may be a little more than a half. #}
    min(case when survival <= 0.5 + 1e-9 then duration_days end) as median_wait_days,
    min(case
        when last_survival < 1 and survival <= 1 - 0.9 * (1 - last_survival) + 1e-9 then duration_days
    end) as long_wait_days
from ended
group by pool, category, stratum
