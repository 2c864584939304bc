-- Every cell of the 5 x 5 grid of recency and frequency scores belongs to exactly one segment.
with scores as (
    {%- for score in range(1, 6) %}
    select {{ score }} as score
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

cells as (
    select
        recency.score as recency_score,
        frequency.score as frequency_score
    from scores as recency
    cross join scores as frequency
)

select
    cells.recency_score,
    cells.frequency_score,
    count(segments.segment) as segment_count
from cells
left join {{ ref('rfm_segments') }} as segments
    on
        cells.recency_score between segments.recency_score_min and segments.recency_score_max
        and cells.frequency_score between segments.frequency_score_min and segments.frequency_score_max
group by cells.recency_score, cells.frequency_score
having count(segments.segment) <> 1
