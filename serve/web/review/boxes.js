/** The boxes of a page: which values were read where, and what each is. */
import { parsePath, pathOf } from "./paths.js";

const LEVEL_ROLES = { level1: "level", level2: "level", level3: "name", value: "value" };

/** What a value is, as the overlay colours it. */
export function roleOf(path) {
  const place = parsePath(path);
  if (place.list === "indicators") return LEVEL_ROLES[place.key] ?? "column";
  return (
    { fields: "field", other_fields: "field", funding: "money", goals: "goal", tasks: "goal" }[
      place.list
    ] ?? "title"
  );
}

/**
 * All boxes of one page, one each, however many rows share it.
 * @returns {{key: string, box: number[], path: string, role: string, paths: string[]}[]}
 */
export function boxesOfPage(record, page) {
  const found = new Map();
  record.forms.forEach((form, number) => {
    for (const [path, sight] of sightsOf(form, number)) {
      for (const where of sight?.where ?? []) {
        if (where.page === page && where.box) note(found, where.box, path);
      }
    }
    form.unassigned.forEach((text, index) => {
      for (const where of text.where) {
        const path = pathOf({ form: number, list: "unassigned", index, key: null });
        if (where.page === page && where.box) note(found, where.box, path, "unassigned");
      }
    });
  });
  return [...found.values()].sort((one, other) => area(other.box) - area(one.box));
}

function note(found, box, path, role = roleOf(path)) {
  const key = box.map((edge) => Math.round(edge)).join(",");
  const known = found.get(key);
  if (known) known.paths.push(path);
  else found.set(key, { key, box, path, role, paths: [path] });
}

const area = ([x0, top, x1, bottom]) => (x1 - x0) * (bottom - top);

function* sightsOf(form, number) {
  const at = (list, index, key) => pathOf({ form: number, list, index, key });
  const { places } = form;
  if (!places) return;
  yield [at(null, null, "title"), places.title];
  for (const [key, sight] of Object.entries(places.fields)) yield [at("fields", null, key), sight];
  for (const [index, row] of places.other_fields.entries())
    yield [at("other_fields", index, "value"), row?.value];
  for (const [index, sight] of places.funding.entries()) yield [at("funding", index, "raw"), sight];
  for (const [index, sight] of places.goals.entries()) yield [at("goals", index, "text"), sight];
  for (const list of ["tasks", "indicators"]) {
    for (const [index, row] of places[list].entries()) {
      for (const [key, sight] of Object.entries(row ?? {})) yield [at(list, index, key), sight];
    }
  }
}
