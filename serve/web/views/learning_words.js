/** What the page of learning calls models, actions, values and slices, in the current language. */
import { formTypeLabel } from "../format.js";
import { tr, trMessage } from "../i18n.js";

const MODELS = {
  form_tagger: [
    ["表格标注", "Form tagger"],
    ["认出每个单元格是什么：哪一级指标、指标值、字段", "Tells what each cell is: level, value, field"],
  ],
  indicator_classifier: [
    ["指标归类", "Indicator classifier"],
    ["把指标归到标准指标库", "Files indicators under standard ones"],
  ],
  table_structure: [
    ["表格结构", "Table structure"],
    ["找出扫描件中的行、列与合并单元格", "Finds rows, columns and merged cells of scans"],
  ],
  recognition_lexicon: [
    ["识别词典", "Recognition lexicon"],
    ["用常见写法纠正识别错字", "Mends misread characters by known wordings"],
  ],
};

/** @returns {{name: string, does: string}} */
export function modelLabel(model) {
  const [name, does] = MODELS[model] ?? [[model, model], ["", ""]];
  return { name: tr(...name), does: tr(...does) };
}

const ACTIONS = {
  train: ["训练", "Train"],
  compare: ["比较", "Compare"],
  promote: ["启用", "Promote"],
  rollback: ["回退", "Roll back"],
  gather: ["收集修正", "Gather"],
  reread: ["重读", "Read again"],
};

/** The name of an action. */
export function actionLabel(action) {
  return tr(...(ACTIONS[action] ?? [action, action]));
}

/** Why an offer cannot be taken now; "" where it can. */
export function hindranceText({ hindrance }, isBusy) {
  return isBusy ? tr("已有任务在运行", "A task is running") : trMessage(hindrance ?? "");
}

/** "训练 · 表格标注". */
export function taskLabel({ action, model }) {
  return model ? `${actionLabel(action)} · ${modelLabel(model).name}` : actionLabel(action);
}

const STATES = {
  running: ["进行中", "Running", "info", "refresh"],
  done: ["完成", "Done", "good", "check"],
  refused: ["未通过", "Refused", "warn", "flag"],
  nothing: ["无可学", "Nothing learned", "", "info"],
  failed: ["失败", "Failed", "bad", "error"],
  cancelled: ["已取消", "Cancelled", "", "stop"],
  timed_out: ["超时", "Took too long", "bad", "clock"],
  lost: ["已中断", "Interrupted", "bad", "warning"],
};

/** @returns {{text: string, kind: string, icon: string}} */
export function taskStateLabel(state) {
  const [zh, en, kind, icon] = STATES[state] ?? [state, state, "", "info"];
  return { text: tr(zh, en), kind, icon };
}

const KINDS = {
  title: ["标题", "Title"],
  field: ["字段", "Field"],
  funding: ["资金", "Funding"],
  task: ["任务", "Task"],
  goal: ["目标", "Goal"],
  level1: ["一级指标", "Level 1"],
  level2: ["二级指标", "Level 2"],
  level3: ["三级指标", "Level 3"],
  value: ["指标值", "Value"],
  column: ["其他列", "Other columns"],
  label: ["标签", "Label"],
  skipped: ["空行", "Empty row"],
  unassigned: ["未归类", "Unassigned"],
  outside: ["表外文字", "Outside"],
};

/** Kinds of cells in the order of a form. */
export const KIND_NAMES = Object.keys(KINDS);

/** The name of a kind of cell. */
export function kindLabel(kind) {
  return tr(...(KINDS[kind] ?? [kind, kind]));
}

const ASPECTS = {
  text: ["文字", "Text"],
  label: ["类别", "Kind"],
  box: ["位置", "Place"],
  concept: ["标准指标", "Concept"],
  flags: ["标记", "Flags"],
  parent: ["上级", "Parent"],
  presence: ["有无", "Presence"],
};

/** The name of an aspect of a value. */
export function aspectLabel(aspect) {
  return tr(...(ASPECTS[aspect] ?? [aspect, aspect]));
}

const SOURCES = {
  review: ["校对页面", "Review page"],
  label_studio: ["Label Studio", "Label Studio"],
  adjudication: ["裁定", "Adjudication"],
};

/** Where corrections come from, in the order in which they are drawn. */
export const SOURCE_NAMES = Object.keys(SOURCES);

/** The name of a source of corrections. */
export function sourceLabel(source) {
  return tr(...(SOURCES[source] ?? [source, source]));
}

const SLICES = [
  [/^gold$/, () => tr("金标准", "Gold")],
  [/^gold (.+)$/, ([, name]) => tr(`金标准 ${name}`, `Gold ${name}`)],
  [/^synthetic$/, () => tr("合成样例", "Synthetic")],
  [/^corrections$/, () => tr("留出的修正", "Held-back corrections")],
  [/^corrections (.+)$/, ([, name]) => tr(`留出：${formTypeLabel(name)}`, `Held back: ${formTypeLabel(name)}`)],
  [/^family (.+)$/, ([, name]) => tr(`表族 ${name}`, `Family ${name}`)],
  [/^damage (.+)$/, ([, name]) => tr(`污损 ${DAMAGES[name]?.[0] ?? name}`, `Damage ${DAMAGES[name]?.[1] ?? name}`)],
  [/^(level[123]|value)$/, ([, kind]) => kindLabel(kind)],
  [/^level ([123])$/, ([, level]) => kindLabel(`level${level}`)],
];
const DAMAGES = {
  exact: ["无", "none"],
  none: ["无", "none"],
  light: ["轻", "light"],
  heavy: ["重", "heavy"],
};

/** The name of a slice of the gate. */
export function sliceLabel(slice) {
  for (const [pattern, name] of SLICES) {
    const found = pattern.exec(slice);
    if (found) return name(found);
  }
  return slice;
}
