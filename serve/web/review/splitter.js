/** The bar between picture and record: dragged, or moved by arrow keys; kept for the next visit. */
import { useLayoutEffect } from "../vendor/preact.js";
import { tr } from "../i18n.js";

const KEY = "jixiao.review.share";
const USUAL = 44; // percent of the width for the picture
const LEAST = 20;
const MOST = 70;

/** Hook: properties of the bar. @param {{current: HTMLElement}} panes */
export function useSplitter(panes) {
  useLayoutEffect(() => {
    if (panes.current) apply(panes.current, kept());
  });
  return {
    role: "separator",
    tabindex: 0,
    "aria-orientation": "vertical",
    "aria-label": tr("图像宽度", "Width of the picture"),
    "aria-valuemin": LEAST,
    "aria-valuemax": MOST,
    "aria-valuenow": kept(),
    onPointerDown: (event) => event.currentTarget.setPointerCapture(event.pointerId),
    onPointerMove: (event) =>
      event.currentTarget.hasPointerCapture(event.pointerId) && drag(panes.current, event),
    onDblClick: () => keep(panes.current, USUAL),
    onKeyDown: (event) => step(panes.current, event),
  };
}

function drag(panes, event) {
  const edge = panes.getBoundingClientRect();
  keep(panes, ((event.clientX - edge.left) / edge.width) * 100);
}

function step(panes, event) {
  const by = { ArrowLeft: -4, ArrowRight: 4 }[event.key];
  if (!by) return;
  event.preventDefault();
  event.stopPropagation();
  keep(panes, kept() + by);
}

function keep(panes, share) {
  const within = Math.max(LEAST, Math.min(MOST, Math.round(share)));
  try {
    localStorage.setItem(KEY, String(within));
  } catch {
    // not kept then
  }
  apply(panes, within);
}

function kept() {
  try {
    return Number(localStorage.getItem(KEY)) || USUAL;
  } catch {
    return USUAL;
  }
}

function apply(panes, share) {
  panes.style.setProperty("--picture-share", `${share}%`);
}
