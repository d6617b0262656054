/** Parts that the panels of the administration share. */
import { html, useState } from "../vendor/preact.js";
import { copyText, Dialog } from "../dom.js";
import { Loading, problemText, ProblemNotice, toast } from "../feedback.js";
import { formatFullTime, formatTime, SCOPE_NAMES, scopeLabel } from "../format.js";
import { tr } from "../i18n.js";
import { Icon } from "../icons.js";

/**
 * A card with a title, a button and what was loaded.
 * @param {{title: string, note?: string, action?: any, loaded: object, isEmpty: boolean,
 *          empty: string, children: any}} props  `loaded` of useLoaded
 */
export function Panel({ title, note, action, loaded, isEmpty, empty, children }) {
  let content = children;
  if (loaded.problem) {
    content = html`<div class="body"><${ProblemNotice} problem=${loaded.problem} retry=${loaded.reload} /></div>`;
  } else if (loaded.data === null) content = html`<${Loading} />`;
  else if (isEmpty) content = html`<p class="nothing">${empty}</p>`;
  return html`<section class="card panel" aria-label=${title}>
    <header>
      <div>
        <h2>${title}</h2>
        ${note && html`<p class="small soft">${note}</p>`}
      </div>
      <span class="spacer"></span>
      ${action}
    </header>
    ${content}
  </section>`;
}

/** A time, whole in its title. */
export function Time({ at, none = "–" }) {
  if (!at) return html`<span class="faint">${none}</span>`;
  return html`<span class="nowrap" title=${formatFullTime(at)}>${formatTime(at)}</span>`;
}

/** The scopes of a key or user as badges. */
export function Scopes({ scopes }) {
  return html`<span class="scopes">
    ${scopes.map((scope) => html`<span key=${scope} class="badge ${scope === "admin" ? "warn" : ""}">${scopeLabel(scope)}</span>`)}
  </span>`;
}

/** @param {{chosen: string[], onChange: (scopes: string[]) => void}} props */
export function ScopeChoice({ chosen, onChange }) {
  const toggle = (scope) =>
    onChange(chosen.includes(scope) ? chosen.filter((one) => one !== scope) : [...chosen, scope]);
  return html`<fieldset class="choices">
    <legend>${tr("权限", "Scopes")}</legend>
    ${SCOPE_NAMES.map(
      (scope) => html`<label class="check" key=${scope}>
        <input type="checkbox" name=${`scope-${scope}`} checked=${chosen.includes(scope)} onChange=${() => toggle(scope)} />
        ${scopeLabel(scope)} <code class="faint">${scope}</code>
      </label>`,
    )}
  </fieldset>`;
}

/**
 * A dialog with a form. What is typed stays when the server refuses it.
 * @param {{title: string, action: string, onClose: () => void, onSubmit: () => Promise<void>,
 *          isValid?: boolean, children: any}} props
 */
export function FormDialog({ title, action, onClose, onSubmit, isValid = true, children }) {
  const [problem, setProblem] = useState(null);
  const [isSending, setSending] = useState(false);
  const submit = async (event) => {
    event.preventDefault();
    setSending(true);
    setProblem(null);
    try {
      await onSubmit();
    } catch (error) {
      setProblem(error);
      setSending(false);
    }
  };
  const { title: wrong, remedy } = problem ? problemText(problem) : {};
  return html`<${Dialog} title=${title} onClose=${onClose}>
    <form class="stack" onSubmit=${submit}>
      ${children}
      ${problem && html`<p class="notice bad" role="alert"><span>${wrong} ${remedy}</span></p>`}
      <div class="row form-buttons">
        <button type="button" class="button" onClick=${onClose}>${tr("取消", "Cancel")}</button>
        <button class="button primary" disabled=${isSending || !isValid}>${action}</button>
      </div>
    </form>
  <//>`;
}

/**
 * A secret that is shown only now.
 * @param {{title: string, text: string, secret: string, onClose: () => void}} props
 */
export function SecretDialog({ title, text, secret, onClose }) {
  const copy = async () => {
    const isCopied = await copyText(secret);
    toast(
      isCopied
        ? { kind: "good", text: tr("已复制", "Copied") }
        : { kind: "warn", text: tr("无法复制，请手动选择", "Could not copy; select it by hand") },
    );
  };
  return html`<${Dialog}
    title=${title}
    onClose=${onClose}
    footer=${html`<button class="button" onClick=${copy}><${Icon} name="copy" />${tr("复制", "Copy")}</button>
      <button class="button primary" onClick=${onClose}>${tr("我已保存", "I have kept it")}</button>`}
  >
    <p class="notice warn"><${Icon} name="warning" /><span>${text}</span></p>
    <code class="secret" tabindex="0">${secret}</code>
  <//>`;
}

/**
 * Ask before something that cannot be taken back.
 * @param {{title: string, text: string, action: string, onClose: () => void,
 *          onConfirm: () => Promise<void>}} props
 */
export function ConfirmDialog({ title, text, action, onClose, onConfirm }) {
  return html`<${FormDialog} title=${title} action=${action} onClose=${onClose} onSubmit=${onConfirm}>
    <p>${text}</p>
  <//>`;
}
