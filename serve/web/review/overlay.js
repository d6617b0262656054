/** The boxes of the values, drawn over the picture of their page. */
import { html } from "../vendor/preact.js";
import { tr } from "../i18n.js";
import { memo } from "./memo.js";
import { describePath } from "./words.js";

/**
 * @param {{page: object, boxes: object[], doubtful: Set<string>, selected: object[]}} properties
 *   `selected`: boxes on this page of the selected value
 */
export function Overlay({ page, boxes, doubtful, selected, flash }) {
  return html`<svg
    class="overlay"
    viewBox=${`0 0 ${page.width} ${page.height}`}
    width=${page.width}
    height=${page.height}
    aria-hidden="true"
  >
    <${Boxes} boxes=${boxes} doubtful=${doubtful} />
    ${selected.map(({ box }, index) => html`<${Selected} key=${`${flash}.${index}`} box=${box} />`)}
  </svg>`;
}

const Boxes = memo(({ boxes, doubtful }) =>
  boxes.map(
    (entry) =>
      html`<${Box}
        key=${entry.key}
        entry=${entry}
        doubtful=${entry.paths.some((path) => doubtful.has(path))}
      />`,
  ),
);

function Box({ entry, doubtful }) {
  const [x0, top, x1, bottom] = entry.box;
  return html`<g
    class=${`box role-${entry.role} ${doubtful ? "doubtful" : ""}`}
    data-box=${entry.path}
  >
    <rect x=${x0} y=${top} width=${x1 - x0} height=${bottom - top}>
      <title>${describePath(entry.path)}${doubtful ? tr("（可疑）", " (doubtful)") : ""}</title>
    </rect>
    ${
      doubtful &&
      html`<g class="doubt-mark" transform=${`translate(${x1 - 4.5} ${top + 4.5})`}>
        <circle r="4.6" />
        <text y="2.7" text-anchor="middle">?</text>
      </g>`
    }
  </g>`;
}

function Selected({ box: [x0, top, x1, bottom] }) {
  return html`<rect
    class="box-selected"
    x=${x0 - 1}
    y=${top - 1}
    width=${x1 - x0 + 2}
    height=${bottom - top + 2}
    rx="1.5"
  />`;
}
