{# Stops a run that would read raw files before they were screened for erased customers (`warehouse build` screens them
   itself). Where nobody was erased it looks for one file. Spark's raw files are looked at when they are registered. #}
{% macro check_screened() -%}
    {%- if execute and flags.WHICH in ['run', 'build'] -%}
        {{ return(adapter.dispatch('check_screened')()) }}
    {%- endif -%}
{%- endmacro %}

{% macro default__check_screened() -%}
    {%- set raw = env_var('WAREHOUSE_RAW_PATH', 'data/raw').rstrip('/') -%}
    {%- set place = (raw.rsplit('/', 1)[0] if '/' in raw else '.') ~ '/erasure' -%}
    {%- if run_query("select count(*) from glob('" ~ (place | replace("'", "''")) ~ "/register.csv')").rows[0][0] -%}
        {%- set found = run_query(unscreened_files(raw | replace("'", "''"), place | replace("'", "''"))).rows -%}
        {%- if found -%}
            {{ exceptions.raise_compiler_error(found[0][0] ~ " was not screened since it landed and may bring back customers "
                "who were erased: run `warehouse erase --screen --shop " ~ var('shop') ~ "` first.") }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{% macro spark__check_screened() -%}
{%- endmacro %}

{# The raw files that are not as loyalty_warehouse/erasure/screen.py last saw them, with the register that there is now. #}
{% macro unscreened_files(raw, place) -%}
    with register as (
        select left(sha256(string_agg(line, chr(10) order by line)), 16) as version
        from (
            select concat_ws('|', namespace, hash, person, coalesce(pseudonym, ''), coalesce(valid_from, ''), coalesce(valid_to, '')) as line
            from read_csv('{{ place }}/register.csv', header = true, all_varchar = true)
            where namespace <> 'check'
        ) as entries
    ),

    screened as (
        select seen.key as file, string_split(seen.value ->> '$', '-') as stamp
        from read_text('{{ place }}/screened*.json') as files, json_each(files.content) as seen
    )

    {% for system in shop_systems() -%}
    {{ 'union all' if not loop.first }}
    select landed.filename
    from read_blob('{{ raw }}/{{ system }}/**/*.parquet') as landed
    cross join register
    left join screened
        on ends_with(screened.file, substr(landed.filename, {{ raw | length + 1 }}))
        and screened.stamp[1] = cast(landed.size as varchar)
        and cast(screened.stamp[2] as hugeint) // 1000000000 = cast(epoch(landed.last_modified) as hugeint)
        and screened.stamp[3] = register.version
    where screened.file is null
    {% endfor %}
{%- endmacro %}
