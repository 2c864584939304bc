-- The customers of a month and a channel or campaign beside its cost. What was spent on nobody and who came
-- without a cost stay.
with customers as (
    select
        acquired.level,
        acquired.acquisition_month,
        acquired.channel,
        acquired.campaign,
        count(*) as customer_count,
        count(clv_customers.discounted_36m_amount) as predicted_customer_count,
        cast(sum(clv_customers.historic_net_amount) as decimal(18, 2)) as historic_net_amount,
        round(sum(clv_customers.discounted_36m_amount), 4) as discounted_36m_amount,
        max(acquired.first_order_date) as last_first_order_date
    from {{ ref('int_acquired_customers') }} as acquired
    inner join {{ ref('clv_customers') }} as clv_customers
        on acquired.customer_id = clv_customers.customer_id
    group by
        acquired.level,
        acquired.acquisition_month,
        acquired.channel,
        acquired.campaign
)

select
    coalesce(customers.level, spend.level) as level,
    coalesce(customers.acquisition_month, spend.acquisition_month) as acquisition_month,
    coalesce(customers.channel, spend.channel) as channel,
    coalesce(customers.campaign, spend.campaign) as campaign,
    coalesce(customers.customer_count, 0) as customer_count,
    coalesce(customers.predicted_customer_count, 0) as predicted_customer_count,
    customers.historic_net_amount,
    customers.discounted_36m_amount,
    spend.spend_amount,
    spend.unsaid_spend_amount,
    customers.last_first_order_date
from customers
full join {{ ref('int_acquisition_spend') }} as spend
    on
        customers.level = spend.level
        and customers.acquisition_month = spend.acquisition_month
        and customers.channel = spend.channel
        and customers.campaign = spend.campaign
