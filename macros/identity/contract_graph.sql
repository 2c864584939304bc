{# The pieces of the materialization components. #}

{# Every node of a graph with its parent: the leader of its neighbourhood. First the smallest of the node's neighbours, or
   whom that one points to. Two nodes that are each other's smallest neighbour are led by the smaller: no other circle can
   be. A node without neighbours is its own parent. #}
{% macro settled_parents(edges, round) -%}
    {%- set nearest = work_table('nearest_' ~ round,
        'select node, min(case when neighbour <> node then neighbour end) as parent
        from (select left_node as node, right_node as neighbour from ' ~ edges ~ '
            union all select right_node as node, left_node as neighbour from ' ~ edges ~ ') as ends
        group by node') -%}
    {%- set parents = work_table('parents_' ~ round,
        'select one.node, case
            when one.parent is null then one.node
            when two.parent = one.node then least(one.node, one.parent)
            else two.parent
        end as parent
        from ' ~ nearest ~ ' as one left join ' ~ nearest ~ ' as two on one.parent = two.node') -%}
    {%- do drop_work_table(nearest) -%}
    {{ return(led_to_the_end(parents, round)) }}
{%- endmacro %}

{# Parents whose own parent is another one are followed to the end, each step twice as far. Few are: only these are looked
   at in each step, and the others are written again once. #}
{% macro led_to_the_end(parents, round) -%}
    {%- set moving = namespace(
        nodes=work_table('moving_' ~ round, 'select one.node, two.parent
            from ' ~ parents ~ ' as one inner join ' ~ parents ~ ' as two on one.parent = two.node
            where one.parent <> two.parent'),
        left=1) -%}
    {%- set moving.left = run_query('select count(*) from ' ~ moving.nodes).rows[0][0] -%}
    {%- set are_any = moving.left -%}
    {%- for jump in range(64) -%}
        {%- if moving.left -%}
            {%- set jumped = work_table('moving_' ~ round ~ '_' ~ jump,
                'select one.node, coalesce(two.parent, one.parent) as parent, two.node is not null as has_moved
                from ' ~ moving.nodes ~ ' as one left join ' ~ moving.nodes ~ ' as two on one.parent = two.node') -%}
            {%- do drop_work_table(moving.nodes) -%}
            {%- set moving.nodes = jumped -%}
            {%- set moving.left = run_query('select count(*) from ' ~ jumped ~ ' where has_moved').rows[0][0] -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set settled = parents -%}
    {%- if are_any -%}
        {%- set ends = 'select moving.node, roots.parent
            from ' ~ moving.nodes ~ ' as moving inner join ' ~ parents ~ ' as roots on moving.parent = roots.node' -%}
        {%- set settled = work_table('settled_' ~ round,
            'select one.node, coalesce(ends.parent, one.parent) as parent
            from ' ~ parents ~ ' as one left join (' ~ ends ~ ') as ends on one.node = ends.node') -%}
        {%- do drop_work_table(parents) -%}
    {%- endif -%}
    {%- do drop_work_table(moving.nodes) -%}
    {{ return(settled) }}
{%- endmacro %}

{# The edges between parents. One end after the other: in one join the planner may begin with the unequal parents. #}
{% macro contracted_edges(edges, parents) -%}
    select distinct
        least(half.left_node, parents.parent) as left_node,
        greatest(half.left_node, parents.parent) as right_node
    from (
        select
            parents.parent as left_node,
            edges.right_node
        from {{ edges }} as edges
        inner join {{ parents }} as parents on edges.left_node = parents.node
    ) as half
    inner join {{ parents }} as parents on half.right_node = parents.node
    where half.left_node <> parents.parent
{%- endmacro %}

{# Every node with the parent of its parent. #}
{% macro followed(parents, parents_of_parents, name='parent') -%}
    select
        parents.node,
        coalesce(above.parent, parents.parent) as {{ name }}
    from {{ parents }} as parents
    left join {{ parents_of_parents }} as above on parents.parent = above.node
{%- endmacro %}
