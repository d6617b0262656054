/** The files of this visit and how far each is. */
import { html, useState } from "../vendor/preact.js";
import { problemText } from "../feedback.js";
import { formatBytes, formatNumber, formatPercent, progressLabel, stateLabel } from "../format.js";
import { tr, trMessage } from "../i18n.js";
import { Icon } from "../icons.js";
import { link } from "../router.js";
import { clearSettled, isSettled, keepDuplicate, removeUpload, retryUpload, useUploads } from "../uploads.js";

const FIRST_SHOWN = 6;

/** Nothing where nothing was uploaded in this visit. */
export function UploadList() {
  const uploads = useUploads();
  const [isWhole, setWhole] = useState(false);
  if (uploads.length === 0) return null;
  const open = uploads.filter((entry) => !isSettled(entry)).length;
  const shown = isWhole ? uploads : uploads.slice(0, FIRST_SHOWN);
  const title = open
    ? tr(`正在处理 ${open} 个文件`, `${open} ${open === 1 ? "file" : "files"} under way`)
    : tr(`已处理 ${uploads.length} 个文件`, `${uploads.length} ${uploads.length === 1 ? "file" : "files"} handled`);
  return html`<section class="card uploads" aria-label=${tr("本次上传", "Uploads of this visit")}>
    <header>
      ${open ? html`<span class="spinner"></span>` : html`<${Icon} name="check" />`}
      <h2>${title}</h2>
      <span class="spacer"></span>
      ${uploads.some(isSettled) &&
      html`<button class="button quiet small" onClick=${clearSettled}>
        ${tr("清除已完成", "Clear finished")}
      </button>`}
    </header>
    <ul>
      ${shown.map((entry) => html`<${UploadRow} key=${entry.id} entry=${entry} />`)}
    </ul>
    ${uploads.length > FIRST_SHOWN &&
    html`<button class="button quiet uploads-more" onClick=${() => setWhole(!isWhole)}>
      ${isWhole
        ? tr("收起", "Show fewer")
        : tr(`其余 ${uploads.length - FIRST_SHOWN} 个`, `${uploads.length - FIRST_SHOWN} more`)}
    </button>`}
  </section>`;
}

function UploadRow({ entry }) {
  const { name, size } = entry;
  const look = lookOf(entry);
  return html`<li class="upload ${look.kind}" data-status=${look.status}>
    <${Icon} name=${look.icon} />
    <div class="upload-name">
      <p class="clip" title=${name}>${name}</p>
      <p class="small faint">${formatBytes(size)}</p>
    </div>
    <div class="upload-state">
      <p>${look.text}</p>
      ${look.fraction !== null &&
      html`<progress max="1" value=${look.fraction} aria-label=${`${name} ${look.text}`}></progress>`}
      ${look.remedy && html`<p class="small soft">${look.remedy}</p>`}
      ${entry.rejected.length > 0 && html`<${Rejected} files=${entry.rejected} />`}
    </div>
    <div class="upload-actions"><${UploadActions} entry=${entry} /></div>
  </li>`;
}

/** Members of an archive that were not taken, and why. */
function Rejected({ files }) {
  return html`<details class="small">
    <summary>
      ${tr(`其中 ${files.length} 个文件未接收`, `${files.length} of its files were not taken`)}
    </summary>
    <ul class="rejected">
      ${files.map(
        ({ name, error }) => html`<li key=${name}>
          <strong>${name}</strong> ${trMessage(error.message)} ${trMessage(error.remedy)}
        </li>`,
      )}
    </ul>
  </details>`;
}

function UploadActions({ entry }) {
  const first = entry.documents[0];
  const remove = html`<button
    class="button quiet icon small"
    aria-label=${tr(`移除 ${entry.name}`, `Remove ${entry.name}`)}
    title=${tr("移除", "Remove")}
    onClick=${() => removeUpload(entry.id)}
  >
    <${Icon} name="close" size=${16} />
  </button>`;
  const open = (text) =>
    html`<a class="button small" href=${link(["documents", first.id])}>${text}</a>`;
  if (entry.status === "duplicate") {
    return html`${entry.documents.length === 1 && open(tr("打开已有", "Open the existing one"))}
      <button class="button small" onClick=${() => keepDuplicate(entry.id)}>
        ${tr("仍作为新文档", "Keep as new")}
      </button>
      ${remove}`;
  }
  if (entry.status === "refused") {
    return html`<button class="button small" onClick=${() => retryUpload(entry.id)}>
        ${tr("重试", "Try again")}
      </button>
      ${remove}`;
  }
  const isDone = entry.documents.length === 1 && first.state === "done";
  return html`${isDone && open(tr("核对", "Review"))}
  ${(isSettled(entry) || entry.status !== "accepted") && remove}`;
}

/** How a row looks: {icon, kind, status, text, remedy, fraction: 0–1 or null without a bar}. */
function lookOf(entry) {
  const look = { icon: "upload", kind: "", status: entry.status, remedy: "", fraction: null };
  switch (entry.status) {
    case "waiting":
      return { ...look, icon: "clock", text: tr("等待发送", "Waiting to be sent") };
    case "sending": {
      const text =
        entry.fraction < 1
          ? tr(`正在发送 ${formatPercent(entry.fraction)}`, `Sending ${formatPercent(entry.fraction)}`)
          : tr("正在保存", "Being stored");
      return { ...look, text, fraction: entry.fraction };
    }
    case "delayed":
      return { ...look, icon: "clock", kind: "warn", ...words(entry.problem), status: "delayed" };
    case "refused":
      return { ...look, icon: "error", kind: "bad", ...words(entry.problem) };
    case "duplicate":
      return {
        ...look,
        icon: "copy",
        kind: "warn",
        text: tr("此文件已上传过", "This file is there already"),
        remedy: tr("打开已有结果，或作为新文档再识别一次。", "Open it, or read it again as a new document."),
      };
    default:
      return entry.documents.length === 1 ? ofDocument(look, entry.documents[0]) : ofArchive(look, entry);
  }
}

function words(problem) {
  const { title, remedy } = problemText(problem);
  return { text: title, remedy };
}

function ofDocument(look, document) {
  const { text, icon, kind } = stateLabel(document.state);
  const next = { ...look, status: document.state, icon, kind, text };
  if (document.error) {
    return { ...next, text: trMessage(document.error.message), remedy: trMessage(document.error.remedy) };
  }
  if (document.state === "running") {
    const { progress } = document;
    return { ...next, text: progressLabel(progress), fraction: progress?.fraction ?? 0 };
  }
  if (document.state === "queued") return { ...next, fraction: 0 };
  if (document.state === "done") return { ...next, text: summary(document) };
  return next;
}

function summary(document) {
  const { forms, indicators, doubtful } = document;
  if (forms === null || forms === undefined) return tr("已完成", "Done");
  const read = tr(
    `识别出 ${formatNumber(forms)} 张表、${formatNumber(indicators)} 个指标`,
    `${formatNumber(forms)} ${forms === 1 ? "form" : "forms"}, ${formatNumber(indicators)} indicators`,
  );
  const look = doubtful
    ? tr(`，${formatNumber(doubtful)} 处待核`, `, ${formatNumber(doubtful)} to check`)
    : tr("，无疑点", ", nothing doubtful");
  return read + look;
}

function ofArchive(look, { documents }) {
  const done = documents.filter(({ state }) => state === "done").length;
  const failed = documents.filter(({ state }) => ["failed", "quarantined"].includes(state)).length;
  const over = documents.filter(({ state }) => !["queued", "running"].includes(state)).length;
  const text = tr(
    `${documents.length} 个文档，已完成 ${done}${failed ? `，失败 ${failed}` : ""}`,
    `${documents.length} documents, ${done} done${failed ? `, ${failed} failed` : ""}`,
  );
  const isOver = over === documents.length;
  return {
    ...look,
    status: isOver ? "done" : "running",
    icon: isOver ? "check" : "refresh",
    kind: failed ? "bad" : isOver ? "good" : "",
    text,
    fraction: isOver ? null : over / documents.length,
  };
}
