/** All revisions of the document: who, when, what; look at one, go back to it. */
import { html, useState } from "../vendor/preact.js";
import { address, get, post } from "../api.js";
import { useLoaded } from "../dom.js";
import { problemText } from "../feedback.js";
import { formatTime } from "../format.js";
import { tr } from "../i18n.js";
import { Changes } from "./changes_list.js";
import { Icon } from "./icons.js";
import { usePart } from "../observable.js";
import { textAt } from "./paths.js";
import { authorName } from "./revisions.js";
import { word } from "./words.js";

/** @param {{session: import("./session.js").ReviewSession}} properties */
export function History({ session }) {
  const revision = usePart(session, (state) => state.revision);
  const load = async () => (await get(`documents/${session.documentId}/revisions`)).data.revisions;
  const { data: revisions, problem } = useLoaded(load, [revision]);
  return html`<aside class="drawer" aria-label=${tr("修改记录", "History")}>
    <header class="drawer-head">
      <h2>${tr("修改记录", "History")}</h2>
      <button
        type="button"
        class="button quiet icon small"
        aria-label=${tr("关闭", "Close")}
        onClick=${() => session.set({ drawer: null })}
      >
        <${Icon} name="cross" />
      </button>
    </header>
    ${problem && html`<p class="part-note">${problemText(problem).title}</p>`}
    <ol class="revisions">
      ${(revisions ?? []).map((entry) => html`<${Entry} key=${entry.number} session=${session} entry=${entry} isNewest=${entry.number === revision} />`)}
    </ol>
  </aside>`;
}

function Entry({ session, entry, isNewest }) {
  const { number } = entry;
  const [isOpen, setOpen] = useState(false);
  const [changes, setChanges] = useState(null);
  const toggle = () => {
    setOpen(!isOpen);
    if (changes !== null) return;
    get(`documents/${session.documentId}/revisions/${number}`).then(
      ({ data }) => setChanges(data.changes),
      () => setChanges([]),
    );
  };
  const select = (path) => textAt(session.state.record, path) !== null && session.select(path);
  return html`<li class=${`history-entry ${isNewest ? "revision-newest" : ""}`}>
    <button type="button" class="revision-head" aria-expanded=${String(isOpen)} onClick=${toggle}>
      <span class="revision-number">${number}</span>
      <span class="revision-what"><strong>${word(entry.kind)}</strong> · ${authorName(entry)}</span>
      <time class="faint">${formatTime(entry.made_at)}</time>
    </button>
    ${
      isOpen &&
      html`<div class="revision-body">
        ${changes === null ? html`<span class="spinner"></span>` : changes.length ? html`<${Changes} changes=${changes} onSelect=${select} />` : html`<p class="faint">${tr("没有逐项修改", "No single changes")}</p>`}
        ${!isNewest && html`<${Older} session=${session} number=${number} />`}
        <a
          class="small"
          href=${address(`documents/${session.documentId}/result?revision=${number}`)}
          target="_blank"
          rel="noopener"
          >JSON</a
        >
      </div>`
    }
  </li>`;
}

function Older({ session, number }) {
  return html`<div class="toolbar">
    <button type="button" class="button small" onClick=${() => showRevision(session, number)}>
      ${tr("查看此版本", "Show this revision")}
    </button>
    <button type="button" class="button small" onClick=${() => restore(session, number)}>
      <${Icon} name="undo" />${tr("恢复到此版本", "Go back to this revision")}
    </button>
  </div>`;
}

/** Show an earlier record, to be looked at only. */
async function showRevision(session, number) {
  const answer = await get(`documents/${session.documentId}/result?revision=${number}`);
  session.set({ record: answer.data, preview: number, selected: null, form: 0 });
}

/** Show the newest record again. */
export function endPreview(session) {
  session.set({ preview: null });
  session.showQueue();
}

/** Make an earlier revision the newest. */
export async function restore(session, number) {
  if (session.state.preview !== null) endPreview(session);
  if (session.queue.unsaved) return session.say(tr("请等待保存完成", "Wait until all is saved"));
  try {
    const { data } = await post(
      `documents/${session.documentId}/revisions/${number}/restore`,
      {},
      { revision: session.state.revision },
    );
    session.queue.forgetUndo();
    session.queue.reset(data.record, data.revision);
    await session.reloadDoubts();
    session.say(tr(`已恢复到版本 ${number}`, `Back at revision ${number}`));
  } catch (problem) {
    session.set({ refused: { problem, step: null } });
  }
}
