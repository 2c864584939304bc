-- The factors of clv_customers are those of the one row of clv_formula that is meant for them.
select customers.customer_id
from {{ ref('clv_customers') }} as customers
left join {{ ref('clv_formula') }} as formula
    on formula.is_used_for_customers
where
    not coalesce(customers.lifespan_source = formula.lifespan_source, false)
    or customers.shop_lifespan_years <> formula.lifespan_years
    or customers.shop_orders_per_relation_year <> formula.orders_per_relation_year
    or customers.shop_later_orders_per_relation_year <> formula.later_orders_per_relation_year
    or not (
        customers.formula_state in ('never_purchased', formula.formula_state)
        or (customers.formula_state = 'nothing_left' and customers.historic_net_amount < 0)
    )
