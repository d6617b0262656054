/** Tasks of learning: the one that runs with what it prints, and those before it. */
import { html, useEffect, useRef, useState } from "../vendor/preact.js";
import { get, post } from "../api.js";
import { toastProblem } from "../feedback.js";
import { formatDuration, formatPercent } from "../format.js";
import { tr } from "../i18n.js";
import { Icon } from "../icons.js";
import { may } from "../session.js";
import { Panel, Time } from "./admin_parts.js";
import { taskLabel, taskStateLabel } from "./learning_words.js";

const OFTEN = 2000; // ms, while a task runs
const SELDOM = 15_000;

/**
 * Hook: look at something again and again, anew when an input changes.
 * @param {(isCurrent: () => boolean) => Promise<number>} look  gives the milliseconds until it
 *   looks again; nothing is to be shown any more once `isCurrent` denies it
 * @param {any[]} inputs
 */
function useRepeated(look, inputs) {
  useEffect(() => {
    let timer = 0;
    let current = true;
    const repeat = async () => {
      const pause = await look(() => current);
      if (current) timer = setTimeout(repeat, pause);
    };
    repeat();
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, inputs);
}

/** Hook: the tasks, looked at again and again; `onEnd` is told of each that has ended. */
export function useTasks(onEnd) {
  const [state, setState] = useState({ data: null, problem: null });
  const [turn, setTurn] = useState(0);
  const running = useRef(null);
  const look = async (isCurrent) => {
    try {
      const { data } = await get("learning/tasks");
      if (isCurrent()) take(data.tasks);
    } catch (problem) {
      if (isCurrent()) setState((known) => ({ ...known, problem }));
    }
    return running.current ? OFTEN : SELDOM;
  };
  const take = (tasks) => {
    setState({ data: tasks, problem: null });
    const before = running.current;
    running.current = tasks.find((task) => task.state === "running")?.id ?? null;
    if (before && before !== running.current) onEnd(tasks.find((task) => task.id === before));
  };
  useRepeated(look, [turn]);
  return { ...state, loading: false, reload: () => setTurn((before) => before + 1) };
}

/** The task that runs: how far it is, the end of what it prints, a way to stop it. */
export function RunningTask({ task, onChange }) {
  const [log, setLog] = useState("");
  const [isEnding, setEnding] = useState(false);
  const box = useRef(null);
  const look = async (isCurrent) => {
    const found = await get(`learning/tasks/${task.id}`).catch(() => null);
    if (found && isCurrent()) setLog(found.data.log ?? "");
    return OFTEN;
  };
  useRepeated(look, [task.id]);
  useEffect(() => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [log]);
  const end = () => {
    setEnding(true);
    post(`learning/tasks/${task.id}/cancel`).then(onChange, (problem) => {
      setEnding(false);
      toastProblem(problem);
    });
  };
  const progress = progressOf(log);
  return html`<section class="card running-task" aria-label=${tr("正在进行的任务", "The task that runs")}>
    <header>
      <span class="spinner"></span>
      <h2>${taskLabel(task)}</h2>
      <span class="small soft">${task.asked_by} · <${Time} at=${task.started_at} /></span>
      <span class="spacer"></span>
      ${may("admin") &&
      html`<button class="button small danger" disabled=${isEnding} onClick=${end}>
        <${Icon} name="stop" size=${15} />${isEnding ? tr("正在停止…", "Stopping…") : tr("停止", "Stop")}
      </button>`}
    </header>
    <div class="body" aria-live="polite">
      <p class="row small"><span>${progress?.text ?? tr("正在准备…", "Getting ready…")}</span><span class="spacer"></span>${progress && html`<strong>${formatPercent(progress.fraction)}</strong>`}</p>
      <progress aria-label=${tr("进度", "Progress")} value=${progress?.fraction ?? null}></progress>
      ${log && html`<pre class="log" ref=${box} tabindex="0" aria-label=${tr("输出", "Output")}>${log}</pre>`}
    </div>
  </section>`;
}

/** The last line of a log that says "so many of so many". */
export function progressOf(log) {
  for (const text of log.trimEnd().split("\n").reverse()) {
    const found = /(\d+)\s*\/\s*(\d+)/.exec(text);
    if (found && Number(found[2]) > 0) {
      return { text, fraction: Math.min(1, Number(found[1]) / Number(found[2])) };
    }
  }
  return null;
}

/** The tasks before, each with its output on demand. */
export function TaskHistory({ tasks }) {
  const ended = (tasks.data ?? []).filter((task) => task.state !== "running");
  const [open, setOpen] = useState(null);
  return html`<${Panel}
    title=${tr("任务记录", "Tasks")}
    note=${tr("最近 50 次", "The last 50")}
    loaded=${tasks}
    isEmpty=${ended.length === 0}
    empty=${tr("还没有运行过任务", "No task has run yet")}
  >
    <ul class="task-list">
      ${ended.map(
        (task) => html`<li key=${task.id}>
          <${TaskRow} task=${task} isOpen=${open === task.id} onToggle=${() => setOpen(open === task.id ? null : task.id)} />
        </li>`,
      )}
    </ul>
  <//>`;
}

function TaskRow({ task, isOpen, onToggle }) {
  const { text, kind, icon } = taskStateLabel(task.state);
  const seconds = (Date.parse(task.ended_at) - Date.parse(task.started_at)) / 1000;
  return html`<div class="task-row">
      <span class="badge ${kind}"><${Icon} name=${icon} size=${14} />${text}</span>
      <strong>${taskLabel(task)}</strong>
      <span class="small soft task-about"><${Time} at=${task.started_at} /> · ${formatDuration(seconds)} · ${task.asked_by}</span>
      <span class="spacer"></span>
      ${may("admin") &&
      html`<button class="button quiet small" aria-expanded=${String(isOpen)} onClick=${onToggle}>${tr("输出", "Output")}</button>`}
    </div>
    ${isOpen && html`<${TaskLog} id=${task.id} />`}`;
}

function TaskLog({ id }) {
  const [log, setLog] = useState(null);
  useEffect(() => {
    get(`learning/tasks/${id}`).then(({ data }) => setLog(data.log ?? ""), toastProblem);
  }, [id]);
  if (log === null) return null;
  return html`<pre class="log" tabindex="0" aria-label=${tr("输出", "Output")}>${log || tr("（没有输出）", "(no output)")}</pre>`;
}
