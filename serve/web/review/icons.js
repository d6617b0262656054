/** Line icons, 16 × 16, in the colour of the text around them. */
import { html } from "../vendor/preact.js";

const PATHS = {
  back: "M10 3 5 8l5 5",
  next: "M6 3l5 5-5 5",
  down: "M3 6l5 5 5-5",
  undo: "M6 3 3 6l3 3M3 6h6a4 4 0 0 1 0 8H7",
  redo: "M10 3l3 3-3 3M13 6H7a4 4 0 0 0 0 8h2",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  turn: "M13 8a5 5 0 1 1-1.6-3.7M13 2v3h-3",
  width: "M2 4v8M14 4v8M4.5 8h7M6.5 6l-2 2 2 2M9.5 6l2 2-2 2",
  page: "M4 2h5l3 3v9H4zM9 2v3h3",
  check: "M3 8.5 6.5 12 13 4.5",
  cross: "M4 4l8 8M12 4l-8 8",
  edit: "M10.5 3 13 5.5 6 12.5l-3 .5.5-3z",
  more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  history: "M8 4.5V8l2.5 1.5M2.5 8a5.5 5.5 0 1 0 1.8-4M2.5 2.5V5H5",
  save: "M8 2v8M5 7l3 3 3-3M3 13h10",
  keys: "M2 4.5h12v7H2zM4.5 7h.01M7 7h.01M9.500 7h.01M12 7h.01M5 9.500h6",
  trash: "M3 4.500h10M6.500 4.500V3h3v1.500M4.500 4.500l.5 8.500h6l.5-8.500",
  search: "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.700 10.700 14 14",
  boxes: "M2.500 2.500h11v11h-11zM2.500 6.500h11M6.500 6.500v7",
  error: "M8 1.500a6.500 6.500 0 1 1 0 13 6.500 6.500 0 0 1 0-13zM8 4.500v4.500M8 11.300v.01",
  warning: "M8 2 15 14H1zM8 6.500v3.500M8 12v.01",
  info: "M8 1.500a6.500 6.500 0 1 1 0 13 6.500 6.500 0 0 1 0-13zM8 7.200v4.300M8 4.800v.01",
};

/** @param {{name: keyof PATHS, label?: string}} properties  without a label it says nothing */
export function Icon({ name, label }) {
  return html`<svg
    class="icon icon-${name}"
    width="16"
    height="16"
    viewBox="0 0 16 16"
    fill="none"
    stroke="currentColor"
    stroke-width=${name === "more" ? 2.4 : 1.5}
    stroke-linecap="round"
    stroke-linejoin="round"
    role=${label ? "img" : null}
    aria-label=${label ?? null}
    aria-hidden=${label ? null : "true"}
  >
    <path d=${PATHS[name]} />
  </svg>`;
}
