/** Line icons on a 24-unit grid, drawn for this page; they take the colour of the text. */
import { html } from "./vendor/preact.js";

const SHAPES = {
  upload: "M12 16V4M7 9l5-5 5 5M4 15v4a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-4",
  download: "M12 4v12M7 11l5 5 5-5M4 18v1a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-1",
  document: "M6 3h8l5 5v12a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM14 3v5h5M8.5 13h7M8.5 17h7",
  search: "M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM15.5 15.5 20 20",
  chart: "M4 20h16M7 16v-5M12 16V5M17 16v-8",
  settings: "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5",
  user: "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4.5 20c.8-3.6 3.8-5 7.5-5s6.7 1.4 7.5 5",
  check: "M5 12.5 10 17.5 19.5 7",
  close: "M6 6l12 12M18 6 6 18",
  plus: "M12 5v14M5 12h14",
  more: "M6 9l6 6 6-6",
  right: "M9 6l6 6-6 6",
  left: "M15 6l-6 6 6 6",
  refresh: "M20 11a8 8 0 0 0-14.3-3.9L4 9M4 4v5h5M4 13a8 8 0 0 0 14.3 3.9L20 15M20 20v-5h-5",
  trash: "M4 7h16M9 7V4h6v3M6.5 7l1 13h9l1-13M10 11v5M14 11v5",
  stop: "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM6.5 6.5l11 11",
  clock: "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM12 8v4.5l3 2",
  warning: "M12 4 2.8 19.5h18.4zM12 10v4.5M12 17v.3",
  error: "M8.3 3.5h7.4l4.8 4.8v7.4l-4.8 4.8H8.3l-4.8-4.8V8.3zM12 8v5M12 16v.3",
  info: "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM12 11v5M12 8v.3",
  eye: "M2.5 12c2-4 5.5-6.5 9.5-6.5s7.5 2.5 9.5 6.5c-2 4-5.5 6.5-9.5 6.5S4.5 16 2.5 12zM12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6z",
  copy: "M9 9h10v11H9zM15 9V4H5v11h4",
  key: "M8 11a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM11 12l8-8M16 7l3 3M14 9l2 2",
  link: "M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7l-1.3 1.3M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7l1.3-1.3",
  keyboard: "M3 7h18v11H3zM7 11v.1M11 11v.1M15 11v.1M17.5 11v.1M8 14.5h8",
  table: "M4 5h16v14H4zM4 10h16M4 14.5h16M10 10v9",
  language: "M3 6h10M8 3.5V6M10.5 6c-.6 3.5-3 6.5-6.5 8M5.5 9c1 2.5 3 4.3 5.5 5M12.5 20l4-10 4 10M14 16.5h5",
  logout: "M10 4H5v16h5M15 8l4 4-4 4M9 12h10",
  pause: "M8 5v14M16 5v14",
  learn: "M3 9.5 12 5l9 4.5-9 4.5zM7 12v4.5c2.8 2 7.2 2 10 0V12M21 9.5V15",
  flag: "M6 21V4h11l-2 4 2 4H6",
};

/** The names there are. */
export const ICON_NAMES = Object.keys(SHAPES);

/**
 * An icon that says nothing to a screen reader; text beside it or `aria-label` on its button does.
 * @param {{name: string, size?: number}} props  size in pixels
 */
export function Icon({ name, size = 18 }) {
  return html`<svg
    class="glyph"
    width=${size}
    height=${size}
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="1.8"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    <path d=${SHAPES[name]} />
  </svg>`;
}
