/** What the keys do on the review page. */
import { tr } from "../i18n.js";
import { addBeside, confirmSelected, mergeWithNext, moveBy, removeRow } from "./actions.js";
import { startEditing } from "./dock.js";
import { moveCell, moveLine, selectedBranch, showForm, toggleBranch } from "./navigation.js";
import { parsePath } from "./paths.js";

const isIndicator = (session) => parsePath(session.state.selected)?.list === "indicators";
const isRow = (session) => parsePath(session.state.selected)?.index != null;

function onRow(action) {
  return (session) => isIndicator(session) && action(session, session.state.selected);
}

function dialog(kind) {
  return onRow((session, path) => session.set({ dialog: { kind, path } }));
}

function findings() {
  const section = document.getElementById("findings");
  section?.scrollIntoView({ block: "start", behavior: "smooth" });
  (section?.querySelector("button") ?? section)?.focus({ preventScroll: true });
}

function branch(isOpening) {
  return (session, step) => {
    const level1 = selectedBranch(session);
    const isShut = level1 !== null && session.state.collapsed.has(level1?.key);
    if (level1 && isShut === isOpening) toggleBranch(session, level1.key);
    else moveCell(session, step);
  };
}

const menu = (session) => {
  const cell = document.querySelector(`[data-path="${session.state.selected}"]`);
  if (cell && isRow(session)) openMenu(session, session.state.selected, cell);
};

/** Show the menu of a row at an element. */
export function openMenu(session, path, element) {
  session.set({ dialog: { kind: "menu", path, anchor: element.getBoundingClientRect() } });
}

const ACTIONS = {
  n: (session) => session.next(1),
  p: (session) => session.next(-1),
  Enter: startEditing,
  F2: startEditing,
  " ": confirmSelected,
  ArrowDown: (session) => moveLine(session, 1),
  ArrowUp: (session) => moveLine(session, -1),
  ArrowLeft: (session) => branch(false)(session, -1),
  ArrowRight: (session) => branch(true)(session, 1),
  "Alt+ArrowUp": onRow((session, path) => moveBy(session, path, -1)),
  "Alt+ArrowDown": onRow((session, path) => moveBy(session, path, 1)),
  "Ctrl+z": (session) => session.undo(),
  "Ctrl+Z": (session) => session.redo(),
  "Ctrl+y": (session) => session.redo(),
  t: dialog("concept"),
  l: dialog("move"),
  s: dialog("split"),
  j: onRow((session, path) => mergeWithNext(session, path)),
  a: onRow((session, path) => addBeside(session, path, 1)),
  Delete: (session) => isRow(session) && removeRow(session, session.state.selected),
  m: menu,
  ContextMenu: menu,
  "Shift+F10": menu,
  f: findings,
  h: (session) => session.set({ drawer: session.state.drawer === "history" ? null : "history" }),
  "?": (session) => session.set({ dialog: { kind: "help" } }),
  Escape: (session) => session.set({ drawer: null, changedBy: null }),
  "+": (session) => session.viewer?.zoom(1.25),
  "=": (session) => session.viewer?.zoom(1.25),
  "-": (session) => session.viewer?.zoom(0.8),
  0: (session) => session.viewer?.fitPage(),
  w: (session) => session.viewer?.fitWidth(),
  PageDown: (session) => showForm(session, session.state.form + 1),
  PageUp: (session) => showForm(session, session.state.form - 1),
};
const OWN =
  "input, textarea, select, dialog[open], [role=menu], [role=separator], [contenteditable]";
const PRESSED = "button, a, summary, [role=tab]";

/** @param {import("./session.js").ReviewSession} session @param {KeyboardEvent} event */
export function handleKey(session, event) {
  if (event.defaultPrevented || event.isComposing || session.state.record === null) return;
  const target = event.target instanceof Element ? event.target : document.body;
  if (target.closest(OWN) || document.querySelector("dialog[open]")) return;
  const isButton = target.closest(PRESSED) && !target.closest("[data-path]");
  if (isButton && (event.key === "Enter" || event.key === " ")) return;
  const action = ACTIONS[nameOf(event)];
  if (!action) return;
  event.preventDefault();
  action(session);
}

function nameOf(event) {
  const { key } = event;
  if (event.ctrlKey || event.metaKey) return `Ctrl+${event.shiftKey ? key.toUpperCase() : key}`;
  if (event.altKey) return `Alt+${key}`;
  if (event.shiftKey && key === "F10") return "Shift+F10";
  return key.length === 1 && key !== " " ? key.toLowerCase() : key;
}

/** The keys and what they do, for the help. */
export function keyGroups() {
  return [
    [
      tr("可疑值", "Doubtful values"),
      [
        ["N", tr("下一处可疑", "Next doubt")],
        ["P", tr("上一处可疑", "Previous doubt")],
        [tr("空格", "Space"), tr("确认无误，到下一处", "Confirm, then the next")],
        ["Enter", tr("修改；保存后到下一处", "Edit; saving goes to the next")],
        ["Esc", tr("取消修改", "Cancel the edit")],
        ["Shift Enter", tr("换行", "New line")],
      ],
    ],
    [
      tr("移动", "Moving"),
      [
        ["↑ ↓ ← →", tr("在各值之间移动", "From value to value")],
        ["← →", tr("在一级指标上：收起、展开", "On a level 1: collapse, expand")],
        ["PgUp PgDn", tr("上一张、下一张表", "Previous, next form")],
        ["F", tr("检查结果", "Findings")],
        ["H", tr("修改记录", "History")],
      ],
    ],
    [
      tr("指标行", "Rows"),
      [
        ["T", tr("选择标准指标", "Choose concept")],
        ["A", tr("在下方添加", "Add below")],
        ["L", tr("移到其他级别或时段", "Move to another branch")],
        ["Alt ↑ ↓", tr("上移、下移", "Move up, down")],
        ["S", tr("拆分", "Split")],
        ["J", tr("与下一行合并", "Merge with next")],
        ["Del", tr("删除", "Delete")],
        ["M", tr("全部操作", "All actions")],
      ],
    ],
    [
      tr("撤销与图像", "Undo and picture"),
      [
        ["Ctrl Z", tr("撤销", "Undo")],
        ["Ctrl Shift Z", tr("重做", "Redo")],
        ["+ −", tr("放大、缩小图像", "Zoom the picture")],
        ["W", tr("适合宽度", "Fit width")],
        ["0", tr("整页", "Whole page")],
        ["?", tr("本说明", "This help")],
      ],
    ],
  ];
}
