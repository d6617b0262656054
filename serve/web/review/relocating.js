/** Where one's own steps belong after somebody else has changed the document. */
import { parsePath, pathOf, rowAt, textAt } from "./paths.js";
import { describePath } from "./words.js";

const VALUE_STEPS = ["replace", "confirm"];

/**
 * The kept steps with the paths that their rows have now, if none of them meets what the other
 * person did: only values are changed, of rows that are still there as they were, and each of the
 * values is what it was. Null where a person must be asked.
 */
export function apart(kept, before, record) {
  if (!before) return null;
  const edits = kept.flatMap((step) => step.edits);
  return edits.every((edit) => isUntouched(edit, before, record))
    ? kept.map((step) => relocated(step, before, record))
    : null;
}

function isUntouched({ op, path }, before, record) {
  if (!VALUE_STEPS.includes(op)) return false;
  const now = relocate(path, before, record);
  if (now === null || textAt(before, path) !== textAt(record, now)) return false;
  const row = rowAt(before, path);
  return row === undefined || isSameRow(row, rowAt(record, now) ?? {});
}

/** The kept step with the paths that its rows have now; edits null where a row is gone. */
export function relocated(kept, before, record) {
  const edits = kept.edits.map((edit) => relocatedEdit(edit, before, record));
  const path = relocate(kept.path, before, record) ?? kept.path;
  return {
    ...kept,
    path,
    label: kept.label || describePath(kept.path),
    edits: edits.includes(null) ? null : edits,
    now: path ? textAt(record, path) : "",
  };
}

function relocatedEdit(edit, before, record) {
  const path = relocate(edit.path, before, record);
  const from = edit.from === undefined ? undefined : relocate(edit.from, before, record);
  if (path === null || from === null) return null;
  return { ...edit, path, ...(from === undefined ? {} : { from }) };
}

function relocate(path, before, record) {
  const place = parsePath(path);
  if (place === null || place.index === null || !before) return path;
  const old = before.forms[place.form]?.[place.list]?.[place.index];
  const rows = record.forms[place.form]?.[place.list] ?? [];
  if (old === undefined) return place.index <= rows.length ? path : null;
  if (rows[place.index] && isSameRow(old, rows[place.index])) return path;
  const alike = [...rows.keys()].filter((index) => isSameRow(old, rows[index]));
  if (alike.length === 1) return pathOf({ ...place, index: alike[0] });
  return rows.length === before.forms[place.form][place.list].length ? path : null;
}

const IDENTITY = ["panel", "level3", "rule", "message", "item", "text", "name", "label"];

function isSameRow(one, other) {
  return IDENTITY.every((key) => one[key] === other[key]);
}
