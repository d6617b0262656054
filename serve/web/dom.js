/** Small things between the views and the browser: keys, dialogs, clipboard, loading. */
import { html, useCallback, useEffect, useLayoutEffect, useRef, useState } from "./vendor/preact.js";
import { tr } from "./i18n.js";
import { Icon } from "./icons.js";

const TYPING = "input:not([type=checkbox]):not([type=radio]):not([type=button]), textarea, select, [contenteditable]";

/** Whether a key event belongs to a field the person types in, or to an open dialog. */
export function isTyping(event) {
  const target = event.target;
  return target instanceof Element && target.closest(`${TYPING}, dialog[open]`) !== null;
}

/**
 * Hook: run an action at its key while the component is shown; never while the person types.
 * @param {Record<string, (event: KeyboardEvent) => void>} actions  by `event.key`
 */
export function useKeys(actions) {
  const newest = useRef(actions);
  newest.current = actions;
  useEffect(() => {
    const listen = (event) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event)) return;
      const action = newest.current[event.key];
      if (!action) return;
      action(event);
      event.preventDefault();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}

/**
 * Hook: load something; again when `inputs` change or `reload` is called. A late answer for
 * earlier inputs is dropped; what was loaded stays while the next loads.
 * @param {() => Promise<any>} load
 * @param {any[]} inputs
 * @returns {{data: any, problem: Error|null, loading: boolean, reload: () => void,
 *            setData: (change: any) => void}}
 */
export function useLoaded(load, inputs) {
  const [state, setState] = useState({ data: null, problem: null, loading: true });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let current = true;
    setState((before) => ({ ...before, loading: true }));
    load().then(
      (data) => current && setState({ data, problem: null, loading: false }),
      (problem) => current && setState((before) => ({ ...before, problem, loading: false })),
    );
    return () => {
      current = false;
    };
  }, [...inputs, turn]);
  const reload = useCallback(() => setTurn((before) => before + 1), []);
  const setData = useCallback(
    (next) =>
      setState((before) => ({
        ...before,
        data: typeof next === "function" ? next(before.data) : next,
      })),
    [],
  );
  return { ...state, reload, setData };
}

/** Hook: a value that follows `value` once it has rested for `milliseconds`. */
export function useRested(value, milliseconds = 250) {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return rested;
}

/**
 * A modal dialog. Escape and the ground close it, focus goes back to where it was.
 * @param {{title: string, onClose: () => void, children: any, footer?: any, wide?: boolean}} props
 */
export function Dialog({ title, onClose, children, footer, wide }) {
  const ref = useRef(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    const dialog = ref.current;
    if (!dialog.open) dialog.showModal();
    return () => {
      if (dialog.open) dialog.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  const cancel = (event) => {
    event.preventDefault();
    onClose();
  };
  const ground = (event) => {
    if (event.target === ref.current) onClose();
  };
  return html`<dialog
    ref=${ref}
    class="dialog ${wide ? "wide" : ""}"
    aria-label=${title}
    onCancel=${cancel}
    onPointerDown=${ground}
  >
    <header class="dialog-head">
      <h2>${title}</h2>
      <button class="button quiet icon small" aria-label=${tr("关闭", "Close")} onClick=${onClose}>
        <${Icon} name="close" />
      </button>
    </header>
    <div class="dialog-body">${children}</div>
    ${footer && html`<footer class="dialog-foot">${footer}</footer>`}
  </dialog>`;
}

/** Copy a text; resolves to whether that worked (http pages may have no clipboard). */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "visually-hidden";
    (document.querySelector("dialog[open]") ?? document.body).append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    return copied;
  }
}
