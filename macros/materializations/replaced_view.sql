{# Views on DuckDB, replaced in one statement: see replaced_table.sql. A contract holds for the columns and their types; what must
   not be null is tested. They do not name the file they are in: it may be copied, or attached under another name. #}
{% materialization view, adapter='duckdb' %}
    {%- set target = this.incorporate(type='view') -%}
    {%- set existing = load_cached_relation(this) -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- if config.get('contract').enforced -%}{%- do get_assert_columns_equivalent(compiled_code) -%}{%- endif -%}
    {%- call statement('main') -%}
        {% if existing and not existing.is_view %}drop {{ existing.type }} if exists {{ existing }};{% endif %}
        create or replace view {{ target }} as (
            {{ compiled_code | replace('"' ~ this.database ~ '".', '') }}
        )
    {%- endcall -%}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do persist_docs(target, model) -%}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}
