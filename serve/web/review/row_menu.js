/** What can be done with a row, as a menu at its place. */
import { html, useLayoutEffect, useRef } from "../vendor/preact.js";
import { tr } from "../i18n.js";
import { addBeside, mergeWithNext, moveBy, nextInBranch, removeRow } from "./actions.js";
import { parsePath } from "./paths.js";

/** @param {{session: object, path: string, anchor: DOMRect}} properties */
export function RowMenu({ session, path, anchor }) {
  const menu = useRef(null);
  useLayoutEffect(() => place(menu.current, anchor), []);
  const close = () =>
    session.set({ dialog: null, moves: session.state.moves + 1, byPointer: false });
  const run = (action) => {
    session.set({ dialog: null });
    action();
  };
  return html`<div
    class="menu-ground"
    onPointerDown=${(event) => event.target === event.currentTarget && close()}
  >
    <div
      ref=${menu}
      class="row-menu-list"
      role="menu"
      aria-label=${tr("行操作", "Row actions")}
      onKeyDown=${(event) => onKey(event, menu.current, close)}
    >
      ${itemsFor(session, path).map(
        ([text, keys, action, isOff]) =>
          html`<button
            key=${text}
            type="button"
            role="menuitem"
            tabindex="-1"
            disabled=${isOff}
            onClick=${() => run(action)}
          >
            <span>${text}</span>${keys && html`<kbd>${keys}</kbd>`}
          </button>`,
      )}
    </div>
  </div>`;
}

function itemsFor(session, path) {
  const dialog = (kind) => () => session.set({ dialog: { kind, path } });
  if (parsePath(path).list !== "indicators")
    return [[tr("删除", "Delete"), "", () => removeRow(session, path)]];
  return [
    [tr("在上方添加", "Add above"), "", () => addBeside(session, path, 0)],
    [tr("在下方添加", "Add below"), "A", () => addBeside(session, path, 1)],
    [tr("上移", "Move up"), "Alt ↑", () => moveBy(session, path, -1)],
    [tr("下移", "Move down"), "Alt ↓", () => moveBy(session, path, 1)],
    [tr("移到其他级别或时段…", "Move to another branch …"), "L", dialog("move")],
    [tr("拆分…", "Split …"), "S", dialog("split")],
    [
      tr("与下一行合并", "Merge with next"),
      "J",
      () => mergeWithNext(session, path),
      nextInBranch(session.state.record, path) === null,
    ],
    [tr("选择标准指标…", "Choose concept …"), "T", dialog("concept")],
    [tr("删除此行", "Delete row"), "Del", () => removeRow(session, path)],
  ];
}

function place(menu, anchor) {
  const { width, height } = menu.getBoundingClientRect();
  const top =
    anchor.bottom + height > window.innerHeight ? Math.max(8, anchor.top - height) : anchor.bottom;
  menu.style.left = `${Math.max(8, Math.min(anchor.right - width, window.innerWidth - width - 8))}px`;
  menu.style.top = `${top}px`;
  menu.querySelector("button:not(:disabled)").focus();
}

function onKey(event, menu, close) {
  const items = [...menu.querySelectorAll("button:not(:disabled)")];
  const at = items.indexOf(document.activeElement);
  const steps = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 };
  event.stopPropagation();
  if (event.key in steps) {
    event.preventDefault();
    items.at(steps[event.key] % items.length)?.focus();
  } else if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    close();
  }
}
