-- An order may lack a line that was refused or comes later, but no line can be too much.
with orders as (
    {{ orders_with_lines() }}
)

select * from orders
where lines_net_amount > net_amount
