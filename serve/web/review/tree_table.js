/** The indicators as a table by panel, level 1 and level 2, as on paper. */
import { html, useMemo } from "../vendor/preact.js";
import { tr } from "../i18n.js";
import { append, newIndicator } from "./actions.js";
import { CellContent, cellAttributes } from "./cell.js";
import { Icon } from "./icons.js";
import { toggleBranch } from "./navigation.js";
import { usePart } from "../observable.js";
import { parsePath, pathOf, rowPath } from "./paths.js";
import { IndicatorRow, Inferred, levelNames, setRowFindings } from "./rows.js";
import { buildTree, presentColumns } from "./tree.js";
import { word } from "./words.js";

/**
 * @param {{session: import("./session.js").ReviewSession, number: number, findings: Map}} properties
 */
export function TreeTable({ session, number, findings }) {
  const form = usePart(session, (state) => state.record.forms[number]);
  const collapsed = usePart(session, (state) => state.collapsed);
  const selected = usePart(session, (state) => state.selected);
  const editing = usePart(session, (state) => state.editing);
  const doubts = usePart(session, (state) => state.doubts);
  const columns = useStable(useMemo(() => presentColumns(form), [form]));
  const tree = useMemo(() => buildTree(form.indicators), [form.indicators]);
  const marks = useMemo(() => marksByRow(form, number, doubts, findings), [form, doubts, findings]);
  setRowFindings(findings);
  const shared = { session, form, number, columns, selected, editing, marks, collapsed };
  const count = form.indicators.length;
  return html`<section class="form-part form-part-tree" aria-label=${tr("绩效指标", "Indicators")}>
    <header class="part-head">
      <h2>${tr("绩效指标", "Indicators")} <span class="count">${count}</span></h2>
      <button
        type="button"
        class="button quiet small"
        onClick=${() => addIndicator(session, number)}
      >
        <${Icon} name="plus" />${tr("添加指标", "Add indicator")}
      </button>
    </header>
    <table
      class="tree"
      role="treegrid"
      aria-label=${tr("绩效指标", "Indicators")}
      aria-rowcount=${count}
      style=${{ width: `max(100cqw - 24px, ${570 + columns.length * 92}px)` }}
    >
      <colgroup>
        <col class="width-level2" />
        <col class="width-level3" />
        <col class="width-value" />
        <col class="width-concept" />
        ${columns.map((key) => html`<col key=${key} class="width-other" />`)}
        <col class="width-menu" />
      </colgroup>
      <thead>
        <tr role="row">
          ${["level2", "level3", "value", "concept", ...columns].map(
            (key) =>
              html`<th key=${key} scope="col" role="columnheader" class=${`col-${key}`}>
                ${word(key)}
              </th>`,
          )}
          <th class="col-menu"><span class="visually-hidden">${tr("操作", "Actions")}</span></th>
        </tr>
      </thead>
      ${tree.map((panel) => html`<${Panel} key=${panel.panel} ...${shared} panel=${panel} isOnly=${tree.length === 1} />`)}
    </table>
  </section>`;
}

function useStable(list) {
  const key = list.join();
  return useMemo(() => list, [key]);
}

/** What is drawn on the cells of each row beside their texts, as a text that changes with it. */
function marksByRow(form, number, doubts, findings) {
  const marks = new Map();
  const note = (path, mark) => {
    const row = rowPath(path);
    marks.set(row, `${marks.get(row) ?? ""} ${parsePath(path).key}:${mark}`);
  };
  for (const doubt of doubts) note(doubt.target, "?");
  for (const [path, found] of findings) {
    note(path, found.map(({ finding, path: at }) => `${at}${finding.state ?? ""}`).join());
  }
  form.places?.indicators?.forEach((row, index) => {
    const seen = Object.keys(row ?? {}).filter((key) => row[key]?.reviewed);
    if (seen.length)
      note(pathOf({ form: number, list: "indicators", index, key: "level3" }), seen.join());
  });
  return marks;
}

function addIndicator(session, form) {
  const last = session.state.record.forms[form].indicators.at(-1);
  append(session, form, "indicators", newIndicator(last), "level3");
}

function Panel(properties) {
  const { panel, isOnly, columns } = properties;
  const span = 5 + columns.length;
  return html`${
    (!isOnly || panel.panel !== "annual") &&
    html`<tbody role="rowgroup" class="panel-head">
      <tr role="row" aria-level="1">
        <th colspan=${span} scope="rowgroup">
          ${word(panel.panel)}<span class="count">${panel.indices.length}</span>
        </th>
      </tr>
    </tbody>`
  }
  ${panel.level1s.map((level1) => html`<${Branch} key=${level1.key} ...${properties} level1=${level1} />`)}`;
}

function Branch(properties) {
  const { session, level1, collapsed, columns, number } = properties;
  const isOpen = !collapsed.has(level1.key);
  return html`<tbody role="rowgroup">
    <tr role="row" aria-level="2" aria-expanded=${String(isOpen)} class="branch-head">
      <${Level1Cell}
        ...${properties}
        isOpen=${isOpen}
        span=${5 + columns.length}
        path=${pathOf({ form: number, list: "indicators", index: level1.indices[0], key: "level1" })}
      />
    </tr>
    ${
      isOpen &&
      level1.level2s.map((level2) =>
        level2.indices.map(
          (index, at) =>
            html`<${Row}
              key=${index}
              ...${properties}
              index=${index}
              level2=${at === 0 ? level2 : null}
            />`,
        ),
      )
    }
  </tbody>`;
}

function Level1Cell({ session, form, level1, isOpen, path, selected, editing, span }) {
  const isEditing = editing === path;
  const row = form.indicators[level1.indices[0]];
  const given = cellAttributes({ session, path, isSelected: selected === path, isEditing });
  return html`<td role="gridcell" colspan=${span} ...${given} class=${`${given.class} col-level1`}>
    <div class="branch-line">
      <button
        type="button"
        class="branch-toggle"
        tabindex="-1"
        aria-label=${isOpen ? tr("收起", "Collapse") : tr("展开", "Expand")}
        onClick=${() => toggleBranch(session, level1.key)}
      >
        <${Icon} name=${isOpen ? "down" : "next"} />
      </button>
      <div class="branch-name">
        <${CellContent}
          session=${session}
          path=${path}
          isEditing=${isEditing}
          suggestions=${isEditing ? levelNames(session, path, "level1") : null}
        >
          ${!isEditing && html`<${Inferred} row=${row} name="level1" />`}
        <//>
      </div>
      <span class="count">${level1.indices.length}</span>
    </div>
  </td>`;
}

function Row({ session, form, number, columns, selected, editing, marks, index, level2 }) {
  const row = form.indicators[index];
  const path = pathOf({ form: number, list: "indicators", index, key: null });
  const keyIn = (at) => (at !== null && rowPath(at) === path ? parsePath(at).key : null);
  return html`<${IndicatorRow}
    session=${session}
    row=${row}
    form=${number}
    index=${index}
    columns=${columns}
    selected=${keyIn(selected)}
    editing=${keyIn(editing)}
    marks=${marks.get(path) ?? ""}
    level2=${useStableSpan(level2)}
  />`;
}

/** The same object as long as the branch has as many rows. */
function useStableSpan(level2) {
  const span = level2?.indices.length ?? 0;
  return useMemo(() => (span ? { span } : null), [span]);
}
