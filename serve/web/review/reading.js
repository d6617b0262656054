/** A document that is still being read, or that could not be. */
import { html } from "../vendor/preact.js";
import { ProblemNotice } from "../feedback.js";
import { tr, trMessage } from "../i18n.js";
import { Icon } from "./icons.js";
import { usePart } from "../observable.js";
import { word } from "./words.js";

const STAGES = {
  start: ["准备", "Starting"],
  read: ["逐页识别", "Reading page by page"],
  store: ["保存结果", "Storing the result"],
};

/** How far the reading is; null when nothing is read at present. */
export function ReadingProgress({ session }) {
  const document = usePart(session, (state) => state.document);
  if (!document || !["queued", "running"].includes(document.state)) return null;
  const { stage, done = 0, total = 0, fraction } = document.progress ?? {};
  const name = STAGES[stage] ? tr(...STAGES[stage]) : (stage ?? "");
  const value = fraction ?? (total ? done / total : null);
  return html`<div class="reading" role="status">
    <span class="spinner"></span>
    <strong>${word(document.state)}</strong><span>${name}${total ? ` ${done}/${total}` : ""}</span>
    <progress
      max="1"
      ...${value === null ? {} : { value }}
      aria-label=${tr("进度", "Progress")}
    ></progress>
  </div>`;
}

/** What is shown while there is no record. */
export function NoRecord({ session }) {
  const document = usePart(session, (state) => state.document);
  const problem = usePart(session, (state) => state.problem);
  if (problem)
    return html`<div class="page">
      <${ProblemNotice} problem=${problem} retry=${() => session.load()} />
    </div>`;
  if (!document)
    return html`<div class="loading">
      <span class="spinner"></span>${tr("正在打开…", "Opening …")}
    </div>`;
  if (!document.error)
    return html`<div class="no-record"><p class="soft">${waitText(document.state)}</p></div>`;
  return html`<div class="page">
    <div class="notice bad" role="alert">
      <${Icon} name="error" />
      <div>
        <p><strong>${word(document.state)}：${trMessage(document.error.message)}</strong></p>
        <p>${trMessage(document.error.remedy)}</p>
        <p class="small soft mono">${document.error.code}</p>
      </div>
    </div>
  </div>`;
}

function waitText(state) {
  if (state === "cancelled")
    return tr("识别已取消。可以重新识别。", "The reading was cancelled. It can be started again.");
  return tr(
    "识别完成后在此校对；可以离开本页。",
    "The record appears here when it has been read; you may leave this page.",
  );
}
