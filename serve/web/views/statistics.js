/** What is in the store and how it is doing, in charts; each leads to the documents behind it. */
import { html } from "../vendor/preact.js";
import { get, query } from "../api.js";
import { BarList, ChartCard, Columns, PartsBar } from "../charts.js";
import { useLoaded } from "../dom.js";
import { Loading, ProblemNotice } from "../feedback.js";
import { DOCUMENT_STATES, formatDay, formatNumber, formatPercent, stateLabel } from "../format.js";
import { tr } from "../i18n.js";
import { Icon } from "../icons.js";
import { link } from "../router.js";
import { ruleLabel } from "../rules.js";
import { figuresOf, statisticsQuery } from "./statistics_figures.js";

const TOP = 20;
const DAYS = 30;
const SURE = 0.9;

/** The view. */
export function StatisticsView() {
  const load = async () => {
    const { data } = await get(`statistics${query(statisticsQuery(DAYS))}`);
    return figuresOf(data, DAYS);
  };
  const { data, problem, loading, reload } = useLoaded(load, []);
  return html`<div class="page">
    <div class="page-head">
      <h1>${tr("统计", "Statistics")}</h1>
      <span class="spacer"></span>
      <button class="button" disabled=${loading} onClick=${reload}>
        <${Icon} name="refresh" />${tr("刷新", "Refresh")}
      </button>
    </div>
    ${problem && html`<${ProblemNotice} problem=${problem} retry=${reload} />`}
    ${!data && !problem && html`<${Loading} />`}
    ${data && html`<${KeyFigures} figures=${data} /><${Charts} figures=${data} />`}
  </div>`;
}

function KeyFigures({ figures }) {
  const { documents, indicators, confidence, days, lastHour, secondsPerPage } = figures;
  const sure = sum(confidence.filter((bin) => bin.from >= SURE).map((bin) => bin.count));
  const week = days.slice(-7);
  const figure = (name, value, note) =>
    html`<div class="card key-figure">
      <dt>${name}</dt>
      <dd>${value}${note && html`<small>${note}</small>`}</dd>
    </div>`;
  const pages = tr(`${formatNumber(lastHour.pages)} 页`, `${formatNumber(lastHour.pages)} pages`);
  return html`<dl class="key-figures">
    ${figure(tr("文档", "Documents"), formatNumber(documents))}
    ${figure(tr("指标", "Indicators"), formatNumber(indicators))}
    ${figure(tr("置信度不低于 90% 的指标", "Indicators at least 90% sure"), indicators ? formatPercent(sure / indicators) : "–")}
    ${figure(tr("近 7 天完成", "Done in 7 days"), formatNumber(sum(week.map((day) => day.finished))))}
    ${figure(tr("近 1 小时完成", "Done in the last hour"), formatNumber(lastHour.documents), pages)}
    ${figure(tr("平均每页用时", "Time per page"), secondsPerPage === null ? "–" : formatNumber(secondsPerPage, 1), secondsPerPage === null ? "" : tr("秒", "s"))}
  </dl>`;
}

function Charts({ figures }) {
  return html`<div class="charts">
    <${StatesChart} states=${figures.states} />
    <${DaysChart} days=${figures.days} />
    <${CorrectionsChart} days=${figures.days} />
    <div class="chart-column">
      <${ConceptsChart} concepts=${figures.concepts} />
      <${RulesChart} rules=${figures.rules} />
    </div>
    <div class="chart-column">
      <${Level2Chart} names=${figures.level2} />
      <${ConfidenceChart} bins=${figures.confidence} />
    </div>
  </div>`;
}

function Level2Chart({ names }) {
  const entries = names.map(({ name, count }) => ({
    label: name || tr("（未填写）", "(not printed)"),
    value: count,
    href: name ? link([], { level2: name }) : null,
  }));
  const title = tr("指标按二级分类", "Indicators by level 2");
  return html`<${Ranking} title=${title} first=${tr("二级指标", "Level 2")} entries=${entries} />`;
}

function ConceptsChart({ concepts }) {
  const entries = concepts.slice(0, TOP).map(({ concept, name, count }) => ({
    label: name || concept,
    title: concept,
    value: count,
    href: link([], { concept }),
  }));
  const title = tr(`指标按标准概念（前 ${TOP}）`, `Indicators by concept (top ${TOP})`);
  return html`<${Ranking} title=${title} first=${tr("概念", "Concept")} entries=${entries} />`;
}

function RulesChart({ rules }) {
  const entries = rules.map(({ rule, severity, count }) => ({
    label: ruleLabel(rule),
    title: rule,
    value: count,
    kind: { error: "bad", warning: "warn", info: "info" }[severity] ?? "",
    href: link([], { rule }),
  }));
  const title = tr("待处理问题按规则", "Open findings by rule");
  return html`<${Ranking} title=${title} first=${tr("规则", "Rule")} entries=${entries} />`;
}

function StatesChart({ states }) {
  const counts = Object.fromEntries(states.map(({ state, count }) => [state, count]));
  const parts = DOCUMENT_STATES.map((state) => ({
    label: stateLabel(state).text,
    value: counts[state] ?? 0,
    kind: state,
    href: link([], { state }),
  }));
  const title = tr("文档按状态", "Documents by state");
  const rows = parts.map(({ label, value }) => [label, value]);
  return html`<${ChartCard} wide title=${title} columns=${[tr("状态", "State"), tr("文档", "Documents")]} rows=${rows}>
    <${PartsBar} parts=${parts} describe=${sentence(title, rows)} />
  <//>`;
}

function DaysChart({ days }) {
  const series = [tr("上传", "Uploaded"), tr("完成", "Done")];
  const rows = days.map(({ day, uploaded, finished }) => [day, uploaded, finished]);
  const title = tr("每日上传与完成", "Uploaded and done per day");
  return html`<${ChartCard} title=${title} note=${spanOf(days)} columns=${[tr("日期", "Day"), ...series]} rows=${rows}>
    <${Columns} series=${series} points=${points(rows)} describe=${sentence(title, rows.slice(-7))} />
  <//>`;
}

function CorrectionsChart({ days }) {
  const name = tr("修改次数", "Corrections");
  const rows = days.map(({ day, corrections }) => [day, corrections]);
  const title = tr("每日人工修改", "Corrections per day");
  return html`<${ChartCard} title=${title} note=${spanOf(days)} columns=${[tr("日期", "Day"), name]} rows=${rows}>
    <${Columns} series=${[name]} points=${points(rows)} describe=${sentence(title, rows.slice(-7))} />
  <//>`;
}

function ConfidenceChart({ bins }) {
  const rows = bins.map(({ from, to, count }) => [`${formatPercent(from)}–${formatPercent(to)}`, count]);
  const name = tr("指标", "Indicators");
  const title = tr("指标置信度分布", "Confidence of indicators");
  const columns = bins.map(({ from, count }, index) => ({
    label: formatPercent(from),
    title: rows[index][0],
    values: [count],
    kind: from < 0.5 ? "bad" : from < 0.8 ? "warn" : "",
  }));
  return html`<${ChartCard} title=${title} note=${tr("由低到高", "From low to high")} columns=${[tr("置信度", "Confidence"), name]} rows=${rows}>
    <${Columns} series=${[name]} points=${columns} describe=${sentence(title, rows)} />
  <//>`;
}

function Ranking({ title, first, entries }) {
  const rows = entries.map(({ label, value }) => [label, value]);
  return html`<${ChartCard} title=${title} columns=${[first, tr("数量", "Number")]} rows=${rows}>
    <${BarList} rows=${entries} />
  <//>`;
}

function points(rows) {
  return rows.map(([day, ...values]) => ({ label: formatDay(day), title: day, values }));
}

function spanOf(days) {
  if (days.length === 0) return "";
  return `${formatDay(days[0].day)} – ${formatDay(days.at(-1).day)}`;
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}

function sentence(title, rows) {
  const said = rows.map(([name, ...values]) => `${name} ${values.map((value) => formatNumber(value)).join(" / ")}`);
  return `${title}: ${said.join(tr("，", ", "))}`;
}
