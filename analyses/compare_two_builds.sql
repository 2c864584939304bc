-- What changed between two builds? Attach the other (attach 'published/cdnow.duckdb' as before) and name it:
-- dbt compile --select compare_two_builds --vars "{other_build: before}"
-- On Spark a build is named by the prefix of its schemas. Without a name the build is compared with itself.
{%- set scores = ref('rfm_current') %}
{%- set other = var('other_build', '') %}

with these as (
    select
        customer_id,
        rfm_segment,
        monetary_amount
    from {{ scores }}
),

others as (
    select
        customer_id,
        rfm_segment,
        monetary_amount
    from {{ of_other_build(scores, other) if other else scores }}
)

select
    coalesce(others.rfm_segment, 'not there') as segment_before,
    coalesce(these.rfm_segment, 'not there') as segment_now,
    count(*) as customer_count,
    coalesce(sum(these.monetary_amount), 0) - coalesce(sum(others.monetary_amount), 0) as amount_change
from these
full outer join others
    on these.customer_id = others.customer_id
group by coalesce(others.rfm_segment, 'not there'), coalesce(these.rfm_segment, 'not there')
order by segment_before, segment_now
