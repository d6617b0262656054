/** The selected value: the picture of it right above its text, why it is doubtful, what to do. */
import { html } from "../vendor/preact.js";
import { tr } from "../i18n.js";
import { confirmSelected } from "./actions.js";
import { doubtSureness, doubtText } from "./cell.js";
import { Icon } from "./icons.js";
import { usePart } from "../observable.js";
import { isReviewed, parsePath, rowAt, sightAt, textAt } from "./paths.js";
import { Strip } from "./strip.js";
import { fundingItem, newMeaning, percent, word } from "./words.js";

const STRIP = 74; // CSS pixels

/** @param {{session: import("./session.js").ReviewSession}} properties */
export function Dock({ session }) {
  const selected = usePart(session, (state) => state.selected);
  const record = usePart(session, (state) => state.record);
  const doubts = usePart(session, (state) => state.doubts);
  usePart(session, (state) => state.editing);
  usePart(session, (state) => state.pages);
  if (selected === null) return null;
  const doubt = session.doubtAt(selected);
  const text = shownText(record, selected);
  return html`<section
    class=${`dock ${doubt ? "dock-doubtful" : ""}`}
    aria-label=${tr("所选的值", "The selected value")}
  >
    <header class="dock-head">
      <${Crumbs} record=${record} path=${selected} />
      <${Sureness} record=${record} path=${selected} doubt=${doubt} />
    </header>
    <div class="dock-body">
      ${session.state.pages.length > 0 && html`<${Strip} session=${session} path=${selected} height=${STRIP} />`}
      <p class="dock-text" onDblClick=${() => startEditing(session)}>
        ${text || html`<span class="cell-empty">${tr("（空）", "(empty)")}</span>`}
        <${Meaning} record=${record} path=${selected} />
      </p>
    </div>
    <footer class="dock-foot">
      <${Progress} session=${session} doubts=${doubts} />
      <span class="spacer"></span>
      <button type="button" class="button small" onClick=${() => startEditing(session)}>
        ${tr("修改", "Edit")} <kbd>Enter</kbd>
      </button>
      <button
        type="button"
        class=${`button small ${doubt ? "primary" : ""}`}
        onClick=${() => confirmSelected(session)}
      >
        <${Icon} name="check" />${tr("确认", "Confirm")} <kbd>${tr("空格", "Space")}</kbd>
      </button>
    </footer>
  </section>`;
}

/** Typing, or for a concept its picker. */
export function startEditing(session) {
  const { selected } = session.state;
  if (parsePath(selected)?.key === "concept")
    session.set({ dialog: { kind: "concept", path: selected } });
  else session.startTyping();
}

function shownText(record, path) {
  const place = parsePath(path);
  if (place.key !== "concept") return textAt(record, path);
  const { concept, name } = rowAt(record, path)?.classification ?? {};
  return concept
    ? `${name ?? ""} ${concept}`.trim()
    : tr("尚未选定标准指标", "No concept chosen yet");
}

function Crumbs({ record, path }) {
  const place = parsePath(path);
  const row = place.list === "indicators" ? rowAt(record, path) : null;
  const above = row ? [row.level1, place.key === "level1" ? null : row.level2] : [];
  if (place.list === "funding")
    above.push(fundingItem(rowAt(record, path)?.item));
  const name = row && !["level1", "level2", "level3"].includes(place.key) ? row.level3 : null;
  const crumbs = [...above, name].filter(Boolean);
  return html`<p class="crumbs">
    <strong>${place.list === "goals" ? tr("总体目标", "Goal") : word(place.key)}</strong>
    <span class="crumbs-path clip">${crumbs.join(" › ")}</span>
  </p>`;
}

function Sureness({ record, path, doubt }) {
  if (doubt) {
    const sureness = doubtSureness(doubt);
    return html`<p class="sureness sureness-low" title=${doubtText(doubt)}>
      <span class="doubt-sign" aria-hidden="true">?</span
      ><span class="clip">${doubtText(doubt)}</span>
      ${sureness && html`<b>${sureness}</b>`}
    </p>`;
  }
  if (isReviewed(record, path)) {
    return html`<p class="sureness sureness-good">
      <${Icon} name="check" />${tr("已核对", "Reviewed")}
    </p>`;
  }
  const sight = sightAt(record, path);
  if (!sight) return null;
  return html`<p class="sureness faint">
    ${tr("置信度", "Confidence")} ${percent(sight.confidence)}
  </p>`;
}

function Meaning({ record, path }) {
  const place = parsePath(path);
  if (place.list !== "indicators" || place.key !== "value") return null;
  const row = rowAt(record, path);
  const said = row?.normalized ? newMeaning(row.normalized, row.value) : "";
  return said && html`<span class="meaning">${said}</span>`;
}

function Progress({ session, doubts }) {
  const left = doubts.length;
  return html`<div class="dock-progress">
    <button
      type="button"
      class="button small quiet icon"
      title=${tr("上一处可疑 (P)", "Previous doubt (P)")}
      aria-label=${tr("上一处可疑", "Previous doubt")}
      disabled=${left === 0}
      onClick=${() => session.next(-1)}
    >
      <${Icon} name="back" />
    </button>
    <button
      type="button"
      class="button small quiet"
      disabled=${left === 0}
      onClick=${() => session.next(1)}
    >
      ${tr("下一处可疑", "Next doubt")} <kbd>N</kbd>
    </button>
    <span class=${`badge ${left ? "warn" : "good"}`} id="doubts-left">
      ${left ? tr(`还有 ${left} 处可疑`, `${left} doubtful`) : tr("无可疑值", "Nothing doubtful")}
    </span>
  </div>`;
}
