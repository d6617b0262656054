"""What a token speaks of: the closed vocabulary of `key`, beside its role.

FIELD_LABEL and FIELD_VALUE carry a key of FIELD_KEYS; MONEY_LABEL one of ITEM_KEYS or `block`;
MONEY_VALUE the item of its row, or, beside planned amounts, what it is instead (`executed` …), or
`all` for a cell that lists several amounts; MONEY_HEAD one of MONEY_COLUMN_KEYS; TASK_HEAD and
TASK_MONEY one of TASK_KEYS; COLUMN_HEAD a key of any group; LEVEL1 one of LEVEL1_KEYS and LEVEL2
one of LEVEL2_KEYS, '' for a label that stands in no official scheme. Every other token has none.
"""

FIELD_KEYS = (
    "project_name",
    "department",
    "implementing_unit",
    "project_attribute",
    "project_period",
    "project_leader",
    "other_field",
)
"""`other_field` is a label without a key of its own in the record."""
ITEM_KEYS = ("total", "fiscal", "other", "source")
"""Amounts of the record; `source` is any other source, named by its printed label."""
MONEY_COLUMN_KEYS = ("initial", "planned", "executed", "rate", "points", "points_reached")
TASK_KEYS = ("task_name", "task_amounts", "task_total", "task_fiscal", "task_other")
COLUMN_KEYS = (
    "level1",
    "level2",
    "level3",
    "explanation",
    "value",
    "sign",
    "number",
    "unit",
    "direction",
    "standard",
    "basis",
    "last_year_value",
    "weight",
    "scoring_rule",
    "evidence",
    "actual_value",
    "score",
    "deviation",
    "stub",
    "levels",
    "values",
    "goal",
)
"""Of column heads; `levels` and `values` stand over several columns."""
LEVEL1_KEYS = ("output", "cost", "benefit", "satisfaction")
LEVEL2_KEYS = (
    "quantity",
    "quality",
    "timeliness",
    "output_cost",
    "economic_cost",
    "social_cost",
    "ecological_cost",
    "economic",
    "social",
    "ecological",
    "benefits",
    "sustained",
    "service_satisfaction",
)
"""`output_cost` is a level 2 of 产出, `benefits` one of 效益 that does not part them."""
KEYS = (
    "",
    *FIELD_KEYS,
    *ITEM_KEYS,
    *MONEY_COLUMN_KEYS,
    "block",
    "all",
    *TASK_KEYS,
    *COLUMN_KEYS,
    *LEVEL1_KEYS,
    *LEVEL2_KEYS,
)
"""All keys; '' is none."""
