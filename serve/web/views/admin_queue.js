/** The queue and the processes that read documents. */
import { html, useEffect } from "../vendor/preact.js";
import { get } from "../api.js";
import { useLoaded } from "../dom.js";
import { DOCUMENT_STATES, formatDuration, formatNumber, stateLabel } from "../format.js";
import { tr } from "../i18n.js";
import { link } from "../router.js";
import { Panel, Time } from "./admin_parts.js";

const EVERY = 3000;
const SILENT = 60_000; // ms after which a worker counts as gone

/** The panel of the queue. */
export function QueuePanel() {
  const loaded = useLoaded(async () => (await get("queue")).data, []);
  useEffect(() => {
    const timer = setInterval(() => !document.hidden && loaded.reload(), EVERY);
    return () => clearInterval(timer);
  }, []);
  const { by_state: counts = {}, oldest_age_seconds: age, workers = [] } = loaded.data ?? {};
  return html`<${Panel} title=${tr("队列与进程", "Queue and workers")} loaded=${loaded} isEmpty=${false}>
    <dl class="figures">
      ${DOCUMENT_STATES.map(
        (state) => html`<div key=${state}>
          <dt>${stateLabel(state).text}</dt>
          <dd><a href=${link([], { state })}>${formatNumber(counts[state] ?? 0)}</a></dd>
        </div>`,
      )}
      <div>
        <dt>${tr("最早等待", "Oldest waits")}</dt>
        <dd>${age ? formatDuration(age) : "–"}</dd>
      </div>
    </dl>
    ${workers.length === 0
      ? html`<p class="notice warn panel-notice">
          <span>
            ${tr("没有处理进程在运行，文档会一直等待。请运行 jixiao worker。", "No worker runs, so documents wait. Start one with jixiao worker.")}
          </span>
        </p>`
      : html`<${WorkerTable} workers=${workers} />`}
  <//>`;
}

function WorkerTable({ workers }) {
  return html`<div class="scroll-x">
    <table class="data">
      <thead>
        <tr>
          <th>${tr("进程", "Worker")}</th>
          <th>${tr("状态", "State")}</th>
          <th>${tr("启动", "Started")}</th>
          <th>${tr("最近心跳", "Last seen")}</th>
          <th>${tr("正在处理", "Reads")}</th>
        </tr>
      </thead>
      <tbody>
        ${workers.map((worker) => {
          const isGone = Date.now() - new Date(worker.seen_at) > SILENT;
          return html`<tr key=${worker.name}>
            <td class="mono">${worker.name}</td>
            <td>
              <span class="badge ${isGone ? "bad" : "good"}">
                ${isGone ? tr("无响应", "Silent") : tr("运行中", "Running")}
              </span>
            </td>
            <td><${Time} at=${worker.started_at} /></td>
            <td><${Time} at=${worker.seen_at} /></td>
            <td>
              ${worker.document_id
                ? html`<a class="mono small" href=${link(["documents", worker.document_id])}>${worker.document_id}</a>`
                : html`<span class="faint">${tr("空闲", "Idle")}</span>`}
            </td>
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}
