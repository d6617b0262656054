/** Printed texts that found no place in the record, and where a person may put them. */
import { html } from "../vendor/preact.js";
import { tr } from "../i18n.js";
import { usePart } from "../observable.js";
import { newIndicator } from "./actions.js";
import { FIELDS, parsePath, pathOf, rowPath } from "./paths.js";
import { word } from "./words.js";

/** @param {{session: object, number: number}} properties */
export function Unassigned({ session, number }) {
  const form = usePart(session, (state) => state.record.forms[number]);
  if (form.unassigned.length === 0) return null;
  return html`<section
    class="form-part"
    id="unassigned"
    aria-label=${tr("未归类的文字", "Unassigned texts")}
  >
    <header class="part-head">
      <h2>
        ${tr("未归类的文字", "Unassigned texts")}
        <span class="count">${form.unassigned.length}</span>
      </h2>
    </header>
    <ul class="unassigned">
      ${form.unassigned.map(
        (entry, index) =>
          html`<li key=${index}>
            <span class="unassigned-text">${entry.text}</span>
            <label class="unassigned-use"
              ><span class="visually-hidden">${tr("用作", "Use as")}</span>
              <select
                class="select"
                onChange=${(event) => use(session, number, entry, event.target)}
              >
                <option value="">${tr("用作…", "Use as …")}</option>
                <option value="indicator">${tr("新指标", "a new indicator")}</option>
                <option value="value">${tr("所选行的指标值", "value of the selected row")}</option>
                <option value="other">${tr("其他栏目", "another field")}</option>
                ${FIELDS.map((key) => html`<option key=${key} value=${`fields/${key}`}>${word(key)}</option>`)}
              </select>
            </label>
          </li>`,
      )}
    </ul>
  </section>`;
}

function use(session, form, { text }, select) {
  const choice = select.value;
  select.value = "";
  if (choice === "indicator") return addIndicator(session, form, text);
  if (choice === "value") return replaceSelected(session, text);
  const label = tr("采用未归类文字", "unassigned text used");
  if (choice === "other") {
    const path = pathOf({ form, list: "other_fields", index: "-", key: null });
    session.edit([{ op: "add", path, value: { label: tr("补充", "Note"), value: text } }], label);
  } else {
    const path = `/forms/${form}/${choice}`;
    session.edit([{ op: "replace", path, value: text }], label);
    session.select(path);
  }
}

function addIndicator(session, form, text) {
  const rows = session.state.record.forms[form].indicators;
  const value = newIndicator(rows.at(-1), text);
  session.edit(
    [{ op: "add", path: `/forms/${form}/indicators/-`, value }],
    tr("添加指标", "indicator added"),
  );
  session.select(`/forms/${form}/indicators/${rows.length}/level3`);
}

function replaceSelected(session, text) {
  const { selected } = session.state;
  if (parsePath(selected)?.list !== "indicators")
    return session.say(tr("请先选中一行指标", "Select an indicator first"));
  const row = rowPath(selected);
  session.edit(
    [{ op: "replace", path: `${row}/value`, value: text }],
    tr("采用未归类文字", "unassigned text used"),
  );
  session.select(`${row}/value`);
}
