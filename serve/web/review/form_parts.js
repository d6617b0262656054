/** What a form says above its indicators: heading, fields, funding, goals, tasks. */
import { html } from "../vendor/preact.js";
import { tr } from "../i18n.js";
import { append } from "./actions.js";
import { CellContent, cellAttributes, FindingSigns } from "./cell.js";
import { Icon } from "./icons.js";
import { usePart } from "./observable.js";
import { pathOf } from "./paths.js";
import { presentFields } from "./tree.js";
import { amountText, fundingItem, word } from "./words.js";

/** One value that stands by itself. */
function Value({ session, path, findings, tag = "div", name = "", children }) {
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
    <${CellContent} session=${session} path=${path} isEditing=${isEditing}
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
          <dt>${field.label}</dt>
          <dd><${Value} session=${session} path=${path} findings=${findings} /></dd>
        </div>`;
      })}
    </dl>
  </section>`;
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
          <th scope="col" class="number">${tr("合（元）", "In yuan")}</th>
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
        <${Value} session=${session} path=${path} findings=${findings} name="goal-text">
          ${goal.items.length > 1 && html`<span class="tag">${tr(`${goal.items.length} 条`, `${goal.items.length} items`)}</span>`}
        <//>
      </div>`;
    })}
  </section>`;
}

export function Tasks({ session, number, findings }) {
  const form = usePart(session, (state) => state.record.forms[number]);
  if (form.tasks.length === 0) return null;
  const keys = ["name", "total", "fiscal", "other"];
  return html`<section class="form-part" aria-label=${tr("年度主要任务", "Tasks")}>
    <header class="part-head">
      <h2>${tr("年度主要任务", "Tasks")} <span class="count">${form.tasks.length}</span></h2>
    </header>
    <table class="lines" role="grid" aria-label=${tr("年度主要任务", "Tasks")}>
      <thead>
        <tr role="row">
          ${keys.map((key) => html`<th key=${key} scope="col" class=${key === "name" ? "" : "number"}>${word(key)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${form.tasks.map(
          (_, index) =>
            html`<tr key=${index} role="row">
              ${keys.map((key) => {
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
