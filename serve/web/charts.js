/**
 * Charts drawn as SVG and HTML in the page's own colours. Each stands in a ChartCard, which shows
 * the same numbers as a table on demand.
 */
import { html, useEffect, useRef, useState } from "./vendor/preact.js";
import { formatNumber, formatPercent, formatShort } from "./format.js";
import { tr } from "./i18n.js";
import { Icon } from "./icons.js";

/**
 * A chart with its title and its table.
 * @param {{title: string, note?: string, columns: string[], rows: any[][], children: any,
 *          wide?: boolean}} props  `rows`: texts and numbers, one list a row of the table
 */
export function ChartCard({ title, note, columns, rows, children, wide }) {
  const [isTable, setTable] = useState(false);
  const isEmpty = rows.length === 0 || rows.every((row) => !row.slice(1).some(Boolean));
  const toggle = tr(isTable ? "看图" : "看表格", isTable ? "Show the chart" : "Show the table");
  return html`<figure class="card chart ${wide ? "wide" : ""}">
    <header>
      <figcaption>
        <h2>${title}</h2>
        ${note && html`<p class="small soft">${note}</p>`}
      </figcaption>
      <span class="spacer"></span>
      ${!isEmpty &&
      html`<button
        class="button quiet small icon"
        aria-label=${`${title}: ${toggle}`}
        aria-pressed=${String(isTable)}
        title=${toggle}
        onClick=${() => setTable(!isTable)}
      >
        <${Icon} name=${isTable ? "chart" : "table"} size=${16} />
      </button>`}
    </header>
    <div class="body">
      ${isEmpty && html`<p class="chart-empty">${tr("暂无数据", "Nothing yet")}</p>`}
      ${!isEmpty && (isTable ? html`<${ChartTable} title=${title} columns=${columns} rows=${rows} />` : children)}
    </div>
  </figure>`;
}

function ChartTable({ title, columns, rows }) {
  return html`<div class="chart-table" tabindex="0" role="region" aria-label=${title}>
    <table class="data">
      <thead>
        <tr>
          ${columns.map((name, index) => html`<th key=${name} class=${index ? "number" : ""}>${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) => html`<tr key=${row[0]}>
            ${row.map(
              (cell, index) =>
                html`<td key=${index} class=${index ? "number" : ""}>
                  ${typeof cell === "number" ? formatNumber(cell, 1) : cell}
                </td>`,
            )}
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/**
 * Bars from left to right, each with its name and number.
 * @param {{rows: {label: string, value: number, href?: string, title?: string,
 *          kind?: string}[]}} props
 */
export function BarList({ rows }) {
  const most = Math.max(...rows.map((row) => row.value), 1);
  const whole = rows.reduce((sum, row) => sum + row.value, 0) || 1;
  return html`<ul class="bar-list">
    ${rows.map(({ label, value, href, title, kind = "" }) => {
      const text = href ? html`<a href=${href}>${label}</a>` : label;
      return html`<li key=${label} title=${`${title ?? label}: ${formatNumber(value)} (${formatPercent(value / whole, 1)})`}>
        <span class="bar-label clip">${text}</span>
        <span class="bar-track"><span class="bar ${kind}" style=${{ width: `${(value / most) * 100}%` }}></span></span>
        <span class="bar-value">${formatNumber(value)}</span>
      </li>`;
    })}
  </ul>`;
}

const HEIGHT = 200; // px
const MARGIN = { left: 44, right: 8, top: 10, bottom: 24 };

/**
 * Columns over time or classes, one or two series beside each other.
 * @param {{points: {label: string, title?: string, values: number[], kind?: string}[],
 *          series: string[], describe: string}} props  `describe` says the chart in a sentence
 */
export function Columns({ points, series, describe }) {
  const [box, width] = useWidth();
  const most = Math.max(...points.flatMap((point) => point.values), 1);
  const scale = niceScale(most);
  const inner = { width: Math.max(width - MARGIN.left - MARGIN.right, 10), height: HEIGHT - MARGIN.top - MARGIN.bottom };
  const step = inner.width / points.length;
  const y = (value) => MARGIN.top + inner.height * (1 - value / scale.top);
  const every = Math.max(1, Math.ceil(46 / step));
  return html`<div class="columns" ref=${box}>
    ${series.length > 1 && html`<${Legend} names=${series} />`}
    <svg width=${width} height=${HEIGHT} role="img" aria-label=${describe}>
      ${scale.ticks.map(
        (tick) => html`<g key=${tick}>
          <line class="grid" x1=${MARGIN.left} x2=${width - MARGIN.right} y1=${y(tick)} y2=${y(tick)} />
          <text class="axis" x=${MARGIN.left - 8} y=${y(tick) + 4} text-anchor="end">${formatShort(tick)}</text>
        </g>`,
      )}
      ${points.map(
        (point, index) => html`<${Column}
          key=${point.label}
          point=${point}
          series=${series}
          x=${MARGIN.left + index * step}
          width=${step}
          y=${y}
          isNamed=${index % every === 0}
        />`,
      )}
    </svg>
  </div>`;
}

function Column({ point, series, x, width, y, isNamed }) {
  const gap = Math.min(8, width * 0.25);
  const each = Math.max((width - gap) / point.values.length, 1);
  const words = point.values.map((value, index) => `${series[index]} ${formatNumber(value)}`);
  return html`<g class="column">
    <title>${`${point.title ?? point.label}: ${words.join(tr("，", ", "))}`}</title>
    <rect class="column-ground" x=${x} y=${MARGIN.top} width=${width} height=${HEIGHT - MARGIN.top - MARGIN.bottom} />
    ${point.values.map((value, index) => {
      const height = y(0) - y(value);
      return html`<rect
        key=${index}
        class="series-${index + 1} ${point.kind ?? ""}"
        x=${x + gap / 2 + index * each}
        y=${y(value)}
        width=${Math.max(each - 1, 1)}
        height=${value > 0 ? Math.max(height, 1.5) : 0}
        rx=${Math.min(2, each / 3)}
      />`;
    })}
    ${isNamed && html`<text class="axis" x=${x + width / 2} y=${HEIGHT - 7} text-anchor="middle">${point.label}</text>`}
  </g>`;
}

function Legend({ names }) {
  return html`<ul class="legend">
    ${names.map((name, index) => html`<li key=${name}><span class="swatch series-${index + 1}"></span>${name}</li>`)}
  </ul>`;
}

/**
 * One bar cut into the parts of a whole.
 * @param {{parts: {label: string, value: number, kind: string, href?: string}[],
 *          describe: string}} props
 */
export function PartsBar({ parts, describe }) {
  const whole = parts.reduce((sum, part) => sum + part.value, 0) || 1;
  return html`<div class="parts">
    <div class="parts-bar" role="img" aria-label=${describe}>
      ${parts
        .filter((part) => part.value > 0)
        .map(
          ({ label, value, kind }) =>
            html`<span key=${label} class="part ${kind}" title=${`${label} ${formatNumber(value)}`} style=${{ flexGrow: value }}></span>`,
        )}
    </div>
    <ul class="parts-names">
      ${parts.map(
        ({ label, value, kind, href }) => html`<li key=${label}>
          <span class="swatch ${kind}"></span>
          <a href=${href}>${label}</a>
          <strong>${formatNumber(value)}</strong>
          <span class="faint small">${formatPercent(value / whole, 1)}</span>
        </li>`,
      )}
    </ul>
  </div>`;
}

/** Round numbers from 0 to at least `most`: {top, ticks}. */
export function niceScale(most) {
  const rough = most / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max([1, 2, 2.5, 5, 10].find((one) => one * power >= rough) * power, 1);
  const count = Math.ceil(most / step);
  return { top: count * step, ticks: Array.from({ length: count + 1 }, (_, index) => index * step) };
}

/** Hook: [ref, width]: the width in pixels of the element that has the ref. */
export function useWidth() {
  const box = useRef(null);
  const [width, setWidth] = useState(480);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry.contentRect.width)));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return [box, width];
}
