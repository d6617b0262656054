/** Charts of the page of learning: shares with their intervals, by group, over time, by number. */
import { html } from "../vendor/preact.js";
import { niceScale, useWidth } from "../charts.js";
import { formatDay, formatNumber, formatPercent, formatShare, formatShort } from "../format.js";
import { tr } from "../i18n.js";

const HEIGHT = 220; // px
const MARGIN = { left: 48, right: 14, top: 12, bottom: 26 };
const DAY = 86_400_000; // ms

/**
 * Rows with a dot and the interval it lies in, on one axis.
 * @param {{rows: {label: string, title?: string, at: number, low: number, high: number,
 *          value: string, kind?: string}[], from: number, to: number, mark?: number,
 *          ticks: {at: number, text: string}[], describe: string}} props  `mark`: a line to read
 *          the rows against
 */
export function Intervals({ rows, from, to, mark, ticks, describe }) {
  const place = (value) => `${(100 * (Math.min(Math.max(value, from), to) - from)) / (to - from)}%`;
  return html`<div class="intervals" role="img" aria-label=${describe}>
    <ul>
      ${rows.map(
        ({ label, title, at, low, high, value, kind = "" }) => html`<li key=${label} title=${title ?? ""}>
          <span class="interval-label clip">${label}</span>
          <span class="interval-track">
            ${mark !== undefined && html`<i class="interval-mark" style=${{ left: place(mark) }}></i>`}
            <i class="interval-bar ${kind}" style=${{ left: place(low), right: `calc(100% - ${place(high)})` }}></i>
            <i class="interval-dot ${kind}" style=${{ left: place(at) }}></i>
          </span>
          <span class="interval-value">${value}</span>
        </li>`,
      )}
      <li class="interval-axis" aria-hidden="true">
        <span></span>
        <span class="interval-track">
          ${ticks.map(({ at, text }) => html`<i key=${at} style=${{ left: place(at) }}>${text}</i>`)}
        </span>
        <span></span>
      </li>
    </ul>
  </div>`;
}

/**
 * Columns over days, each cut into its parts.
 * @param {{points: {label: string, title: string, values: number[]}[], series: string[],
 *          describe: string}} props
 */
export function StackedColumns({ points, series, describe }) {
  const [box, width] = useWidth();
  const most = Math.max(...points.map(({ values }) => values.reduce((sum, one) => sum + one, 0)), 1);
  const scale = niceScale(most);
  const { x0, inner, y } = frame(width, 0, scale.top);
  const step = inner / points.length;
  const every = Math.max(1, Math.ceil(46 / step));
  return html`<div class="columns" ref=${box}>
    <${Names} names=${series.map((name, index) => ({ name, kind: `series-${index + 1}` }))} />
    <svg width=${width} height=${HEIGHT} role="img" aria-label=${describe}>
      <${Grid} width=${width} ticks=${scale.ticks.map((at) => ({ at, text: formatShort(at) }))} y=${y} />
      ${points.map(({ label, title, values }, index) => {
        const words = values.map((value, part) => `${series[part]} ${formatNumber(value)}`);
        let below = 0;
        return html`<g class="column" key=${title}>
          <title>${`${title}: ${words.join(tr("，", ", "))}`}</title>
          <rect class="column-ground" x=${x0 + index * step} y=${MARGIN.top} width=${step} height=${HEIGHT - MARGIN.top - MARGIN.bottom} />
          ${values.map((value, part) => {
            const top = y(below + value);
            const height = y(below) - top;
            below += value;
            return html`<rect key=${part} class="series-${part + 1}" x=${x0 + index * step + step * 0.12} y=${top} width=${step * 0.76} height=${height} />`;
          })}
          ${index % every === 0 && html`<text class="axis" x=${x0 + (index + 0.5) * step} y=${HEIGHT - 7} text-anchor="middle">${label}</text>`}
        </g>`;
      })}
    </svg>
  </div>`;
}

/**
 * A share over weeks: that of drawn forms with its interval, that of all judged ones dashed, and
 * lines where another version came into use.
 * @param {{weeks: {name: string, judged: object|null, drawn: object|null}[],
 *          changes: {at: string, text: string}[], describe: string}} props
 */
export function AccuracyOverTime({ weeks, changes, describe }) {
  const [box, width] = useWidth();
  const shown = weeks.flatMap(({ judged, drawn }) => [drawn?.low, judged?.right].filter((one) => one !== undefined));
  const { floor, ticks } = upperScale(Math.min(...shown));
  const { x0, inner, y } = frame(width, floor, 1);
  const times = weeks.map(({ name }) => Date.parse(name));
  const [first, last] = [times[0] - 3.5 * DAY, times.at(-1) + 3.5 * DAY];
  const x = (time) => x0 + (inner * (time - first)) / (last - first);
  const drawn = weeks.map((week, index) => ({ ...week.drawn, time: times[index] })).filter((week) => week.forms);
  const judged = weeks.map((week, index) => ({ ...week.judged, time: times[index] })).filter((week) => week.forms);
  const within = changes.map((change) => ({ ...change, time: Date.parse(change.at) })).filter(({ time }) => time > first && time < last);
  const every = Math.max(1, Math.ceil((54 * weeks.length) / inner));
  return html`<div class="columns accuracy" ref=${box}>
    <${Names} names=${[
      ...(drawn.length ? [{ name: tr("随机抽取的表，近四周（95% 区间）", "Forms drawn at random, four weeks (95% interval)"), kind: "series-1" }] : []),
      { name: tr("全部判过的表", "All judged forms"), kind: "dashed" },
      ...(within.length ? [{ name: tr("启用新版本", "Another version in use"), kind: "change" }] : []),
    ]} />
    <svg width=${width} height=${HEIGHT} role="img" aria-label=${describe}>
      <${Grid} width=${width} ticks=${ticks} y=${y} />
      ${weeks.map(
        ({ name }, index) =>
          index % every === 0 && html`<text key=${name} class="axis" x=${x(times[index])} y=${HEIGHT - 7} text-anchor="middle">${formatDay(name)}</text>`,
      )}
      ${within.map(
        ({ time, text }) => html`<g key=${time} class="change">
          <title>${text}</title>
          <line x1=${x(time)} x2=${x(time)} y1=${MARGIN.top} y2=${HEIGHT - MARGIN.bottom} />
          <path d=${`M${x(time) - 4} ${MARGIN.top - 6}h8l-4 7z`} />
        </g>`,
      )}
      <path class="judged-line" d=${line(judged, ({ time, right }) => [x(time), y(right)])} />
      ${drawn.length > 1 && html`<path class="band" d=${band(drawn, ({ time, low, high }) => [x(time), y(low), y(high)])} />`}
      <path class="drawn-line" d=${line(drawn, ({ time, right }) => [x(time), y(right)])} />
      ${judged.map((week) => html`<${Dot} key=${`j${week.time}`} week=${week} x=${x(week.time)} y=${y} kind="judged" />`)}
      ${drawn.map((week) => html`<${Dot} key=${`d${week.time}`} week=${week} x=${x(week.time)} y=${y} kind="drawn" />`)}
    </svg>
  </div>`;
}

function Dot({ week, x, y, kind }) {
  const { right, low, high, forms, time } = week;
  const span = `${formatShare(right)} (${formatShare(low)}–${formatShare(high)})`;
  const title = tr(`${formatDay(time)} 起的一周：${span}，${forms} 张表`, `week of ${formatDay(time)}: ${span}, ${forms} forms`);
  return html`<g class="${kind}-dot">
    <title>${title}</title>
    ${kind === "drawn" && html`<line x1=${x} x2=${x} y1=${y(low)} y2=${y(high)} />`}
    <circle cx=${x} cy=${y(right)} r=${kind === "drawn" ? 4 : 2.5} />
  </g>`;
}

/**
 * What a model reads right after learning from so many forms; a line for each model.
 * @param {{curves: {name: string, points: {forms: number, at: number, low: number, high: number,
 *          title: string}[]}[], describe: string}} props
 */
export function LearningCurve({ curves, describe }) {
  const [box, width] = useWidth();
  const points = curves.flatMap((curve) => curve.points);
  const scale = niceScale(Math.max(...points.map(({ forms }) => forms), 4));
  const { floor, ticks } = upperScale(Math.min(...points.map(({ low }) => low)));
  const { x0, inner, y } = frame(width, floor, 1);
  const x = (forms) => x0 + (inner * forms) / scale.top;
  return html`<div class="columns curves" ref=${box}>
    <${Names} names=${curves.map(({ name }, index) => ({ name, kind: `series-${index + 1}` }))} />
    <svg width=${width} height=${HEIGHT} role="img" aria-label=${describe}>
      <${Grid} width=${width} ticks=${ticks} y=${y} />
      ${scale.ticks.map((at) => html`<text key=${at} class="axis" x=${x(at)} y=${HEIGHT - 7} text-anchor=${at === scale.top ? "end" : "middle"}>${formatShort(at)}</text>`)}
      ${curves.map(
        (curve, index) => html`<g key=${curve.name} class="curve series-${index + 1}">
          <path d=${line(curve.points, ({ forms, at }) => [x(forms), y(at)])} />
          ${curve.points.map(
            ({ forms, at, low, high, title, isRefused }) => html`<g key=${title} class=${isRefused ? "refused" : ""}>
              <title>${title}</title>
              <line x1=${x(forms)} x2=${x(forms)} y1=${y(low)} y2=${y(high)} />
              <circle cx=${x(forms)} cy=${y(at)} r="4" />
            </g>`,
          )}
        </g>`,
      )}
    </svg>
  </div>`;
}

function frame(width, bottom, top) {
  const inner = Math.max(width - MARGIN.left - MARGIN.right, 10);
  const height = HEIGHT - MARGIN.top - MARGIN.bottom;
  const y = (value) => MARGIN.top + height * (1 - (value - bottom) / (top - bottom));
  return { x0: MARGIN.left, inner, y };
}

function Grid({ width, ticks, y }) {
  return ticks.map(
    ({ at, text }) => html`<g key=${at}>
      <line class="grid" x1=${MARGIN.left} x2=${width - MARGIN.right} y1=${y(at)} y2=${y(at)} />
      <text class="axis" x=${MARGIN.left - 8} y=${y(at) + 4} text-anchor="end">${text}</text>
    </g>`,
  );
}

function Names({ names }) {
  return html`<ul class="legend">
    ${names.map(({ name, kind }) => html`<li key=${name}><span class="swatch ${kind}"></span>${name}</li>`)}
  </ul>`;
}

/** Round shares from below `least` up to 1: {floor, ticks}. */
export function upperScale(least) {
  const hundredths = Math.max(1, Math.ceil((1 - Math.max(0, least)) * 100 - 1e-9));
  const step = [1, 2, 5, 10, 20, 25].find((one) => one * 5 >= hundredths) ?? 25;
  const count = Math.ceil(hundredths / step);
  const ticks = Array.from({ length: count + 1 }, (_, index) => {
    const at = (100 - (count - index) * step) / 100;
    return { at, text: formatPercent(at) };
  });
  return { floor: ticks[0].at, ticks };
}

function line(points, place) {
  return points.map((point, index) => `${index ? "L" : "M"}${place(point).join(" ")}`).join("");
}

function band(points, place) {
  const places = points.map(place);
  const upper = places.map(([x, , high]) => `${x} ${high}`);
  const lower = places.map(([x, low]) => `${x} ${low}`).reverse();
  return `M${[...upper, ...lower].join("L")}Z`;
}
