{# Rows of *members* (int_value_members, as far as they are alike) with the parameters of their pool at a point, and the
   chance to be alive. *columns* are those of the members that are kept. #}
{% macro purchase_states(members, columns, points) -%}
    select
        seen.*,
        {{ p_alive() }} as p_alive
    from (
        select
            {%- for column in columns %}
            members.{{ column }},
            {%- endfor %}
            parameters.point,
            parameters.r,
            parameters.alpha,
            parameters.a,
            parameters.b,
            parameters.shift
        from {{ members }} as members
        inner join {{ ref('int_purchase_parameters') }} as parameters
            on members.model = parameters.model and members.pool_key = parameters.pool_key
        where parameters.point {{ points }}
    ) as seen
{%- endmacro %}
