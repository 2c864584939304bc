{# How far a chain of links can be trusted: by its weakest link. *least_strength* as in int_identity_paths. #}
{% macro link_class(least_strength) -%}
    case {{ least_strength }}
        when 4 then 'anchor'
        when 3 then 'id'
        when 2 then 'address'
        when 1 then 'number'
        when 0 then 'decision'
        else 'none'
    end
{%- endmacro %}
