/** The review page of one document: its picture on the left, its record on the right. */
import { html, useEffect, useMemo, useRef } from "../vendor/preact.js";
import { problemText } from "../feedback.js";
import { tr } from "../i18n.js";
import { may } from "../session.js";
import { Dialogs } from "./dialogs.js";
import { endPreview, History, restore } from "./history.js";
import { Icon } from "./icons.js";
import { handleKey } from "./keys.js";
import { usePart } from "../observable.js";
import { NoRecord, ReadingProgress } from "./reading.js";
import { RecordPane } from "./record.js";
import { ReviewSession } from "./session.js";
import { useSplitter } from "./splitter.js";
import { Toolbar } from "./toolbar.js";
import { Viewer } from "./viewer.js";

await loadStyle("/static/review.css");

/** The style comes before the first drawing, and only with this view. */
function loadStyle(address) {
  if (document.querySelector(`link[href="${address}"]`)) return Promise.resolve();
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = address;
  const loaded = new Promise((resolve) => {
    sheet.onload = resolve;
    sheet.onerror = resolve;
  });
  document.head.append(sheet);
  return loaded;
}

/** @param {{documentId: string, path: string|null}} properties  `path`: the value to begin at */
export function Review({ documentId, path }) {
  const session = useMemo(() => new ReviewSession(documentId, path), [documentId]);
  useEffect(() => {
    session.open();
    return () => session.close();
  }, [session]);
  useEffect(() => {
    if (path && session.state.record) session.select(path);
  }, [path]);
  useEffect(() => {
    const press = (event) => handleKey(session, event);
    const leave = (event) => session.queue.unsaved > 0 && event.preventDefault();
    window.addEventListener("keydown", press, { capture: true });
    window.addEventListener("beforeunload", leave);
    return () => {
      window.removeEventListener("keydown", press, { capture: true });
      window.removeEventListener("beforeunload", leave);
    };
  }, [session]);
  return html`<div class="review">
    <${Toolbar} session=${session} />
    <${Banners} session=${session} />
    <${ReadingProgress} session=${session} />
    <${Panes} session=${session} />
    <${Dialogs} session=${session} />
  </div>`;
}

function Panes({ session }) {
  const hasRecord = usePart(session, (state) => state.record !== null);
  const hasPages = usePart(session, (state) => state.pages.some((page) => page.image));
  const drawer = usePart(session, (state) => state.drawer);
  const panes = useRef(null);
  const splitter = useSplitter(panes);
  if (!hasRecord) return html`<${NoRecord} session=${session} />`;
  return html`<div class=${`panes ${hasPages ? "" : "panes-alone"}`} ref=${panes}>
    ${
      hasPages &&
      html`<${Viewer} session=${session} />
        <div class="splitter" ...${splitter}></div>`
    }
    <div class="record-column">
      ${!hasPages && html`<p class="notice no-pages"><${Icon} name="info" />${tr("此文件（文本、表格或 Word）没有页面图像，只显示识别结果。", "This file (text, sheet or Word) has no page pictures; only the record is shown.")}</p>`}
      <${RecordPane} session=${session} />
    </div>
    ${drawer === "history" && html`<${History} session=${session} />`}
  </div>`;
}

/** What a person must see: a refused step, another's change, that an old revision is shown. */
function Banners({ session }) {
  const refused = usePart(session, (state) => state.refused);
  const changedBy = usePart(session, (state) => state.changedBy);
  const preview = usePart(session, (state) => state.preview);
  return html`${refused && html`<${Refused} session=${session} refused=${refused} />`}
  ${changedBy && html`<${ChangedBy} session=${session} changedBy=${changedBy} />`}
  ${!may("annotate") && html`<${ReadOnly} />`}
  ${preview !== null && html`<${Preview} session=${session} number=${preview} />`}`;
}

function Refused({ session, refused: { problem, step } }) {
  const { title, remedy } = problemText(problem);
  const what = step
    ? tr(`未保存，已撤回：${step.label}`, `Not saved, taken back: ${step.label}`)
    : "";
  return html`<div class="banner banner-bad" role="alert">
    <${Icon} name="error" />
    <p><strong>${what}</strong> ${title} ${remedy}</p>
    <${Close} action=${() => session.set({ refused: null })} />
  </div>`;
}

function ChangedBy({ session, changedBy: { author, revision } }) {
  const show = () => session.set({ drawer: "history", changedBy: null });
  return html`<div class="banner" role="status">
    <${Icon} name="info" />
    <p>
      ${tr(
        `${author}修改了本文档，现为版本 ${revision}。`,
        `${author} has changed this document; it is now revision ${revision}.`,
      )}
    </p>
    <button type="button" class="button quiet small" onClick=${show}>${tr("查看", "Show")}</button>
    <${Close} action=${() => session.set({ changedBy: null })} />
  </div>`;
}

function ReadOnly() {
  return html`<div class="banner" role="status">
    <${Icon} name="info" />
    <p>${tr("只读：您没有修改权限。", "Read only: you may not make corrections.")}</p>
  </div>`;
}

function Preview({ session, number }) {
  return html`<div class="banner banner-old" role="status">
    <${Icon} name="history" />
    <p>${tr(`正在查看版本 ${number}（只读）`, `Revision ${number} is shown (read only)`)}</p>
    <button type="button" class="button small" onClick=${() => restore(session, number)}>
      ${tr("恢复到此版本", "Go back to this revision")}
    </button>
    <button type="button" class="button small primary" onClick=${() => endPreview(session)}>
      ${tr("回到最新版本", "Back to the newest")}
    </button>
  </div>`;
}

function Close({ action }) {
  return html`<button
    type="button"
    class="button quiet icon small"
    aria-label=${tr("关闭", "Close")}
    onClick=${action}
  >
    <${Icon} name="cross" />
  </button>`;
}
