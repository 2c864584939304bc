{# Compares a delivery with the contract of its entity; refuses it, naming system, entity and column, when a required
   column is missing, a column is not in the contract or a type is of another family. Returns the optional columns
   that the delivery leaves out. A relation that is not built yet (dbt compile) is not checked. #}
{% macro check_delivery(system, entity, relation, columns) -%}
    {%- set delivered = {} -%}
    {%- for column in adapter.get_columns_in_relation(relation) -%}
        {%- do delivered.update({column.name | lower: column.dtype | lower}) -%}
    {%- endfor -%}
    {%- if not delivered -%}{{ return([]) }}{%- endif -%}
    {%- set missing = [] -%}
    {%- for column in columns -%}
        {%- if column.name not in delivered -%}
            {%- if not column.meta.get('optional') -%}
                {{ refuse_delivery(system, entity, column.name, 'is missing; it must be of type ' ~ column.data_type) }}
            {%- endif -%}
            {%- do missing.append(column.name) -%}
        {%- elif type_family(delivered[column.name]) not in accepted_families(column.data_type) -%}
            {{ refuse_delivery(system, entity, column.name, 'is ' ~ delivered[column.name] ~ '; cast it to ' ~ column.data_type) }}
        {%- endif -%}
    {%- endfor -%}
    {%- set known = columns | map(attribute='name') | list -%}
    {%- for name in delivered if name not in known -%}
        {{ refuse_delivery(system, entity, name, 'is not in the contract; remove it or add it to models/conformed/' ~ entity ~ '.yml') }}
    {%- endfor -%}
    {{ return(missing) }}
{%- endmacro %}

{% macro refuse_delivery(system, entity, column, problem) -%}
    {%- do exceptions.raise_compiler_error(
        "System '" ~ system ~ "' breaks the contract of entity '" ~ entity ~ "': column '" ~ column ~ "' " ~ problem
        ~ " (delivered by the model " ~ system ~ "__" ~ entity ~ ")."
    ) -%}
{%- endmacro %}
