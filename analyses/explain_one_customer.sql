-- Why does this customer have these scores? Each score beside its value and the number of customers below it:
-- score = 1 + floor(5 * below / scored). Write the system's id of the
-- customer into `customer_record_id`; without it the customer with the most orders is explained.
-- dbt compile --select explain_one_customer --vars "{customer_record_id: '00004'}"
with scores as (
    select
        rfm_current.*,
        dim_customers.customer_record_id,
        count(*) over () as scored_count
    from {{ ref('rfm_current') }} as rfm_current
    inner join {{ ref('dim_customers') }} as dim_customers
        on rfm_current.customer_id = dim_customers.customer_id
    where rfm_current.purchase_state = 'purchased'
),

chosen as (
    select *
    from scores
    {%- if var('customer_record_id', '') %}
    where customer_record_id = '{{ var("customer_record_id") | replace("'", "''") }}'
    {%- else %}
    order by frequency desc, customer_id asc
    limit 1
    {%- endif %}
),

worse as (
    select
        chosen.customer_id,
        sum(case when scores.recency_days > chosen.recency_days then 1 else 0 end) as less_recent_count,
        sum(case when scores.frequency < chosen.frequency then 1 else 0 end) as less_frequent_count,
        sum(case when scores.monetary_amount < chosen.monetary_amount then 1 else 0 end) as less_money_count
    from chosen
    cross join scores
    group by chosen.customer_id
)

select
    chosen.customer_record_id,
    chosen.as_of_date,
    chosen.rfm_segment,
    chosen.recency_score,
    chosen.recency_days,
    worse.less_recent_count,
    chosen.frequency_score,
    chosen.frequency,
    worse.less_frequent_count,
    chosen.monetary_score,
    chosen.monetary_amount,
    worse.less_money_count,
    chosen.scored_count,
    clv_customers.historic_net_amount,
    clv_customers.formula_clv_amount,
    clv_customers.first_order_once_clv_amount,
    ghost_customers.is_ghost,
    ghost_customers.ghost_since
from chosen
inner join worse
    on chosen.customer_id = worse.customer_id
inner join {{ ref('clv_customers') }} as clv_customers
    on chosen.customer_id = clv_customers.customer_id
inner join {{ ref('ghost_customers') }} as ghost_customers
    on chosen.customer_id = ghost_customers.customer_id
