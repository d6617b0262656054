/** What the keys and codes of a record are called, in the language of the page. */
import { tr } from "../i18n.js";
import { parsePath } from "./paths.js";

const WORDS = {
  title: ["标题", "Title"],
  year: ["年度", "Year"],
  form_type: ["表类型", "Form type"],
  project_name: ["项目名称", "Project name"],
  department: ["主管部门", "Department"],
  implementing_unit: ["实施单位", "Implementing unit"],
  project_attribute: ["项目属性", "Project attribute"],
  project_period: ["项目期", "Project period"],
  project_leader: ["项目负责人", "Project leader"],
  panel: ["时段", "Panel"],
  level1: ["一级指标", "Level 1"],
  level2: ["二级指标", "Level 2"],
  level3: ["三级指标", "Level 3"],
  value: ["指标值", "Target value"],
  concept: ["标准指标", "Concept"],
  operator: ["指标性质", "Comparator"],
  unit: ["度量单位", "Unit"],
  direction: ["指标方向性", "Direction"],
  standard: ["绩效标准", "Standard"],
  basis: ["设置依据", "Basis"],
  last_year_value: ["上年完成值", "Last year"],
  weight: ["分值权重", "Weight"],
  scoring_rule: ["赋分规则", "Scoring rule"],
  evidence: ["佐证资料", "Evidence"],
  actual_value: ["实际完成值", "Actual value"],
  score: ["得分", "Score"],
  deviation: ["偏差原因", "Deviation"],
  raw: ["金额", "Amount"],
  item: ["资金项目", "Item"],
  text: ["总体目标", "Goal"],
  name: ["任务名称", "Task"],
  total: ["总额", "Total"],
  fiscal: ["财政拨款", "Fiscal"],
  other: ["其他资金", "Other funds"],
  label: ["栏目", "Label"],
  annual: ["年度", "Annual"],
  medium_term: ["中期", "Medium term"],
  project_target: ["项目绩效目标表", "Project targets"],
  project_approval: ["项目绩效目标批复表", "Project approval"],
  department_target: ["部门整体绩效目标表", "Department targets"],
  regional_target: ["区域绩效目标表", "Regional targets"],
  self_evaluation: ["绩效自评表", "Self-evaluation"],
  unknown: ["未知", "Unknown"],
  error: ["错误", "Error"],
  warning: ["警告", "Warning"],
  info: ["提示", "Note"],
  accepted: ["已采纳", "Accepted"],
  ignored: ["已忽略", "Ignored"],
  not_applicable: ["不适用", "n/a"],
  placeholder: ["模板未填", "Placeholder"],
  truncated: ["似不完整", "Truncated"],
  unit_inferred: ["单位为推断", "Unit inferred"],
  operator_implied: ["符号为推断", "Comparator implied"],
  ocr_suspect: ["疑似误识", "Doubtful reading"],
  rescaled: ["已换算", "Rescaled"],
  quantity: ["定量", "Quantity"],
  range: ["区间", "Range"],
  multi: ["多值", "Several values"],
  qualitative: ["定性", "Qualitative"],
  deadline: ["时限", "Deadline"],
  empty: ["空", "Empty"],
  queued: ["排队中", "Queued"],
  running: ["识别中", "Reading"],
  done: ["已完成", "Done"],
  failed: ["失败", "Failed"],
  quarantined: ["已隔离", "Quarantined"],
  cancelled: ["已取消", "Cancelled"],
  machine: ["机器识别", "Machine reading"],
  correction: ["人工修改", "Correction"],
  restored: ["恢复", "Restored"],
  restore: ["恢复版本", "Revision restored"],
  rerun: ["重新识别", "Read again"],
  replace: ["修改", "Changed"],
  add: ["添加", "Added"],
  remove: ["删除", "Removed"],
  move: ["移动", "Moved"],
  split: ["拆分", "Split"],
  merge: ["合并", "Merged"],
  confirm: ["确认", "Confirmed"],
  accept: ["采纳问题", "Finding accepted"],
  ignore: ["忽略问题", "Finding ignored"],
  reopen: ["重开问题", "Finding reopened"],
};
const OF_LIST = {
  "funding/unit": ["单位", "Unit"],
  "funding/panel": ["时段", "Panel"],
  "goals/panel": ["时段", "Panel"],
  "other_fields/value": ["其他栏目", "Other field"],
};
const ROWS = {
  indicators: ["指标", "Indicator"],
  funding: ["资金", "Funding"],
  tasks: ["任务", "Task"],
  goals: ["目标", "Goal"],
  other_fields: ["栏目", "Field"],
  findings: ["问题", "Finding"],
};
const COMPARATORS = { ">=": "≥", "<=": "≤" };

/** The word for a key or code; the code itself when there is none. */
export function word(code) {
  const known = WORDS[code];
  return known ? tr(...known) : String(code ?? "");
}

/** What a path points at, e.g. "指标 4 · 指标值" (numbers from 1). */
export function describePath(path) {
  const place = parsePath(path);
  if (place === null) return path;
  const key = place.key === null ? null : keyWord(place);
  if (place.index === null) return key ?? tr("表单", "Form");
  const row = `${tr(...(ROWS[place.list] ?? [place.list, place.list]))} ${place.index + 1}`;
  return key === null ? row : `${row} · ${key}`;
}

function keyWord(place) {
  const special = OF_LIST[`${place.list}/${place.key}`];
  return special ? tr(...special) : word(place.key);
}

/** The name of an amount's line: total, fiscal, other, or as printed. */
export function fundingItem(item) {
  if (item === "total") return tr("资金总额", "Total");
  return WORDS[item] ? word(item) : item;
}

/** The meaning of a value where it says more than the text itself; "" where it does not. */
export function newMeaning(normal, text) {
  if (plain(shortMeaning(normal)) !== plain(text)) return meaning(normal);
  return rescaled(normal);
}

const plain = (text) =>
  String(text ?? "")
    .normalize("NFKC")
    .replace(/\s/g, "")
    .replace(/≧|>=/g, "≥")
    .replace(/≦|<=/g, "≤");

/** A normalised value in short: "≥ 18.6 公里 = 18,600 米". */
export function meaning(normal) {
  return [shortMeaning(normal), rescaled(normal)].filter(Boolean).join(" ");
}

function shortMeaning(normal) {
  if (!normal) return "";
  if (normal.kind === "qualitative" || normal.kind === "empty") return word(normal.kind);
  const numbers = normal.kind === "deadline" ? dateText(normal.numbers) : normal.numbers.join("–");
  const sign = COMPARATORS[normal.operator] ?? normal.operator ?? "";
  const said = [normal.period, normal.scope, `${sign} ${numbers}`.trim(), normal.unit];
  return said.filter(Boolean).join(" ");
}

function dateText(numbers) {
  const [year, month, day] = numbers;
  if (numbers.length === 3 && year.length === 4)
    return [year, month.padStart(2, "0"), day.padStart(2, "0")].join("-");
  return numbers.join("-");
}

function rescaled(normal) {
  const isOther = normal?.amount && normal.base_unit && normal.base_unit !== normal.unit;
  return isOther && !normal.per?.length ? `= ${amountText(normal.amount)} ${normal.base_unit}` : "";
}

/** A plain number with its thousands set off: "1865000" → "1,865,000". */
export function amountText(text) {
  if (text === null || text === undefined || text === "") return "";
  const [whole, part] = String(text).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return part === undefined ? grouped : `${grouped}.${part}`;
}

/** A confidence (0–1) as a percentage that never claims certainty: 0.999 → "99.9%". */
export function percent(confidence) {
  if (confidence === null || confidence === undefined) return "";
  if (confidence < 0.005) return "<1%";
  if (confidence >= 0.9995) return confidence >= 1 ? "100%" : "99.9%";
  return `${(confidence * 100).toFixed(confidence >= 0.99 ? 1 : 0)}%`;
}
