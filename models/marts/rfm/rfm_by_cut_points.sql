{%- set measures = {'recency': 'recency_days', 'frequency': 'frequency', 'monetary': 'monetary_amount'} -%}
with customers as (
    select * from {{ ref('rfm_current') }}
    where purchase_state = 'purchased'
),

points as (
    select * from {{ ref('rfm_cut_points') }}
    where coalesce(currency_code, '{{ var("reporting_currency") }}') = '{{ var("reporting_currency") }}'
),

reached as (
    {%- for measure in measures.values() %}
    select
        customers.customer_id,
        points.measure,
        points.score,
        row_number() over (
            partition by customers.customer_id order by points.lowest_value desc nulls last
        ) as place
    from customers
    inner join points
        on
            points.measure = '{{ measure }}'
            and customers.{{ measure }} >= coalesce(points.lowest_value, customers.{{ measure }})
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

scores as (
    select
        {%- for name, measure in measures.items() %}
        max(case when measure = '{{ measure }}' then score end) as {{ name }}_score,
        {%- endfor %}
        customer_id
    from reached
    where place = 1
    group by customer_id
)

select
    customers.customer_id,
    {%- for name in measures %}
    scores.{{ name }}_score,
    {%- endfor %}
    customers.recency_days,
    customers.frequency,
    customers.monetary_amount,
    customers.as_of_date
from customers
left join scores
    on customers.customer_id = scores.customer_id
