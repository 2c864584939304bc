{# Whether somebody is a member on the evening of as_of; who left after it was one. #}
{% macro is_member(members) -%}
    ({{ members }}.member_status = 'active'
        or coalesce({{ shop_date(members ~ '.left_at') }} > as_of.as_of_date, false))
{%- endmacro %}
