/**
 * What an edit does to a record, as far as the page can tell before the server has answered.
 *
 * Records are never changed but replaced along the path of the edit, so that all else stays the
 * same object. Meaning (normalised values, concepts, findings) is the server's; it comes later.
 */
import { parsePath, recordKey } from "./paths.js";

/**
 * @typedef {{op: string, path: string, from?: string, value?: any, shown?: any}} Edit
 *   `shown` is what the page already knows of the outcome (the name of a chosen concept); it is
 *   not sent.
 * @param {object} record
 * @param {Edit[]} edits
 * @returns {object} the record after them
 */
export function applyEdits(record, edits) {
  return edits.reduce(applyEdit, record);
}

/** The edit as the server wants it. */
export function sentEdit({ op, path, from, value }) {
  const sent = { op, path };
  if (from !== undefined) sent.from = from;
  if (value !== undefined) sent.value = value;
  return sent;
}

function applyEdit(record, edit) {
  const place = parsePath(edit.path.replace(/\/-$/, "/999999"));
  if (place === null || !record.forms[place.form]) return record;
  const change = CHANGES[edit.op];
  const forms = replaceAt(record.forms, place.form, (form) => change(form, place, edit));
  return { ...record, forms };
}

const CHANGES = {
  replace: replaceValue,
  add: (form, place, edit) =>
    inList(form, place.list, (rows) => inserted(rows, place.index, edit.value)),
  remove: (form, place) => inList(form, place.list, (rows) => without(rows, place.index)),
  move: moveRow,
  split: splitRow,
  merge: mergeRow,
  confirm: confirmValue,
  accept: (form, place) => findingState(form, place, "accepted"),
  ignore: (form, place) => findingState(form, place, "ignored"),
  reopen: (form, place) => findingState(form, place, undefined),
};

function replaceAt(rows, index, change) {
  return rows.map((row, at) => (at === index ? change(row) : row));
}

function inserted(rows, index, row) {
  const at = Math.min(index, rows.length);
  return [...rows.slice(0, at), row, ...rows.slice(at)];
}

const without = (rows, index) => rows.filter((_, at) => at !== index);

/** Change a list of the form and, in step, the list of its places. */
function inList(form, list, change) {
  const rows = change(form[list] ?? []).map((row) => (list === "indicators" ? whole(row) : row));
  const places = form.places?.[list];
  if (!places) return { ...form, [list]: rows };
  const blank = list === "funding" || list === "goals" ? null : {};
  const moved = change(places.map((place) => ({ place }))).map((entry) => entry.place ?? blank);
  return { ...form, [list]: rows, places: { ...form.places, [list]: moved } };
}

/** A row that a person adds has all that rows have. */
function whole(row) {
  if (row.classification && row.normalized) return row;
  return {
    level1: null,
    level2: null,
    level3: "",
    value: "",
    normalized: { kind: "empty", operator: null, numbers: [], unit: null, flags: [] },
    classification: { concept: null, name: null, confidence: null, candidates: [] },
    confidence: 1,
    where: [],
    inferred: [],
    ...row,
  };
}

function replaceValue(form, place, edit) {
  const marked = confirmValue(form, place);
  if (place.list === null) return { ...marked, [place.key]: edit.value };
  if (place.list === "fields")
    return { ...marked, fields: { ...form.fields, [place.key]: edit.value } };
  const change = (row) => (place.key === "concept" ? chosen(row, edit) : changed(row, place, edit));
  return { ...marked, [place.list]: replaceAt(form[place.list], place.index, change) };
}

function changed(row, place, edit) {
  const key = place.list === "indicators" ? recordKey(place.key) : place.key;
  const inferred = row.inferred?.filter((name) => name !== place.key);
  return { ...row, [key]: edit.value, ...(inferred ? { inferred } : {}) };
}

function chosen(row, edit) {
  const known = edit.shown ?? {};
  return {
    ...row,
    classification: {
      ...row.classification,
      concept: edit.value,
      confidence: 1,
      name: null,
      ...known,
    },
  };
}

function confirmValue(form, place) {
  if (!form.places) return form;
  return { ...form, places: confirmPlaces(form.places, place) };
}

function confirmPlaces(places, place) {
  const sure = (sight) => ({ where: [], ...sight, confidence: 1, reviewed: true });
  if (place.list === null)
    return place.key === null ? places : { ...places, [place.key]: sure(places[place.key]) };
  if (place.list === "fields") {
    return {
      ...places,
      fields: { ...places.fields, [place.key]: sure(places.fields?.[place.key]) },
    };
  }
  const rows = places[place.list];
  if (!rows) return places;
  const change = (row) => confirmRow(row, place, sure);
  return { ...places, [place.list]: replaceAt(rows, place.index, change) };
}

function confirmRow(row, place, sure) {
  if (place.list === "funding" || place.list === "goals") {
    return [null, "raw", "text"].includes(place.key) ? sure(row) : row;
  }
  const keys = place.key === null ? Object.keys(row ?? {}) : [place.key];
  const marked = keys.filter((key) => key !== "panel");
  return { ...row, ...Object.fromEntries(marked.map((key) => [key, sure(row?.[key])])) };
}

function moveRow(form, place, edit) {
  const from = parsePath(edit.from).index;
  return inList(form, place.list, (rows) => inserted(without(rows, from), place.index, rows[from]));
}

function splitRow(form, place, edit) {
  return inList(form, place.list, (rows) =>
    rows.flatMap((row, at) =>
      at === place.index ? edit.value.map((part) => parted(row, part)) : [row],
    ),
  );
}

/** Rows and their places pass through here; a place stays the same for all its parts. */
const parted = (row, part) => ("place" in row ? row : { ...row, ...part });

function mergeRow(form, place, edit) {
  const from = parsePath(edit.from).index;
  return inList(form, place.list, (rows) => {
    const joined = replaceAt(rows, place.index, (row) =>
      "place" in row ? row : join(row, rows[from]),
    );
    return without(joined, from);
  });
}

function join(row, other) {
  const keys = Object.keys(row).filter(
    (key) => key !== "panel" && typeof (row[key] ?? "") === "string",
  );
  const texts = keys.filter((key) => !["level1", "level2"].includes(key) && other[key]);
  return {
    ...row,
    ...Object.fromEntries(texts.map((key) => [key, `${row[key] ?? ""}${other[key]}`])),
  };
}

function findingState(form, place, state) {
  const findings = replaceAt(form.findings, place.index, (finding) => {
    const { state: _before, ...rest } = finding;
    return state === undefined ? rest : { ...rest, state };
  });
  return { ...form, findings };
}

/**
 * `fresh` with every part that equals that of `known` replaced by it, so that what did not
 * change is not drawn again.
 * @template T
 * @param {any} known
 * @param {T} fresh
 * @returns {T}
 */
export function share(known, fresh) {
  if (Object.is(known, fresh) || !isObject(known) || !isObject(fresh)) return fresh;
  if (Array.isArray(known) !== Array.isArray(fresh)) return fresh;
  const keys = Object.keys(fresh);
  let same = keys.length === Object.keys(known).length;
  const result = Array.isArray(fresh) ? [] : {};
  for (const key of keys) {
    result[key] = share(known[key], fresh[key]);
    same = same && key in known && Object.is(result[key], known[key]);
  }
  return same ? known : result;
}

const isObject = (value) => typeof value === "object" && value !== null;
