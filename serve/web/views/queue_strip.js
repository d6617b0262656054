/** What waits and what is being read, in one line; asked for again as things happen. */
import { html, useEffect } from "../vendor/preact.js";
import { get } from "../api.js";
import { useLoaded } from "../dom.js";
import { formatDuration, formatNumber } from "../format.js";
import { tr } from "../i18n.js";
import { Icon } from "../icons.js";
import { onDocumentEvent, useConnected } from "../live.js";
import { STUCK } from "./document_filters.js";

const GATHER = 1500;
const EVERY = 15_000;

/** @param {{onState: (state: string) => void}} props  called with the state that was pressed */
export function QueueStrip({ onState }) {
  const { data, reload } = useLoaded(async () => (await get("queue")).data, []);
  const isConnected = useConnected();
  useEffect(() => {
    let timer = null;
    const later = () => {
      timer ??= setTimeout(() => {
        timer = null;
        reload();
      }, GATHER);
    };
    const stop = onDocumentEvent((event) => event.kind !== "progress" && later());
    const interval = setInterval(() => !document.hidden && reload(), EVERY);
    return () => {
      stop();
      clearTimeout(timer);
      clearInterval(interval);
    };
  }, []);
  if (!data) return html`<div class="queue"></div>`;
  const { by_state: counts = {}, oldest_age_seconds: age } = data;
  const part = (state, count, text, kind = "") =>
    html`<button class="queue-part ${count ? kind : ""}" onClick=${() => onState(state)}>
      <span class="queue-number">${formatNumber(count)}</span> ${text}
    </button>`;
  const stuck = (counts.failed ?? 0) + (counts.quarantined ?? 0);
  return html`<div class="queue" role="group" aria-label=${tr("队列", "Queue")}>
    ${part("queued", counts.queued ?? 0, tr("等待", "waiting"))}
    ${part("running", counts.running ?? 0, tr("处理中", "reading"), "info")}
    ${stuck > 0 && part(STUCK, stuck, tr("失败", "failed"), "bad")}
    ${age > 0 &&
    counts.queued > 0 &&
    html`<span class="small soft queue-age">
      <${Icon} name="clock" size=${14} />${tr(`最早已等 ${formatDuration(age)}`, `oldest waits ${formatDuration(age)}`)}
    </span>`}
    ${!isConnected &&
    html`<span class="badge warn">${tr("实时更新已断开，正在重连", "Live updates lost, reconnecting")}</span>`}
  </div>`;
}
