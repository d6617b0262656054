/** Search over the indicators and texts of all documents; a hit opens its place for review. */
import { html, useEffect, useState } from "../vendor/preact.js";
import { get, query as queryString } from "../api.js";
import { useKeys, useRested } from "../dom.js";
import { Loading, ProblemNotice } from "../feedback.js";
import { tr } from "../i18n.js";
import { Icon } from "../icons.js";
import { link, replaceQuery } from "../router.js";

const PAGE = 50;
const NOTHING = { hits: null, cursor: null, problem: null, isLoading: false, q: "" };

/** @param {{route: {query: {q?: string}}}} props */
export function SearchView({ route }) {
  const [text, setText] = useState(route.query.q ?? "");
  useEffect(() => setText(route.query.q ?? ""), [route]);
  const wanted = useRested(text.trim(), 250);
  const [state, setState] = useState(NOTHING);
  useKeys({ "/": () => document.getElementById("search-q")?.focus() });
  useEffect(() => document.getElementById("search-q")?.focus(), []);
  useEffect(() => {
    replaceQuery(["search"], { q: wanted });
    return find(wanted, null, setState);
  }, [wanted]);
  const more = () => find(wanted, state.cursor, setState);
  return html`<div class="page">
    <div class="page-head"><h1>${tr("检索", "Search")}</h1></div>
    <form class="search-box" role="search" onSubmit=${(event) => event.preventDefault()}>
      <span class="text-filter wide">
        <${Icon} name="search" />
        <input
          class="input"
          id="search-q"
          type="search"
          placeholder=${tr("指标、指标值、项目、目标中的文字", "Words of indicators, values, projects, goals")}
          aria-label=${tr("检索词", "Words to search for")}
          value=${text}
          onInput=${(event) => setText(event.target.value)}
        />
      </span>
    </form>
    ${state.problem && html`<${ProblemNotice} problem=${state.problem} retry=${() => find(wanted, null, setState)} />`}
    <${Results} state=${state} onMore=${more} onTry=${setText} />
  </div>`;
}

/** Ask for one page of hits; what it returns drops a late answer. */
function find(q, cursor, setState) {
  if (!q) {
    setState(NOTHING);
    return () => {};
  }
  let isCurrent = true;
  setState((before) => ({ ...before, isLoading: true, problem: null }));
  get(`search${queryString({ q, cursor, limit: PAGE })}`).then(
    ({ data }) =>
      isCurrent &&
      setState((before) => ({
        q,
        hits: cursor ? [...before.hits, ...data.hits] : data.hits,
        cursor: data.next_cursor ?? null,
        problem: null,
        isLoading: false,
      })),
    (problem) => isCurrent && setState((before) => ({ ...before, problem, isLoading: false })),
  );
  return () => {
    isCurrent = false;
  };
}

function Results({ state, onMore, onTry }) {
  const { hits, isLoading, cursor, q } = state;
  if (hits === null) return isLoading ? html`<${Loading} />` : html`<${Hint} onTry=${onTry} />`;
  if (hits.length === 0) {
    return html`<section class="card nothing" role="status">
      <${Icon} name="search" size=${28} />
      <p>${tr(`没有找到“${q}”`, `Nothing found for “${q}”`)}</p>
    </section>`;
  }
  return html`<section class="card" aria-label=${tr("检索结果", "Hits")}>
    <table class="data hits">
      <thead>
        <tr>
          <th>${tr("指标", "Indicator")}</th>
          <th class="cell-value">${tr("指标值", "Target value")}</th>
          <th class="cell-concept">${tr("标准概念", "Concept")}</th>
          <th class="cell-from">${tr("项目", "Project")}</th>
        </tr>
      </thead>
      <tbody aria-busy=${String(isLoading)}>
        ${hits.map((hit, index) => html`<${Hit} key=${`${hit.document_id}${hit.path}${index}`} hit=${hit} q=${q} />`)}
      </tbody>
    </table>
    <footer class="list-foot">
      <span class="small soft">${tr(`已显示 ${hits.length} 条`, `${hits.length} shown`)}</span>
      ${cursor &&
      html`<button class="button" disabled=${isLoading} onClick=${onMore}>
        ${isLoading ? tr("正在加载…", "Loading…") : tr("再显示一些", "Show more")}
      </button>`}
    </footer>
  </section>`;
}

function Hit({ hit, q }) {
  const levels = [hit.level1, hit.level2].filter(Boolean).join(" › ");
  const name = hit.project_name || hit.document_name;
  return html`<tr>
    <td>
      <a href=${link(["documents", hit.document_id], { path: hit.path })}>
        <${Marked} text=${hit.level3 || hit.text} q=${q} />
      </a>
      <p class="small faint">
        ${hit.form > 0 && tr(`第 ${hit.form + 1} 张表 · `, `Form ${hit.form + 1} · `)}${levels || pathLabel(hit.path)}
      </p>
    </td>
    <td class="cell-value"><${Marked} text=${hit.value ?? ""} q=${q} /></td>
    <td class="cell-concept small soft">${hit.concept_name ?? hit.concept ?? ""}</td>
    <td class="cell-from">
      <p class="clip" title=${name}><${Marked} text=${name} q=${q} /></p>
      <p class="small faint clip">${hit.project_name ? hit.document_name : ""}</p>
    </td>
  </tr>`;
}

const PLACES = {
  title: ["标题", "Title"],
  fields: ["基本信息", "Basic data"],
  other_fields: ["其他栏目", "Other fields"],
  funding: ["资金", "Funding"],
  tasks: ["工作任务", "Tasks"],
  goals: ["绩效目标", "Goals"],
  indicators: ["指标", "Indicators"],
};

/** Which part of a form a path names: "/forms/0/goals/1/text" is a goal. */
function pathLabel(path) {
  const names = PLACES[path.split("/")[3]];
  return names ? tr(...names) : "";
}

/** The text with the words that were searched for marked. */
function Marked({ text, q }) {
  const words = q.split(/\s+/).filter(Boolean).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  if (words.length === 0 || !text) return text;
  const parts = text.split(new RegExp(`(${words.join("|")})`, "gi"));
  return parts.map((part, index) => (index % 2 ? html`<mark key=${index}>${part}</mark>` : part));
}

function Hint({ onTry }) {
  const examples = ["培训人次", "满意度", "≥95%", "合格率", "供水"];
  return html`<div class="search-hint">
    <p>
      ${tr(
        "在所有已完成的文档中查找指标、指标值、项目名称和绩效目标；点击结果直接看到原图位置。",
        "Looks through the indicators, values, projects and goals of all documents that are done; a hit opens its place on the scan.",
      )}
    </p>
    <div class="examples">
      <span>${tr("例如", "For example")}</span>
      ${examples.map((one) => html`<button class="button small" key=${one} onClick=${() => onTry(one)}>${one}</button>`)}
    </div>
  </div>`;
}
