/** What a form says above its indicators: heading, fields, funding, goals, tasks. */
import { html } from "../vendor/preact.js";
import { tr } from "../i18n.js";
import { append } from "./actions.js";
import { CellContent, cellAttributes, FindingSigns } from "./cell.js";
import { Icon } from "./icons.js";
import { usePart } from "../observable.js";
import { FIELDS, pathOf, TASK_KEYS } from "./paths.js";
import { presentFields } from "./tree.js";
import { amountText, fundingItem, word } from "./words.js";

/** One value that stands by itself. */
function Value({ session, path, findings, tag = "div", name = "", shown, children }) {
  const isSelected = usePart(session, (state) => state.selected === path);
  const isEditing = usePart(session, (state) => state.editing === path);
  usePart(session, () => session.doubtAt(path));
  const given = cellAttributes({ session, path, isSelected, isEditing });
  return html`<${tag}
    role=${tag === "td" ? "gridcell" : "button"}
    ...${given}
    aria-selected=${tag === "td" ? given["aria-selected"] : null}
    class=${`${given.class} ${name}`}
  >
    <${CellContent} session=${session} path=${path} isEditing=${isEditing} shown=${shown}
      >${!isEditing && children}<//
    >
    <${FindingSigns} findings=${findings.get(path)} />
  <//>`;
}

/** @param {{session: object, number: number, findings: Map}} properties */
export function Heading({ session, number, findings }) {
  const form = usePart(session, (state) => state.record.forms[number]);
  const path = (key) => pathOf({ form: number, list: null, index: null, key });
  return html`<section class="form-part form-part-title" aria-label=${tr("标题", "Title")}>
    <${Value} session=${session} path=${path("title")} findings=${findings} name="form-title" />
    <div class="form-about">
      <${Value}
        session=${session}
        path=${path("year")}
        findings=${findings}
        name="form-year"
        tag="span"
      />
      <span class="faint"
        >${tr("年度", "year")} ·
        ${word(form.form_type)}${form.scheme ? tr(` · ${form.scheme} 版指标体系`, ` · scheme ${form.scheme}`) : ""}</span
      >
    </div>
  </section>`;
}

export function Fields({ session, number, findings }) {
  const form = usePart(session, (state) => state.record.forms[number]);
  const present = presentFields(form);
  return html`<section class="form-part" aria-label=${tr("基本信息", "Fields")}>
    <dl class="fields">
      ${present.map((key) => {
        const path = pathOf({ form: number, list: "fields", index: null, key });
        return html`<div key=${key}>
          <dt>${word(key)}</dt>
          <dd><${Value} session=${session} path=${path} findings=${findings} /></dd>
        </div>`;
      })}
      ${form.other_fields.map((field, index) => {
        const path = pathOf({ form: number, list: "other_fields", index, key: "value" });
        return html`<div key=${`other${index}`}>
          <dt>
            <${Value}
              session=${session}
              path=${pathOf({ form: number, list: "other_fields", index, key: "label" })}
              findings=${findings}
            />
          </dt>
          <dd><${Value} session=${session} path=${path} findings=${findings} /></dd>
        </div>`;
      })}
    </dl>
    <${AddLine} session=${session} number=${number} form=${form} />
  </section>`;
}

/** What the form does not print and a person may fill in all the same. */
function AddLine({ session, number, form }) {
  const missing = FIELDS.filter((key) => form.fields[key] === null);
  const add = (event) => {
    const [list, key] = event.target.value.split("/");
    event.target.value = "";
    if (list === "fields") addField(session, number, key);
    else if (list === "funding") addFunding(session, number, key);
    else append(session, number, "other_fields", { label: key, value: "" }, "value");
  };
  return html`<label class="add-line">
    <span class="visually-hidden">${tr("补充栏目", "Add a line")}</span>
    <select class="select" onChange=${add}>
      <option value="">${tr("＋ 补充栏目…", "+ Add a line …")}</option>
      ${missing.map((key) => html`<option key=${key} value=${`fields/${key}`}>${word(key)}</option>`)}
      ${["total", "fiscal", "other"].map(
        (item) =>
          html`<option key=${item} value=${`funding/${item}`}>
            ${tr("资金：", "Funding: ")}${fundingItem(item)}
          </option>`,
      )}
      <option value=${`other/${tr("备注", "Note")}`}>${tr("其他栏目", "Another field")}</option>
    </select>
  </label>`;
}

function addField(session, form, key) {
  const path = pathOf({ form, list: "fields", index: null, key });
  session.edit([{ op: "replace", path, value: "" }], tr("补充栏目", "field added"), path);
  session.startTyping(path);
}

function addFunding(session, form, item) {
  const { panel = "annual", unit = "万元" } = session.state.record.forms[form].funding.at(-1) ?? {};
  append(session, form, "funding", { panel, item, raw: "", unit }, "raw");
}

export function FundingTable({ session, number, findings }) {
  const form = usePart(session, (state) => state.record.forms[number]);
  if (form.funding.length === 0) return null;
  const panels = new Set(form.funding.map((line) => line.panel)).size;
  return html`<section class="form-part" aria-label=${tr("资金", "Funding")}>
    <header class="part-head"><h2>${tr("资金", "Funding")}</h2></header>
    <table class="lines" role="grid" aria-label=${tr("资金", "Funding")}>
      <thead>
        <tr role="row">
          <th scope="col">${tr("项目", "Item")}</th>
          <th scope="col" class="number">${tr("金额（原文）", "Amount as printed")}</th>
          <th scope="col">${tr("单位", "Unit")}</th>
          <th scope="col" class="number">${tr("折合（元）", "In yuan")}</th>
        </tr>
      </thead>
      <tbody>
        ${form.funding.map((line, index) => {
          const path = (key) => pathOf({ form: number, list: "funding", index, key });
          return html`<tr key=${index} role="row">
            <th scope="row">
              ${panels > 1 ? `${word(line.panel)} · ` : ""}${fundingItem(line.item)}
            </th>
            <${Value}
              session=${session}
              path=${path("raw")}
              findings=${findings}
              tag="td"
              name="number"
            />
            <${Value} session=${session} path=${path("unit")} findings=${findings} tag="td">
              ${line.unit_inferred && html`<span class="tag">${tr("推断", "inferred")}</span>`}
            <//>
            <td class="number meaning">${amountText(line.amount_yuan)}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  </section>`;
}

export function Goals({ session, number, findings }) {
  const form = usePart(session, (state) => state.record.forms[number]);
  const add = () => append(session, number, "goals", { panel: "annual", text: "" }, "text");
  return html`<section class="form-part" aria-label=${tr("总体目标", "Goals")}>
    <header class="part-head">
      <h2>${tr("总体目标", "Goals")}</h2>
      ${form.goals.length === 0 && html`<button type="button" class="button quiet small" onClick=${add}><${Icon} name="plus" />${tr("添加目标", "Add goal")}</button>`}
    </header>
    ${form.goals.map((goal, index) => {
      const path = pathOf({ form: number, list: "goals", index, key: "text" });
      return html`<div key=${index} class="goal">
        ${form.goals.length > 1 && html`<h3 class="goal-panel">${word(goal.panel)}</h3>`}
        <${Value}
          session=${session}
          path=${path}
          findings=${findings}
          name="goal-text"
          shown=${goal.items.length > 1 ? goal.items.map((item) => item.trim()).join("\n") : null}
        />
      </div>`;
    })}
  </section>`;
}

export function Tasks({ session, number, findings }) {
  const form = usePart(session, (state) => state.record.forms[number]);
  if (form.tasks.length === 0) return null;
  return html`<section class="form-part" aria-label=${tr("年度主要任务", "Tasks")}>
    <header class="part-head">
      <h2>${tr("年度主要任务", "Tasks")} <span class="count">${form.tasks.length}</span></h2>
    </header>
    <table class="lines" role="grid" aria-label=${tr("年度主要任务", "Tasks")}>
      <thead>
        <tr role="row">
          ${TASK_KEYS.map((key) => html`<th key=${key} scope="col" class=${key === "name" ? "" : "number"}>${word(key)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${form.tasks.map(
          (_, index) =>
            html`<tr key=${index} role="row">
              ${TASK_KEYS.map((key) => {
                const path = pathOf({ form: number, list: "tasks", index, key });
                return html`<${Value}
                  key=${key}
                  session=${session}
                  path=${path}
                  findings=${findings}
                  tag="td"
                  name=${key === "name" ? "" : "number"}
                />`;
              })}
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}
