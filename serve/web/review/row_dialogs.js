/** Dialogs about one row: where it belongs in the tree, and how it is split. */
import { html, useState } from "../vendor/preact.js";
import { Dialog } from "../dom.js";
import { tr } from "../i18n.js";
import { moveTo, split } from "./actions.js";
import { parsePath, rowAt } from "./paths.js";
import { word } from "./words.js";

const PANELS = ["annual", "medium_term"];

/** @param {{session: object, path: string, close: () => void}} properties */
export function MoveDialog({ session, path, close }) {
  const { record } = session.state;
  const row = rowAt(record, path);
  const [target, setTarget] = useState({
    panel: row.panel,
    level1: row.level1 ?? "",
    level2: row.level2 ?? "",
  });
  const change = (part) => setTarget({ ...target, ...part });
  const branches = knownBranches(record.forms[parsePath(path).form].indicators);
  const submit = (event) => {
    event.preventDefault();
    close();
    moveTo(session, path, target);
  };
  return html`<${Dialog}
    title=${tr("移到其他级别或时段", "Move to another branch")}
    onClose=${close}
  >
    <form class="stack" onSubmit=${submit}>
      <p class="soft clip">${row.level3}</p>
      <label class="field"
        ><span>${tr("时段", "Panel")}</span>
        <select
          class="select"
          value=${target.panel}
          onChange=${(event) => change({ panel: event.target.value })}
        >
          ${PANELS.map((panel) => html`<option key=${panel} value=${panel}>${word(panel)}</option>`)}
        </select></label
      >
      <${Level}
        label=${word("level1")}
        value=${target.level1}
        names=${[...new Set(branches.map((branch) => branch.level1))]}
        onChange=${(level1) => change({ level1 })}
        isFirst
      />
      <${Level}
        label=${word("level2")}
        value=${target.level2}
        names=${branches.filter((branch) => branch.level1 === target.level1).map((branch) => branch.level2)}
        onChange=${(level2) => change({ level2 })}
      />
      <p class="dialog-actions">
        <button type="submit" class="button primary">${tr("移动", "Move")}</button>
      </p>
    </form>
  <//>`;
}

function Level({ label, value, names, onChange, isFirst }) {
  return html`<div class="field">
    <label
      ><span>${label}</span>
      <input
        class="input"
        value=${value}
        autofocus=${isFirst}
        onInput=${(event) => onChange(event.target.value)}
    /></label>
    <div class="level-choices">
      ${names
        .filter(Boolean)
        .map(
          (name) =>
            html`<button
              key=${name}
              type="button"
              class="button small"
              aria-pressed=${String(name === value)}
              onClick=${() => onChange(name)}
            >
              ${name}
            </button>`,
        )}
    </div>
  </div>`;
}

function knownBranches(indicators) {
  const seen = new Map();
  for (const { level1, level2 } of indicators)
    seen.set(`${level1}/${level2}`, { level1: level1 ?? "", level2: level2 ?? "" });
  return [...seen.values()];
}

/** Each line of the two fields is one row. */
export function SplitDialog({ session, path, close }) {
  const row = rowAt(session.state.record, path);
  const [names, setNames] = useState(guess(row.level3));
  const [values, setValues] = useState(guess(row.value));
  const rows = names.split("\n").filter((line) => line.trim());
  const submit = (event) => {
    event.preventDefault();
    const given = values.split("\n");
    close();
    split(
      session,
      path,
      rows.map((level3, at) => ({ level3: level3.trim(), value: (given[at] ?? "").trim() })),
    );
  };
  const field = (label, text, change, isFirst) =>
    html`<label class="field"
      ><span>${label}</span>
      <textarea
        class="textarea"
        rows="5"
        autofocus=${isFirst}
        value=${text}
        onInput=${(event) => change(event.target.value)}
      ></textarea>
    </label>`;
  return html`<${Dialog} title=${tr("拆分指标", "Split indicator")} onClose=${close}>
    <form class="stack" onSubmit=${submit}>
      <p class="soft">${tr("每行一个指标。", "One indicator a line.")}</p>
      <div class="split-fields">
        ${field(word("level3"), names, setNames, true)}${field(word("value"), values, setValues)}
      </div>
      <p class="dialog-actions">
        <button type="submit" class="button primary" disabled=${rows.length < 2}>
          ${tr(`拆分为 ${rows.length} 行`, `Split into ${rows.length}`)}
        </button>
      </p>
    </form>
  <//>`;
}

/** Break where people write several things in one cell: after ；; and before numbers with a dot. */
function guess(text) {
  return text
    .replace(/([；;])\s*/g, "$1\n")
    .replace(/\s+(?=\d+[.、．])/g, "\n")
    .trim();
}
