/** The indicators of a form as the tree that is printed: panel, level 1, level 2, rows. */
import { COLUMNS, FIELDS, pathOf, recordKey, TASK_KEYS } from "./paths.js";

/**
 * @typedef {{text: string|null, indices: number[]}} Level2
 * @typedef {{text: string|null, key: string, indices: number[], level2s: Level2[]}} Level1
 * @typedef {{panel: string, indices: number[], level1s: Level1[]}} PanelTree
 * @param {object[]} indicators
 * @returns {PanelTree[]}  in the order of first appearance
 */
export function buildTree(indicators) {
  return grouped(indicators, [...indicators.keys()], "panel").map(([panel, indices]) => ({
    panel,
    indices,
    level1s: grouped(indicators, indices, "level1").map(([text, inLevel1]) => ({
      text,
      key: `${panel}/${text ?? ""}`,
      indices: inLevel1,
      level2s: grouped(indicators, inLevel1, "level2").map(([level2, rows]) => ({
        text: level2,
        indices: rows,
      })),
    })),
  }));
}

function grouped(indicators, indices, key) {
  const groups = new Map();
  for (const index of indices) {
    const name = indicators[index][key] ?? null;
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(index);
  }
  return [...groups];
}

/** The rows that share a level's cell with a row: what a change of that cell is about. */
export function rowsOfLevel(indicators, index, level) {
  const row = indicators[index];
  const keys = level === "level1" ? ["panel", "level1"] : ["panel", "level1", "level2"];
  return [...indicators.keys()].filter((at) =>
    keys.every((key) => (indicators[at][key] ?? null) === (row[key] ?? null)),
  );
}

/** Columns beside name and value that some row of the form has. */
export function presentColumns(form) {
  return COLUMNS.filter((key) => form.indicators.some((row) => (row[recordKey(key)] ?? "") !== ""));
}

/** Fields to show: those that the form prints, or all that a person filled in. */
export function presentFields(form) {
  return FIELDS.filter((key) => form.fields[key] !== null && form.fields[key] !== undefined);
}

/**
 * The values of a form line by line, as arrow keys walk them.
 * @param {object} form
 * @param {number} number  of the form
 * @param {Set<string>} collapsed  keys of level 1 groups that are shut
 * @returns {string[][]} paths
 */
export function linesOfForm(form, number, collapsed) {
  const at = (list, index, key) => pathOf({ form: number, list, index, key });
  const lines = [[at(null, null, "title")].concat(at(null, null, "year"))];
  for (const key of presentFields(form)) lines.push([at("fields", null, key)]);
  form.other_fields.forEach((_, index) =>
    lines.push([at("other_fields", index, "label"), at("other_fields", index, "value")]),
  );
  form.funding.forEach((_, index) =>
    lines.push([at("funding", index, "raw"), at("funding", index, "unit")]),
  );
  form.goals.forEach((_, index) => lines.push([at("goals", index, "text")]));
  form.tasks.forEach((_, index) => lines.push(TASK_KEYS.map((key) => at("tasks", index, key))));
  const cells = ["level3", "value", "concept", ...presentColumns(form)];
  for (const line of treeLines(form.indicators, collapsed)) {
    if (line.level1) lines.push([at("indicators", line.index, "level1")]);
    else
      lines.push([
        at("indicators", line.first, "level2"),
        ...cells.map((key) => at("indicators", line.index, key)),
      ]);
  }
  return lines;
}

function* treeLines(indicators, collapsed) {
  for (const panel of buildTree(indicators)) {
    for (const level1 of panel.level1s) {
      yield { level1: true, index: level1.indices[0] };
      if (collapsed.has(level1.key)) continue;
      for (const level2 of level1.level2s) {
        for (const index of level2.indices) yield { index, first: level2.indices[0] };
      }
    }
  }
}

/** The path whose cell shows a value: levels are shown once for all their rows. */
export function shownPath(record, place) {
  if (place?.list !== "indicators" || !["level1", "level2"].includes(place.key))
    return pathOf(place);
  const indicators = record.forms[place.form]?.indicators ?? [];
  if (!indicators[place.index]) return pathOf(place);
  return pathOf({ ...place, index: rowsOfLevel(indicators, place.index, place.key)[0] });
}
