/** What a person does with values and rows, as edits. */
import { tr } from "../i18n.js";
import { parsePath, pathOf, rowAt, rowPath, sightAt, textAt } from "./paths.js";
import { rowsOfLevel } from "./tree.js";
import { describePath } from "./words.js";

const NULLABLE = new Set(["level1", "level2", "unit", "year"]);

/**
 * Take over a typed text; the same text again is a confirmation.
 * @param {import("./session.js").ReviewSession} session
 */
export function commit(session, path, text) {
  const before = textAt(session.state.record, path);
  if (text === (before ?? "")) return false;
  const paths = sharedPaths(session.state.record, path);
  const value = typedValue(parsePath(path), text);
  const edits = paths.map((each) => ({ op: "replace", path: each, value }));
  session.edit(edits, `${describePath(path)} → ${text || tr("（空）", "(empty)")}`, path);
  return true;
}

function typedValue({ key }, text) {
  if (key === "year") return /^\d{4}$/.test(text.trim()) ? Number(text) : null;
  return text === "" && NULLABLE.has(key) ? null : text;
}

/** A level's cell belongs to all its rows. */
function sharedPaths(record, path) {
  const place = parsePath(path);
  if (place.list !== "indicators" || !["level1", "level2"].includes(place.key)) return [path];
  const rows = rowsOfLevel(record.forms[place.form].indicators, place.index, place.key);
  return rows.map((index) => pathOf({ ...place, index }));
}

/** Say that the selected value is right as it stands, and go to the next doubt. */
export function confirmSelected(session) {
  const { selected, record } = session.state;
  if (selected === null) return;
  const doubt = session.doubtAt(selected);
  const about = doubt ? [doubt, ...doubt.others].map((entry) => entry.path) : [selected];
  const edits = about.flatMap((path) => confirmation(record, path));
  session.edit(
    edits,
    tr(`确认 ${describePath(selected)}`, `confirmed ${describePath(selected)}`),
    selected,
  );
  if (doubt) session.next();
}

function confirmation(record, path) {
  const place = parsePath(path);
  if (place.list === "findings") return [{ op: "accept", path }];
  const isSeen = (each) =>
    place.key === null || place.key === "concept" || sightAt(record, each) !== null;
  return sharedPaths(record, path)
    .filter(isSeen)
    .map((each) => ({ op: "confirm", path: each }));
}

/** A new indicator in the branch of another row; of the first branch where there is none. */
export function newIndicator(beside, level3 = "") {
  const { panel = "annual", level1 = null, level2 = null } = beside ?? {};
  return { panel, level1, level2, level3, value: "" };
}

/** A new empty row beside another of the same branch. */
export function addBeside(session, path, offset) {
  const place = parsePath(rowPath(path));
  const value = newIndicator(rowAt(session.state.record, path));
  const at = pathOf({ ...place, index: place.index + offset });
  session.edit([{ op: "add", path: at, value }], tr("添加指标", "indicator added"), `${at}/level3`);
  session.startTyping(`${at}/level3`);
}

/** A new row at the end of a list: fields, funding, goals, tasks, or a branch of the tree. */
export function append(session, form, list, value, key) {
  const { record } = session.state;
  const index = record.forms[form][list].length;
  const path = pathOf({ form, list, index, key: null });
  session.edit(
    [{ op: "add", path: pathOf({ form, list, index: "-", key: null }), value }],
    tr("添加", "added"),
    `${path}/${key}`,
  );
  session.startTyping(`${path}/${key}`);
}

export function removeRow(session, path) {
  const row = rowPath(path);
  session.edit(
    [{ op: "remove", path: row }],
    tr(`删除 ${describePath(row)}`, `deleted ${describePath(row)}`),
    row,
  );
  const place = parsePath(row);
  const left = session.state.record.forms[place.form][place.list].length;
  const key = parsePath(path).key ?? "level3";
  if (left) session.select(pathOf({ ...place, index: Math.min(place.index, left - 1), key }));
}

/** Move a row over its neighbour in the same branch. */
export function moveBy(session, path, step) {
  const place = parsePath(path);
  const { indicators } = session.state.record.forms[place.form];
  const branch = rowsOfLevel(indicators, place.index, "level2");
  const other = branch[branch.indexOf(place.index) + step];
  if (other === undefined) return;
  const edit = {
    op: "move",
    from: rowPath(path),
    path: pathOf({ ...place, index: other, key: null }),
  };
  session.edit([edit], tr("移动指标", "indicator moved"), path);
  session.select(pathOf({ ...place, index: other }));
}

/** Put a row into another branch of the tree: only what differs is changed. */
export function moveTo(session, path, target) {
  const row = rowPath(path);
  const now = rowAt(session.state.record, path);
  const keys = ["panel", "level1", "level2"].filter(
    (key) => (target[key] || null) !== (now[key] ?? null),
  );
  const edits = keys.map((key) => ({
    op: "replace",
    path: `${row}/${key}`,
    value: target[key] || null,
  }));
  session.edit(edits, tr("移动到其他分支", "moved to another branch"), path);
  session.select(path);
}

/** Two rows of one, at a place in its name and one in its value. */
export function split(session, path, parts) {
  const row = rowPath(path);
  session.edit(
    [{ op: "split", path: row, value: parts }],
    tr("拆分指标", "indicator split"),
    `${row}/level3`,
  );
  session.select(`${row}/level3`);
}

/** Join the next row of the branch into this one. */
export function mergeWithNext(session, path) {
  const next = nextInBranch(session.state.record, path);
  if (next === null) return;
  const row = rowPath(path);
  session.edit(
    [{ op: "merge", path: row, from: next }],
    tr("合并指标", "indicators merged"),
    `${row}/level3`,
  );
  session.select(`${row}/level3`);
}

/** The row that stands below in the same branch; null for the last. */
export function nextInBranch(record, path) {
  const place = parsePath(path);
  const { indicators } = record.forms[place.form];
  const branch = rowsOfLevel(indicators, place.index, "level2");
  const next = branch[branch.indexOf(place.index) + 1];
  return next === undefined ? null : pathOf({ ...place, index: next, key: null });
}

/** @param {{id: string|null, name: string|null, home_2015?: string, home_2021?: string}} concept */
export function chooseConcept(session, path, concept) {
  const at = `${rowPath(path)}/concept`;
  const shown = {
    name: concept.name,
    home_2015: concept.home_2015 ?? null,
    home_2021: concept.home_2021 ?? null,
  };
  const label = tr(`标准指标 → ${concept.name ?? "无"}`, `concept → ${concept.name ?? "none"}`);
  const doubtful = session.doubtAt(at) !== undefined;
  session.edit([{ op: "replace", path: at, value: concept.id, shown }], label, at);
  if (doubtful) session.next();
  else session.select(at);
}

/** @param {"accept"|"ignore"|"reopen"} op */
export function judgeFinding(session, path, op) {
  const label = {
    accept: tr("采纳问题", "finding accepted"),
    ignore: tr("忽略问题", "finding ignored"),
    reopen: tr("重新打开问题", "finding reopened"),
  }[op];
  session.edit([{ op, path }], label, null);
}
