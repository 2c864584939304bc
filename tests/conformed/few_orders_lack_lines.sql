-- A line that was refused or comes later is a finding (order_lines_missing); more than 5 % of the orders that
-- have lines, and more than 20 of them, are a broken export.
with orders as (
    {{ orders_with_lines() }}
),

counted as (
    select
        source_system,
        count(*) as order_count,
        sum(case when lines_net_amount < net_amount then 1 else 0 end) as order_without_line_count
    from orders
    group by source_system
)

select * from counted
where order_without_line_count > 20 and order_without_line_count > 0.05 * order_count
