/** The editable record of one form. */
import { html, useEffect, useMemo, useRef } from "../vendor/preact.js";
import { tr } from "../i18n.js";
import { Dock, startEditing } from "./dock.js";
import { findingsByCell } from "./doubts.js";
import { Findings } from "./findings.js";
import { Fields, FundingTable, Goals, Heading, Tasks } from "./form_parts.js";
import { openMenu } from "./keys.js";
import { showForm } from "./navigation.js";
import { usePart } from "../observable.js";
import { parsePath } from "./paths.js";
import { TreeTable } from "./tree_table.js";
import { Unassigned } from "./unassigned.js";
import { word } from "./words.js";

/** @param {{session: import("./session.js").ReviewSession}} properties */
export function RecordPane({ session }) {
  const number = usePart(session, (state) => state.form);
  const count = usePart(session, (state) => state.record.forms.length);
  const pane = useRef(null);
  useFocusFollowsSelection(session, pane);
  if (count === 0)
    return html`<section class="record">
      <p class="no-record soft">
        ${tr("此文件中没有找到表单。", "No form was found in this file.")}
      </p>
    </section>`;
  return html`<section class="record" aria-label=${tr("识别结果", "Record")}>
    ${count > 1 && html`<${FormTabs} session=${session} number=${number} />`}
    <${Dock} session=${session} />
    <div
      class="record-scroll"
      ref=${pane}
      onClick=${(event) => onClick(session, event)}
      onDblClick=${(event) => onDoubleClick(session, event)}
    >
      <${FormView} key=${number} session=${session} number=${number} />
    </div>
  </section>`;
}

function FormView({ session, number }) {
  const record = usePart(session, (state) => state.record);
  const findings = useMemo(() => findingsByCell(record, number), [record.forms[number]]);
  const given = { session, number, findings };
  return html`<div class="form-view">
    <${Heading} ...${given} /><${Fields} ...${given} /><${FundingTable} ...${given} /><${Goals}
      ...${given}
    /><${Tasks} ...${given} />
    <${TreeTable} ...${given} />
    <${Unassigned} session=${session} number=${number} />
    <${Findings} session=${session} number=${number} />
  </div>`;
}

function FormTabs({ session, number }) {
  const forms = usePart(session, (state) => state.record.forms);
  const doubts = usePart(session, (state) => state.doubts);
  const left = (form) => doubts.filter((doubt) => parsePath(doubt.target).form === form).length;
  return html`<div class="form-tabs" role="tablist" aria-label=${tr("表单", "Forms")}>
    ${forms.map(
      (form, index) =>
        html`<button
          key=${index}
          type="button"
          role="tab"
          class="form-tab"
          aria-selected=${String(index === number)}
          onClick=${() => showForm(session, index)}
        >
          <span class="clip"
            >${index + 1}. ${form.fields.project_name || form.title || word(form.form_type)}</span
          >
          ${left(index) > 0 && html`<span class="badge warn">${left(index)}</span>`}
        </button>`,
    )}
  </div>`;
}

function useFocusFollowsSelection(session, pane) {
  const selected = usePart(session, (state) => state.selected);
  const moves = usePart(session, (state) => state.moves);
  const editing = usePart(session, (state) => state.editing);
  useEffect(() => {
    const cell = selected && pane.current?.querySelector(`[data-path="${selected}"]`);
    if (!cell) return;
    if (!editing) cell.focus({ preventScroll: true });
    bringIntoView(cell, pane.current);
  }, [selected, moves, editing]);
}

/** Scroll as little as needed; what is far away comes to the middle. */
function bringIntoView(cell, pane) {
  const room = pane.getBoundingClientRect();
  const at = cell.getBoundingClientRect();
  const margin = 48;
  if (at.top < room.top + margin || at.bottom > room.bottom - 16) {
    pane.scrollTop += (at.top + at.bottom) / 2 - (room.top + room.bottom) / 2;
  }
  bringAcross(cell, at, pane, room);
}

/** The first columns stay where they are; the others come out from behind them. */
function bringAcross(cell, at, pane, room) {
  const row = cell.closest("tr.tree-row");
  if (!row || cell.matches(".col-level2, .col-level3")) return;
  const covered = row.querySelector(".col-level3").getBoundingClientRect().right;
  if (at.right > room.right - 8) pane.scrollLeft += at.right - room.right + 24;
  else if (at.left < covered) pane.scrollLeft -= covered - at.left;
}

function onClick(session, event) {
  const menu = event.target.closest("[data-menu]");
  if (menu) return openMenu(session, menu.dataset.menu, menu);
  const sign = event.target.closest("[data-finding]");
  if (sign) return showFinding(sign.dataset.finding);
  if (event.target.closest("textarea, .branch-toggle, .editor")) return undefined;
  const path = event.target.closest("[data-path]")?.dataset.path;
  if (!path) return undefined;
  const isAgain = path === session.state.selected && event.pointerType === "touch";
  session.select(path, { byPointer: true });
  if (isAgain || event.target.closest(".chip")) startEditing(session);
  return undefined;
}

function onDoubleClick(session, event) {
  if (event.target.closest("textarea, button") || !event.target.closest("[data-path]")) return;
  event.preventDefault();
  startEditing(session);
}

function showFinding(path) {
  const row = document.querySelector(`[data-finding-row="${path}"]`);
  row?.scrollIntoView({ block: "center", behavior: "smooth" });
  row?.querySelector("button")?.focus({ preventScroll: true });
}
