/** Where arrow keys lead from a value. */
import { parsePath, pathOf } from "./paths.js";
import { buildTree, linesOfForm } from "./tree.js";

/** Go to another line; the column is kept over lines that lack it. */
export function moveLine(session, step) {
  const { record, form, selected, collapsed } = session.state;
  const lines = linesOfForm(record.forms[form], form, collapsed);
  const at = lines.findIndex((line) => line.includes(selected));
  const columns = parsePath(selected)?.key;
  if (lines[at]?.length > 1 || session.column === undefined) session.column = columns;
  for (let line = at + step; lines[line]; line += step) {
    const path = inColumn(lines[line], session.column);
    if (path !== selected) return session.select(path);
  }
}
function inColumn(line, column) {
  return line.find((path) => parsePath(path).key === column) ?? line[line.length > 1 ? 1 : 0];
}
/** Go to another value of the line. */
export function moveCell(session, step) {
  const { record, form, selected, collapsed } = session.state;
  const lines = linesOfForm(record.forms[form], form, collapsed);
  const line = lines.find((paths) => paths.includes(selected)) ?? [];
  const path = line[line.indexOf(selected) + step];
  if (path) session.select(path);
  session.column = parsePath(session.state.selected)?.key;
}

/** Shut or open the level 1 branch of a value. */
export function toggleBranch(session, key) {
  const collapsed = new Set(session.state.collapsed);
  if (!collapsed.delete(key)) collapsed.add(key);
  session.set({ collapsed });
}
/** The level 1 branch that is selected, or null. */
export function selectedBranch(session) {
  const { record, selected } = session.state;
  const place = parsePath(selected);
  if (place?.list !== "indicators" || place.key !== "level1") return null;
  const tree = buildTree(record.forms[place.form].indicators);
  return tree
    .flatMap((panel) => panel.level1s)
    .find((level1) => level1.indices.includes(place.index));
}
/** Select the first value of another form. */
export function showForm(session, form) {
  const { doubts, record } = session.state;
  if (!record.forms[form]) return;
  const doubt = doubts.find((entry) => parsePath(entry.target).form === form);
  session.select(doubt?.target ?? pathOf({ form, list: null, index: null, key: "title" }));
}
