-- Every number in the texts of a rule, as a figure or a word, is a parameter of it or a span that its measure
-- always has, and every threshold is in both texts: who changes a parameter has to change what is said of it.
{% set words = {
    'half': 0.5, 'moitié': 0.5, 'twice': 2, 'two': 2, 'deux': 2, 'three': 3, 'trois': 3, 'four': 4, 'quatre': 4,
    'five': 5, 'cinq': 5, 'six': 6, 'seven': 7, 'sept': 7, 'eight': 8, 'huit': 8, 'nine': 9, 'neuf': 9,
    'ten': 10, 'dix': 10, 'twelve': 12, 'douze': 12,
} %}
{% set spans = {'share_of_touches_lost': [90.0], 'rise_of_returned_share': [6.0]} %}
{% set said = [
    'threshold_days', 'threshold_months', 'threshold_score', 'threshold_share', 'gap_multiple',
    'maximum_days', 'minimum_touches',
] %}
{% set rules = ref('churn_rules') %}
{% set rows = run_query('select * from ' ~ rules).rows if execute and load_relation(rules) else [] %}
{% set wrong = [] %}
{% for rule in rows %}
    {% set allowed = spans.get(rule['measure'], []) + [] %}
    {% for parameter in said + ['minimum_orders', 'horizon_days'] if rule[parameter] is not none %}
        {% do allowed.append(rule[parameter] | float) %}
    {% endfor %}
    {% do allowed.append((rule['threshold_share'] or 0) | float * 100) %}
    {% for text in ['description_en', 'description_fr'] %}
        {% set numbers = [] %}
        {% for token in modules.re.findall('[0-9]+(?:[.,][0-9]+)?|[^\\W0-9_]+', rule[text] | lower) %}
            {% if token[0] in '0123456789' %}
                {% do numbers.append(token | replace(',', '.') | float) %}
            {% elif token in words %}
                {% do numbers.append(words[token] | float) %}
            {% endif %}
        {% endfor %}
        {% for number in numbers if number not in allowed %}
            {% do wrong.append([rule['rule_id'], text, number ~ ' is no parameter']) %}
        {% endfor %}
        {% for parameter in said if rule[parameter] is not none %}
            {% set value = rule[parameter] | float %}
            {% if value not in numbers and not (parameter == 'threshold_share' and value * 100 in numbers) %}
                {% do wrong.append([rule['rule_id'], text, parameter ~ ' is not said']) %}
            {% endif %}
        {% endfor %}
    {% endfor %}
{% endfor %}
{% for rule_id, text, finding in wrong %}
select
    '{{ rule_id }}' as rule_id,
    '{{ text }}' as text_name,
    '{{ finding }}' as finding
{{ 'union all' if not loop.last }}
{% else %}
select
    rule_id,
    '' as text_name,
    '' as finding
from {{ rules }}
where 1 = 0
{% endfor %}
