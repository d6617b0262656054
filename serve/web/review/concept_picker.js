/** The choice of a standard concept for an indicator: its candidates first, then a search. */
import { html, useEffect, useRef, useState } from "../vendor/preact.js";
import { get, query } from "../api.js";
import { Dialog } from "../dom.js";
import { tr } from "../i18n.js";
import { chooseConcept } from "./actions.js";
import { rowAt } from "./paths.js";
import { percent } from "./words.js";

const known = new Map(); // concepts by id, for this visit

/** @param {{session: object, path: string, close: () => void}} properties */
export function ConceptPicker({ session, path, close }) {
  const row = rowAt(session.state.record, path);
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const found = useConcepts(text, row);
  const choices = [...found, ...(row.classification.concept ? [NONE] : [])];
  const list = useRef(null);
  useEffect(
    () =>
      list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" }),
    [at],
  );
  const take = (concept) => {
    close();
    chooseConcept(session, path, concept);
  };
  const onKey = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setAt((at + step + choices.length) % Math.max(1, choices.length));
    else if (event.key === "Enter" && !event.isComposing && choices[at]) take(choices[at]);
    else return;
    event.preventDefault();
  };
  return html`<${Dialog} title=${tr("选择标准指标", "Choose concept")} onClose=${close}>
    <p class="soft">${row.level3}${row.value ? `：${row.value}` : ""}</p>
    <input
      class="input"
      autofocus
      role="combobox"
      aria-expanded="true"
      aria-controls="concepts"
      aria-activedescendant=${choices[at] ? `concept-${at}` : null}
      aria-label=${tr("查找标准指标", "Search concepts")}
      placeholder=${tr("按名称、常见写法查找…", "Search by name or wording …")}
      value=${text}
      onInput=${(event) => {
        setText(event.target.value);
        setAt(0);
      }}
      onKeyDown=${onKey}
    />
    <ul
      class="concepts"
      id="concepts"
      role="listbox"
      ref=${list}
      aria-label=${tr("标准指标", "Concepts")}
    >
      ${choices.map((concept, index) => html`<${Choice} key=${concept.id ?? "none"} concept=${concept} index=${index} isAt=${index === at} isChosen=${concept.id === row.classification.concept} take=${take} />`)}
      ${found.length === 0 && text && html`<li class="faint">${tr("没有相近的指标", "Nothing is alike")}</li>`}
    </ul>
  <//>`;
}

const NONE = { id: null, name: null };

function Choice({ concept, index, isAt, isChosen, take }) {
  if (concept.id === null) {
    return html`<li
      id=${`concept-${index}`}
      role="option"
      aria-selected=${String(isAt)}
      onClick=${() => take(concept)}
    >
      ${tr("不归入任何标准指标", "No concept")}
    </li>`;
  }
  return html`<li
    id=${`concept-${index}`}
    role="option"
    aria-selected=${String(isAt)}
    onClick=${() => take(concept)}
  >
    <span class="concept-name"
      >${concept.name ?? concept.id}${isChosen ? html` <span class="tag">${tr("当前", "current")}</span>` : ""}</span
    >
    <span class="concept-id mono">${concept.id}</span>
    <span class="concept-homes">
      ${concept.home_2015 && html`<span>2015 ${concept.home_2015}</span>`}
      ${concept.home_2021 && html`<span>2021 ${concept.home_2021}</span>`}
    </span>
    ${concept.confidence !== undefined && html`<span class="concept-sure">${percent(concept.confidence)}</span>`}
  </li>`;
}

function useConcepts(text, row) {
  const [found, setFound] = useState([]);
  useEffect(() => {
    let current = true;
    const timer = setTimeout(
      () => {
        const search = text.trim() ? searched(text.trim()) : candidatesOf(row);
        search
          .then((concepts) => current && setFound(concepts))
          .catch(() => current && setFound([]));
      },
      text.trim() ? 120 : 0,
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [text]);
  return found;
}

async function searched(text) {
  const { data } = await get(`taxonomy${query({ q: text, limit: 20 })}`);
  for (const concept of data.hits) known.set(concept.id, concept);
  return data.hits;
}

/** The classifier's candidates; where there are none, what is alike in name. */
async function candidatesOf(row) {
  const { candidates } = row.classification;
  if (!candidates?.length) return row.level3 ? searched(row.level3) : [];
  return Promise.all(
    candidates.map(async ({ concept, confidence }) => ({
      ...(await conceptOf(concept)),
      confidence,
    })),
  );
}

async function conceptOf(id) {
  if (!known.has(id)) {
    const answer = await get(`taxonomy/${encodeURIComponent(id)}`).catch(() => null);
    known.set(id, answer?.data ?? { id, name: null });
  }
  return known.get(id);
}
