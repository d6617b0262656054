/**
 * Addresses of values in a record: JSON pointers, what they point at, where it stands on paper.
 *
 * Every value has one path. An indicator's unit, comparator and concept have names of their own
 * there (`unit`, `operator`, `concept`), since the record keeps them under others.
 */

/** Columns of an indicator that may be printed beside its name and value, in their order. */
export const COLUMNS = [
  "operator",
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
];
const LEVELS = ["level1", "level2", "level3"];
export const TASK_KEYS = ["name", "total", "fiscal", "other"];
export const FIELDS = [
  "project_name",
  "department",
  "implementing_unit",
  "project_attribute",
  "project_period",
  "project_leader",
];
const RECORD_KEYS = { operator: "operator_column", unit: "unit_column" };
const LISTS = ["fields", "other_fields", "funding", "tasks", "goals", "indicators"];
const MAIN_KEYS = { funding: "raw", goals: "text", other_fields: "value", tasks: "name" };

/**
 * @typedef {{form: number, list: string|null, index: number|null, key: string|null}} Place
 * @param {string} path
 * @returns {Place|null}  null for what is no value of a form
 */
export function parsePath(path) {
  const parts = (path ?? "").split("/");
  if (parts[0] !== "" || parts[1] !== "forms" || !/^\d+$/.test(parts[2] ?? "")) return null;
  const form = Number(parts[2]);
  if (parts.length === 4) return { form, list: null, index: null, key: parts[3] };
  if (parts[3] === "fields") return { form, list: "fields", index: null, key: parts[4] };
  if (!/^\d+$/.test(parts[4] ?? "")) return null;
  return { form, list: parts[3], index: Number(parts[4]), key: parts[5] ?? null };
}

/** The inverse of parsePath. */
export function pathOf({ form, list, index, key }) {
  return ["", "forms", form, list, index, key].filter((part) => part !== null).join("/");
}

/** The key under which the record keeps a column of an indicator. */
export function recordKey(key) {
  return RECORD_KEYS[key] ?? key;
}

/** The row (or the form) that a path lies in: "/forms/0/indicators/3/value" → ".../3". */
export function rowPath(path) {
  const place = parsePath(path);
  return place && place.index !== null ? pathOf({ ...place, key: null }) : path;
}

/** The value that a path of a whole row stands for: a doubt about a row is shown at its value. */
export function valuePath(path) {
  const place = parsePath(path);
  if (place === null || place.key !== null) return path;
  if (place.list === "indicators") return `${path}/level3`;
  const key = MAIN_KEYS[place.list];
  return key ? `${path}/${key}` : path;
}

/** The row that a path lies in; undefined where there is none. */
export function rowAt(record, path) {
  const place = parsePath(path);
  return record?.forms[place?.form]?.[place.list]?.[place.index];
}

/** The text at a path; null where there is none. */
export function textAt(record, path) {
  const place = parsePath(path);
  const form = record?.forms?.[place?.form];
  if (!form) return null;
  if (place.list === null) return asText(form[place.key]);
  if (place.list === "fields") return form.fields?.[place.key] ?? null;
  const row = rowAt(record, path);
  if (!row) return null;
  if (place.key === "concept") return row.classification?.concept ?? null;
  const key = place.list === "indicators" ? recordKey(place.key) : place.key;
  return key === null ? null : asText(row[key]);
}

function asText(value) {
  return value === null || value === undefined ? null : String(value);
}

/**
 * Where a value stands and how surely it was read; null for what a person added.
 * @returns {{where: {page: number, box: number[]|null, line?: number}[], confidence: number,
 *            reviewed?: boolean}|null}
 */
export function sightAt(record, path) {
  const place = parsePath(path);
  const form = record?.forms?.[place?.form];
  const places = form?.places;
  if (!places) return null;
  if (place.list === null) return places[place.key] ?? null;
  if (place.list === "fields") return places.fields?.[place.key] ?? null;
  const at = places[place.list]?.[place.index];
  if (!at) return null;
  if (place.list === "funding" || place.list === "goals") return at;
  if (place.list === "indicators" && place.key === "concept") return conceptSight(form, place, at);
  return at[place.key] ?? null;
}

/** A concept stands nowhere itself; it is chosen for the name of its indicator. */
function conceptSight(form, { index }, { concept, level3, value }) {
  const { confidence } = form.indicators[index].classification;
  const where = (level3 ?? value)?.where ?? [];
  return { where, confidence: confidence ?? 0, reviewed: concept?.reviewed === true };
}

/** The places of a value that have a box, or of its row when it has none of its own. */
export function boxesAt(record, path) {
  const own = (sightAt(record, path)?.where ?? []).filter((where) => where.box);
  if (own.length) return own;
  if (parsePath(path)?.list !== "indicators") return [];
  return (rowAt(record, path)?.where ?? []).filter((where) => where.box);
}

/** Whether a person has edited or confirmed the value. */
export function isReviewed(record, path) {
  return sightAt(record, path)?.reviewed === true;
}

/** Sort key that puts paths in the order of reading the form. */
export function readingOrder(path) {
  const place = parsePath(path);
  if (place === null) return [Infinity];
  const list = place.list === null ? -1 : LISTS.indexOf(place.list);
  const keys =
    place.list === "fields" ? FIELDS : ["panel", ...LEVELS, "value", "concept", ...COLUMNS];
  const key = keys.indexOf(place.key);
  return [place.form, list, place.index ?? -1, key];
}

/** Compare two paths by reading order. */
export function compareByReading(one, other) {
  const left = readingOrder(one);
  const right = readingOrder(other);
  const differs = left.findIndex((part, index) => part !== right[index]);
  return differs < 0 ? 0 : left[differs] - right[differs];
}
