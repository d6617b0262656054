"""Ten questions that people ask an archive of performance targets, as SQL to start from."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, in both languages, and the statement that answers it."""

    chinese: str
    english: str
    sql: str


QUESTIONS: Mapping[str, Question] = {
    "coverage": Question(
        "每年有多少份文件、多少张表、多少项指标？",
        "How many documents, forms and indicators are there of each year?",
        """
        SELECT year, count(DISTINCT sha256) AS documents, count(*) AS forms,
               sum(indicators) AS indicators, round(avg(confidence), 3) AS confidence
        FROM forms GROUP BY year ORDER BY year
        """,
    ),
    "unread": Question(
        "哪些文件没有读成，为什么？",
        "Which documents were not read, and why?",
        """
        SELECT code, count(*) AS documents, min(uri) AS example, any_value(remedy) AS remedy
        FROM documents WHERE state = 'quarantined' GROUP BY code ORDER BY documents DESC, code
        """,
    ),
    "review": Question(
        "哪些文件最需要人工核对？",
        "Which documents need a person most?",
        """
        SELECT uri, doubtful, round(doubt, 2) AS doubt, errors, warnings, indicators
        FROM documents WHERE state = 'done' AND doubtful > 0
        ORDER BY doubt DESC, doubtful DESC, uri LIMIT 50
        """,
    ),
    "concepts": Question(
        "用得最多的标准指标是哪些？",
        "Which standard indicators are used most?",
        """
        SELECT concept, any_value(concept_name) AS name, count(*) AS indicators,
               count(DISTINCT department) AS departments
        FROM indicators WHERE concept IS NOT NULL
        GROUP BY concept ORDER BY indicators DESC, concept LIMIT 50
        """,
    ),
    "trend": Question(
        "二级指标的构成逐年怎样变化？",
        "How does the mix of level-2 indicators change over the years?",
        """
        SELECT year, level2, count(*) AS indicators,
               round(count(*) / sum(count(*)) OVER (PARTITION BY year), 3) AS share
        FROM indicators WHERE year IS NOT NULL AND level2 IS NOT NULL
        GROUP BY year, level2 ORDER BY year, indicators DESC, level2
        """,
    ),
    "satisfaction": Question(
        "各部门的满意度目标定在多少？",
        "At what values do departments set satisfaction?",
        """
        SELECT department, count(*) AS indicators, min(try_cast(amount AS DOUBLE)) AS least,
               median(try_cast(amount AS DOUBLE)) AS median, max(try_cast(amount AS DOUBLE)) AS most
        FROM indicators
        WHERE level2 LIKE '%满意度%' AND base_unit = '%' AND department IS NOT NULL
        GROUP BY department ORDER BY indicators DESC, department LIMIT 50
        """,
    ),
    "vague": Question(
        "哪些部门的定性指标比例最高？",
        "Which departments have the largest share of qualitative targets?",
        """
        SELECT department, count(*) AS indicators,
               round(avg((kind = 'qualitative')::INTEGER), 3) AS qualitative
        FROM indicators WHERE department IS NOT NULL
        GROUP BY department HAVING count(*) >= 20
        ORDER BY qualitative DESC, department LIMIT 50
        """,
    ),
    "money": Question(
        "各部门各年的项目资金总额是多少？",
        "How much money do the projects of each department and year have?",
        """
        SELECT forms.department, forms.year, count(*) AS projects,
               sum(funding.amount_yuan) AS yuan
        FROM forms JOIN funding USING (sha256, form)
        WHERE funding.item = 'total' AND funding.panel = 'annual'
              AND forms.form_type NOT IN ('department_target', 'regional_target')
        GROUP BY ALL ORDER BY yuan DESC NULLS LAST, department, year LIMIT 50
        """,
    ),
    "findings": Question(
        "最常见的问题是什么，在哪些部门？",
        "What are the most frequent findings, and where?",
        """
        SELECT rule, severity, count(*) AS findings, count(DISTINCT findings.sha256) AS documents,
               mode(forms.department ORDER BY forms.department) AS most_often_in
        FROM findings LEFT JOIN forms USING (sha256, form)
        GROUP BY rule, severity ORDER BY findings DESC, rule LIMIT 50
        """,
    ),
    "repeated": Question(
        "哪些指标在不同年份原样照搬？",
        "Which targets are copied unchanged from year to year?",
        """
        SELECT department, project_name, level3, value, min(year) AS first, max(year) AS last,
               count(*) AS times
        FROM indicators
        WHERE project_name IS NOT NULL AND year IS NOT NULL
        GROUP BY department, project_name, level3, value
        HAVING min(year) < max(year)
        ORDER BY last - first DESC, times DESC, department, project_name, level3 LIMIT 50
        """,
    ),
}
