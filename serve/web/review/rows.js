/** A row of the table of indicators. */
import { html } from "../vendor/preact.js";
import { tr } from "../i18n.js";
import { CellContent, cellAttributes, FindingSigns } from "./cell.js";
import { Icon } from "./icons.js";
import { memo } from "./memo.js";
import { pathOf } from "./paths.js";
import { newMeaning, percent, word } from "./words.js";

const SURE = 0.9; // concepts from here on need no figure
const EMPTY = new Map();
let findings = EMPTY;

/** The findings by cell that rows show; rows are told by `marks` when theirs are others. */
export function setRowFindings(byCell) {
  findings = byCell;
}

/**
 * @param {{session: object, row: object, form: number, index: number, columns: string[],
 *          selected: string|null, editing: string|null, marks: string,
 *          level2: {span: number}|null}} properties
 *   `selected`, `editing`: the key of this row's cell that is; `marks`: what is drawn on its cells
 */
export const IndicatorRow = memo(
  ({ session, row, form, index, columns, selected, editing, level2 }) => {
    const path = (key) => pathOf({ form, list: "indicators", index, key });
    const cell = (key, content, name = "") => {
      const at = path(key);
      const isEditing = editing === key;
      const given = cellAttributes({ session, path: at, isSelected: selected === key, isEditing });
      return html`<td key=${key} role="gridcell" ...${given} class=${`${given.class} ${name}`}>
        <${CellContent} session=${session} path=${at} isEditing=${isEditing}
          >${!isEditing && content}<${FindingSigns} findings=${findings.get(at)}
        /><//>
      </td>`;
    };
    return html`<tr
      role="row"
      aria-level="3"
      class=${`tree-row ${selected ? "row-selected" : ""}`}
      data-row=${path(null)}
    >
      ${level2 && html`<${Level2Cell} session=${session} row=${row} path=${path("level2")} span=${level2.span} isSelected=${selected === "level2"} isEditing=${editing === "level2"} />`}
      ${cell("level3", html`<${Inferred} row=${row} name="level3" />`, "col-level3")}
      ${cell("value", html`<${Meaning} row=${row} />`, "col-value")}
      <td key="concept" role="gridcell" ...${conceptAttributes(session, path("concept"), selected)}>
        <${Concept} session=${session} row=${row} path=${path("concept")} />
      </td>
      ${columns.map((key) => cell(key, null, "col-other"))}
      <td key="menu" class="col-menu">
        <button
          type="button"
          class="row-menu"
          tabindex="-1"
          data-menu=${path("level3")}
          aria-haspopup="menu"
          aria-label=${tr(`指标 ${index + 1} 的操作`, `Actions of indicator ${index + 1}`)}
        >
          <${Icon} name="more" />
        </button>
      </td>
    </tr>`;
  },
);

function conceptAttributes(session, path, selected) {
  const given = cellAttributes({
    session,
    path,
    isSelected: selected === "concept",
    isEditing: false,
  });
  return { ...given, class: `${given.class} col-concept` };
}

function Level2Cell({ session, row, path, span, isSelected, isEditing }) {
  const given = cellAttributes({ session, path, isSelected, isEditing });
  return html`<td role="gridcell" rowspan=${span} ...${given} class=${`${given.class} col-level2`}>
    <${CellContent}
      session=${session}
      path=${path}
      isEditing=${isEditing}
      suggestions=${isEditing ? levelNames(session, path, "level2") : null}
    >
      ${!isEditing && html`<${Inferred} row=${row} name="level2" />`}<${FindingSigns}
        findings=${findings.get(path)}
      />
    <//>
  </td>`;
}

/** Names of a level that the form itself uses. */
export function levelNames(session, path, level) {
  const form = session.state.record.forms[session.state.form];
  return [...new Set(form.indicators.map((row) => row[level]).filter(Boolean))].slice(0, 8);
}

/** A level that was not printed here but follows from its neighbours. */
export function Inferred({ row, name }) {
  if (!row.inferred?.includes(name)) return null;
  return html`<span
    class="tag"
    title=${tr("此处未印，由相邻行推断", "Not printed here; follows from its neighbours")}
    >${tr("推断", "inferred")}</span
  >`;
}

function Meaning({ row }) {
  const normal = row.normalized;
  if (!normal) return null;
  return html`<span class="meaning">${newMeaning(normal, row.value)}</span>${normal.flags.map(
      (flag) => html`<span key=${flag} class="tag">${word(flag)}</span>`,
    )}`;
}

function Concept({ session, row, path }) {
  const { concept, name, confidence, candidates, home_filed_ok: isAtHome } = row.classification;
  const doubt = session.doubtAt(path);
  const mark = doubt
    ? html`<span class="doubt-sign" aria-label=${tr("可疑", "Doubtful")} role="img">?</span>`
    : null;
  const none = candidates?.length ? tr("待选择", "choose") : tr("未归类", "none");
  return html`<span
      class=${`chip ${concept ? "" : "chip-none"} ${isAtHome === false ? "chip-away" : ""}`}
      title=${concept ?? ""}
    >
      ${name ?? concept ?? none}
    </span>
    ${confidence != null && confidence < SURE && html`<span class="chip-sure">${percent(confidence)}</span>`}${mark}`;
}
