/** One value: its text, its doubts, its findings; or the field in which it is typed. */
import { html } from "../vendor/preact.js";
import { tr, trMessage } from "../i18n.js";
import { Editor } from "./editor.js";
import { Icon } from "./icons.js";
import { isReviewed, textAt } from "./paths.js";
import { percent, word } from "./words.js";

/**
 * The attributes by which a value is found, selected and drawn, whatever element shows it.
 * @param {{session: object, path: string, isSelected: boolean, isEditing: boolean}} cell
 */
export function cellAttributes({ session, path, isSelected, isEditing }) {
  const doubt = session.doubtAt(path);
  const classes = ["cell"];
  if (isSelected) classes.push("selected");
  if (isEditing) classes.push("editing");
  if (doubt) classes.push("doubtful");
  else if (isReviewed(session.state.record, path)) classes.push("reviewed");
  return {
    class: classes.join(" "),
    "data-path": path,
    tabindex: isSelected ? 0 : -1,
    "aria-selected": String(isSelected),
  };
}

/** What stands in the cell. */
export function CellContent({ session, path, isEditing, suggestions, shown, children }) {
  if (isEditing)
    return html`<${Editor}
      key=${path}
      session=${session}
      path=${path}
      suggestions=${suggestions}
    />`;
  const text = shown ?? textAt(session.state.record, path);
  const doubt = session.doubtAt(path);
  return html`<span class="cell-text"
      >${text || html`<span class="cell-empty">${text === null ? "—" : tr("空", "empty")}</span>`}</span
    >${doubt && html`<${DoubtMark} doubt=${doubt} />`}${children}`;
}

/** The sign of a doubtful value; its confidence and reason at the pointer. */
function DoubtMark({ doubt }) {
  const text = [doubtText(doubt), doubtSureness(doubt)].filter(Boolean).join(" · ");
  return html`<span
    class="doubt-sign"
    title=${text}
    role="img"
    aria-label=${tr(`可疑：${text}`, `Doubtful: ${text}`)}
    >?</span
  >`;
}

/** How surely a doubtful value was read; "" for a finding, which is no matter of reading. */
export function doubtSureness({ kind, confidence }) {
  return kind === "finding" ? "" : percent(confidence);
}

/** Why a value is doubtful, in words. */
export function doubtText(doubt) {
  return trMessage(doubt.message) || trMessage(doubt.reason) || word(doubt.kind);
}

/** Signs of the findings that point at a cell. */
export function FindingSigns({ findings }) {
  if (!findings?.length) return null;
  return findings.map(
    ({ finding, path }) =>
      html`<button
        key=${path}
        type="button"
        class=${`finding-sign ${finding.severity} ${finding.state ?? ""}`}
        data-finding=${path}
        tabindex="-1"
        title=${finding.message}
        aria-label=${`${word(finding.severity)}：${finding.message}`}
      >
        <${Icon} name=${finding.severity} />
      </button>`,
  );
}
