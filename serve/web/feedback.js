/** What the page tells the person outside the flow of a view: toasts, problems. */
import { html, Component } from "./vendor/preact.js";
import { tr, trMessage } from "./i18n.js";
import { Icon } from "./icons.js";
import { Observable, usePart } from "./observable.js";

const STAY = 6000; // ms; errors stay until they are closed
const corner = new Observable({ toasts: [] });
let counter = 0;

function close({ id }) {
  corner.set({ toasts: corner.state.toasts.filter((shown) => shown.id !== id) });
}

/**
 * Show a short message in the corner.
 * @param {{text: string, kind?: "info"|"good"|"warn"|"bad", detail?: string,
 *          action?: {label: string, run: () => void}}} message
 * @returns {() => void}  takes it away
 */
export function toast(message) {
  const entry = { id: ++counter, kind: "info", ...message };
  corner.set({ toasts: [...corner.state.toasts.slice(-4), entry] });
  const takeAway = () => close(entry);
  if (entry.kind !== "bad") setTimeout(takeAway, entry.action ? STAY * 2 : STAY);
  return takeAway;
}

/** Show a Problem (or any error) as a toast with what to do about it. */
export function toastProblem(problem) {
  const { title, remedy } = problemText(problem);
  return toast({ kind: "bad", text: title, detail: remedy });
}

/** @returns {{title: string, remedy: string}} in the current language */
export function problemText(problem) {
  const title = trMessage(problem?.title || problem?.message || String(problem));
  const detail = trMessage(problem?.detail ?? "");
  const whole = detail && detail !== title ? `${title} ${detail}` : title;
  return { title: whole.trim(), remedy: trMessage(problem?.remedy ?? "") };
}

const ICONS = { info: "info", good: "check", warn: "warning", bad: "error" };

/** The corner where toasts appear. Once in the page. */
export function Feedback() {
  const toasts = usePart(corner, (state) => state.toasts);
  return html`<div class="toasts" role="region" aria-label=${tr("消息", "Messages")} aria-live="polite">
    ${toasts.map((entry) => html`<${Toast} key=${entry.id} entry=${entry} />`)}
  </div>`;
}

function Toast({ entry }) {
  const act = () => {
    close(entry);
    entry.action.run();
  };
  return html`<div class="toast ${entry.kind}" role=${entry.kind === "bad" ? "alert" : null}>
    <${Icon} name=${ICONS[entry.kind]} />
    <div class="toast-text">
      <p>${entry.text}</p>
      ${entry.detail && html`<p class="small soft">${entry.detail}</p>`}
    </div>
    ${entry.action &&
    html`<button class="button small" onClick=${act}>${entry.action.label}</button>`}
    <button class="button quiet icon small" aria-label=${tr("关闭", "Close")} onClick=${() => close(entry)}>
      <${Icon} name="close" size=${16} />
    </button>
  </div>`;
}

/**
 * A problem in the place where its thing would be.
 * @param {{problem: Error, retry?: () => void}} props
 */
export function ProblemNotice({ problem, retry }) {
  const { title, remedy } = problemText(problem);
  return html`<div class="notice bad" role="alert">
    <${Icon} name="error" />
    <div class="stack-small">
      <p><strong>${title}</strong></p>
      ${remedy && html`<p>${remedy}</p>`}
      ${problem?.code && html`<p class="small soft mono">${problem.code}</p>`}
      ${retry &&
      html`<p>
        <button class="button small" onClick=${retry}>
          <${Icon} name="refresh" size=${16} />${tr("重试", "Try again")}
        </button>
      </p>`}
    </div>
  </div>`;
}

/** Shows what broke in a view instead of an empty page. */
export class ErrorBoundary extends Component {
  constructor(props) {
    super(props);
    this.state = { error: null };
  }

  componentDidCatch(error) {
    this.setState({ error });
  }

  componentDidUpdate(before) {
    if (before.at !== this.props.at && this.state.error) this.setState({ error: null });
  }

  render({ children }, { error }) {
    if (!error) return children;
    const shown = error.remedy
      ? error
      : {
          title: tr("此页面出错了。", "This page has failed."),
          detail: String(error.message ?? error),
          remedy: tr("请重试；仍有问题请联系管理员。", "Try again; if it stays, tell the operator."),
          code: "page.broken",
        };
    return html`<div class="page">
      <${ProblemNotice} problem=${shown} retry=${() => this.setState({ error: null })} />
    </div>`;
  }
}

/** A quiet line while something loads; it appears only when that takes a moment. */
export function Loading({ text = tr("正在加载…", "Loading…") }) {
  return html`<p class="loading" role="status"><span class="spinner"></span>${text}</p>`;
}
