"""Invented records that draw the cases of the synthesis tests."""

from training.synthesis.records import FormRecord, IndicatorEntry, PanelName


def entry(panel: PanelName, path: str, **more: str) -> IndicatorEntry:
    """An indicator from '产出指标/数量指标/植树面积=≥300亩'."""
    levels, _, value = path.partition("=")
    level1, level2, level3 = levels.split("/")
    row: IndicatorEntry = {
        "panel": panel,
        "level1": level1,
        "level2": level2,
        "level3": level3,
        "value": value,
    }
    row.update(more)  # type: ignore[typeddict-item]
    return row


def record(*indicators: IndicatorEntry, **more: object) -> FormRecord:
    """A small forestry form with the given indicators."""
    form: FormRecord = {
        "form_type": "project_target",
        "title": "项目支出绩效目标表",
        "year": 2024,
        "fields": {
            "project_name": "村道两侧绿化",
            "department": None,
            "implementing_unit": "青岭县林业站",
            "project_attribute": "新增项目",
            "project_period": "",
            "project_leader": None,
        },
        "funding": [
            {
                "panel": "annual",
                "item": "total",
                "raw": "35.5",
                "unit": "万元",
                "amount_yuan": "355000",
            }
        ],
        "tasks": [],
        "goals": [{"panel": "annual", "text": "完成村道两侧绿化。"}],
        "indicators": list(indicators),
    }
    form.update(more)  # type: ignore[typeddict-item]
    return form


def single() -> FormRecord:
    """One panel, three level-2 blocks."""
    return record(
        entry("annual", "产出指标/数量指标/植树面积=≥300亩"),
        entry("annual", "产出指标/数量指标/补植株数=≥1200株"),
        entry("annual", "产出指标/质量指标/成活率=≥85%"),
        entry("annual", "效益指标/生态效益指标/林木覆盖率=提高"),
    )


def dual() -> FormRecord:
    """Two panels of unequal length: the medium term has three 数量指标, the year one."""
    return record(
        entry("medium_term", "产出指标/数量指标/植树面积=≥900亩"),
        entry("medium_term", "产出指标/数量指标/补植株数=≥3600株"),
        entry("medium_term", "产出指标/数量指标/巡护次数=36次"),
        entry("medium_term", "效益指标/生态效益指标/林木覆盖率=提高"),
        entry("annual", "产出指标/数量指标/植树面积=≥300亩"),
        entry("annual", "效益指标/生态效益指标/林木覆盖率=提高"),
        goals=[
            {"panel": "medium_term", "text": "三年绿化全部村道。"},
            {"panel": "annual", "text": "绿化一半村道。"},
        ],
    )


def department() -> FormRecord:
    """A department's form with a task list."""
    return record(
        entry("annual", "产出指标/数量指标/植树面积=≥300亩", standard="计划标准"),
        form_type="department_target",
        title="部门整体支出绩效目标申报表",
        funding=[],
        tasks=[
            {"name": "一、造林", "total": "20", "fiscal": "15", "other": "5"},
            {"name": "二、护林", "total": "8", "fiscal": "8", "other": None},
        ],
    )
