/** One document in the list. */
import { html, useState } from "../vendor/preact.js";
import { address } from "../api.js";
import {
  formatBytes,
  formatFullTime,
  formatNumber,
  formatPercent,
  formatTime,
  formTypeLabel,
  progressLabel,
  stateLabel,
} from "../format.js";
import { tr, trMessage } from "../i18n.js";
import { Icon } from "../icons.js";
import { link } from "../router.js";
import { may } from "../session.js";

/**
 * @param {{document: object, isSelected: boolean, onSelect: (isRange: boolean) => void}} props
 */
export function DocumentRow({ document, isSelected, onSelect }) {
  const name = document.project_name || document.title || document.name;
  const select = (event) => onSelect(event.shiftKey);
  return html`<tr class=${isSelected ? "selected" : ""} data-id=${document.id} data-state=${document.state}>
    <td class="cell-check">
      <label class="hit">
        <input
          type="checkbox"
          checked=${isSelected}
          aria-label=${tr(`选择 ${name}`, `Select ${name}`)}
          onClick=${select}
        />
      </label>
    </td>
    <td class="cell-thumb"><${Thumbnail} document=${document} /></td>
    <td class="cell-name">
      <a class="document-link clip" href=${link(["documents", document.id])} title=${name}>${name}</a>
      <p class="small faint clip" title=${document.name}>
        ${details(document).map((part, index) => html`${index > 0 && html`<span class="dot">·</span>`}${part}`)}
      </p>
    </td>
    <td class="cell-state"><${StateCell} document=${document} /></td>
    <td class="cell-doubt"><${DoubtMeter} document=${document} /></td>
    <td class="cell-findings"><${FindingCounts} document=${document} /></td>
    <td class="number cell-count">${formatNumber(document.indicators)}</td>
    <td class="number cell-time small soft" title=${formatFullTime(document.created_at)}>
      ${formatTime(document.created_at)}
    </td>
  </tr>`;
}

function details(document) {
  const { department, year, form_type: type, name, size, project_name: project } = document;
  const parts = [department, year && tr(`${year}年`, String(year)), formTypeLabel(type)].filter(Boolean);
  if (project || document.title) parts.push(name);
  if (parts.length === 0) parts.push(formatBytes(size));
  return parts;
}

/** Pictures of pages cannot be masked: only some may see them. */
function seesPaper() {
  return may("personal") || may("annotate");
}

function Thumbnail({ document }) {
  const [isBroken, setBroken] = useState(false);
  if (!document.pages || isBroken || !seesPaper()) {
    return html`<span class="thumb none"><${Icon} name="document" size=${20} /></span>`;
  }
  return html`<img
    class="thumb"
    src=${address(`documents/${document.id}/pages/1/thumbnail`)}
    alt=""
    loading="lazy"
    decoding="async"
    onError=${() => setBroken(true)}
  />`;
}

function StateCell({ document }) {
  const { text, kind, icon } = stateLabel(document.state);
  if (document.state === "running") {
    return html`<p class="small clip">${progressLabel(document.progress)}</p>
      <progress max="1" value=${document.progress?.fraction ?? 0} aria-label=${tr("进度", "Progress")}></progress>`;
  }
  const why = document.error
    ? `${trMessage(document.error.message)} ${trMessage(document.error.remedy)}`
    : "";
  return html`<span class="badge ${kind}" title=${why || null}>
      <${Icon} name=${icon} size=${14} />${text}
    </span>
    ${document.error &&
    html`<p class="small error-line" title=${why}>${trMessage(document.error.message)}</p>`}
    ${document.revision > 1 &&
    html`<span class="badge revision" title=${tr("已有修改", "Corrected")}>v${document.revision}</span>`}`;
}

const GRADES = [
  [0.6, "high", "bad"],
  [0.3, "middle", "warn"],
  [0, "low", "soft"],
];

/** Three bars and the number of values a person should look at. */
export function DoubtMeter({ document }) {
  const { doubt, doubtful } = document;
  if (doubtful === null || doubtful === undefined) return html`<span class="faint">–</span>`;
  if (doubtful === 0) {
    return html`<span class="doubt none"><${Icon} name="check" size=${16} />${tr("无疑点", "Clear")}</span>`;
  }
  const grade = GRADES.findIndex(([least]) => (doubt ?? 0) >= least);
  const [, name, kind] = GRADES[grade];
  const bars = 3 - grade;
  const text = tr(
    `${doubtful} 处待核，最大疑度 ${formatPercent(doubt)}`,
    `${doubtful} to check, greatest doubt ${formatPercent(doubt)}`,
  );
  return html`<span class="doubt ${kind}" title=${text} data-grade=${name}>
    <svg width="18" height="16" viewBox="0 0 18 16" aria-hidden="true">
      ${[0, 1, 2].map(
        (bar) =>
          html`<rect
            key=${bar}
            x=${bar * 6 + 0.5}
            y=${10 - bar * 4.5}
            width="4.5"
            height=${5 + bar * 4.5}
            rx="1"
            class=${bar < bars ? "on" : "off"}
          />`,
      )}
    </svg>
    <span aria-hidden="true">${formatNumber(doubtful)}</span>
    <span class="visually-hidden">${text}</span>
  </span>`;
}

function FindingCounts({ document }) {
  const { errors, warnings } = document;
  if (errors === null || errors === undefined) return html`<span class="faint">–</span>`;
  if (!errors && !warnings) return html`<span class="faint">${tr("无", "None")}</span>`;
  const count = (number, name, kind, zh, en) =>
    number > 0 &&
    html`<span class="finding-count ${kind}" title=${tr(`${number} 个${zh}`, `${number} ${en}`)}>
      <${Icon} name=${name} size=${15} />${formatNumber(number)}
      <span class="visually-hidden">${tr(zh, en)}</span>
    </span>`;
  return html`<span class="finding-counts">
    ${count(errors, "error", "bad", "错误", "errors")}${count(warnings, "warning", "warn", "警告", "warnings")}
  </span>`;
}
