{# The costs of an order that int_order_margins counts where they are known: the column -> its word in margin_basis. #}
{% macro margin_costs() -%}
    {{ return({
        'tax_cost_amount': 'tax',
        'shipping_cost_amount': 'shipping',
        'return_cost_amount': 'returns',
        'reward_cost_amount': 'rewards',
        'payment_cost_amount': 'payment',
    }) }}
{%- endmacro %}

{# The sum of these costs, as far as they are known. #}
{% macro known_margin_costs() -%}
    {%- for column in margin_costs() -%}
        {{ ' + ' if not loop.first }}coalesce({{ column }}, 0)
    {%- endfor -%}
{%- endmacro %}

{# What orders leave of their net amounts less refunds; null where next to everything (95 %) was given back: costs of many
   orders over what a few kept would be a share of nothing. #}
{% macro contribution_share() -%}
    case
        when sum(net_of_refunds_amount) > 0.05 * sum(net_amount) and sum(net_of_refunds_amount) > 0
            then {{ safe_divide('sum(contribution_margin_amount)', 'sum(net_of_refunds_amount)') }}
    end
{%- endmacro %}

{# Which costs the margins of a group of orders count: those of the goods as told, or at the share that told ones leave,
   and the others of which some order tells; net_revenue where no cost of goods is told in the shop. #}
{% macro margin_basis() -%}
    case when count(contribution_margin_amount) = 0 then 'net_revenue' else concat_ws(
        ', ',
        case when count(product_cost_amount) = count(*) then 'goods' else 'goods_at_usual_share' end
        {%- for column, word in margin_costs().items() %},
        case when count({{ column }}) > 0 then '{{ word }}' end
        {%- endfor %}
    ) end
{%- endmacro %}
