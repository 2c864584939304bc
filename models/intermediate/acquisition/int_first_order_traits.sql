-- What can be told of customers at their first order, one row a trait.
{%- set traits = [
    'brand', 'channel', 'country', 'store', 'category', 'coupon', 'source', 'medium', 'basket', 'weekday',
] %}
with first_orders as (
    select
        first_orders.*,
        coalesce({{ tagged_word('acquisition.acquisition_source') }}, 'unknown') as source,
        coalesce({{ tagged_word('acquisition.acquisition_medium') }}, 'unknown') as medium,
        -- Equal amounts are in one quarter, as equal values have one score of RFM.
        cast(1 + floor(
            4 * (rank() over (order by valid_orders.net_amount) - 1) / count(*) over ()
        ) as int) as quarter,
        {{ period_start('week', 'first_orders.first_order_date') }} as monday
    from {{ ref('int_first_orders') }} as first_orders
    inner join {{ ref('int_valid_orders') }} as valid_orders
        on first_orders.customer_id = valid_orders.customer_id and valid_orders.customer_order_number = 1
    left join {{ ref('profile_acquisition') }} as acquisition
        on first_orders.customer_id = acquisition.customer_id
),

told as (
    select
        *,
        case quarter
            {%- for name in ['lowest', 'second', 'third', 'highest'] %}
            when {{ loop.index }} then '{{ name }}_quarter'
            {%- endfor %}
        end as basket,
        case {{ days_between('monday', 'first_order_date') }}
            {%- for name in ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] %}
            when {{ loop.index0 }} then '{{ name }}'
            {%- endfor %}
        end as weekday
    from first_orders
)

{%- for trait in traits %}
select
    customer_id,
    '{{ trait }}' as trait,
    {{ trait }} as trait_value
from told
{{ 'union all' if not loop.last }}
{%- endfor %}
