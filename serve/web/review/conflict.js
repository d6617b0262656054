/** Two people, one document: who changed what, and what becomes of one's own unsaved work. */
import { html, useMemo, useState } from "../vendor/preact.js";
import { Dialog } from "../dom.js";
import { tr } from "../i18n.js";
import { Changes } from "./changes_list.js";
import { keepDraft } from "./drafts.js";
import { relocated } from "./relocating.js";

/**
 * @param {{session: object, conflict: {kept: object[], author: string|null, changes: object[],
 *          before?: object}}} properties  `author` null: left over from an earlier visit
 */
export function ConflictDialog({ session, conflict }) {
  const { record } = session.state;
  const items = useMemo(
    () => conflict.kept.map((kept) => relocated(kept, conflict.before, record)),
    [conflict, record],
  );
  const [dropped, setDropped] = useState(new Set());
  const finish = (chosen) => {
    keepDraft(session.documentId, { pending: [] });
    session.set({ conflict: null });
    for (const item of chosen) session.edit(item.edits, item.label, item.path);
    session.say(
      chosen.length
        ? tr(`重新应用了 ${chosen.length} 处修改`, `${chosen.length} applied again`)
        : tr("已放弃未保存的修改", "Unsaved changes dropped"),
    );
  };
  const left = items.filter((item, index) => item.edits !== null && !dropped.has(index));
  const toggle = (index) =>
    setDropped(
      new Set(dropped.has(index) ? [...dropped].filter((at) => at !== index) : [...dropped, index]),
    );
  const footer = html`<button type="button" class="button" onClick=${() => finish([])}>
      ${tr("全部放弃", "Drop all")}
    </button>
    <button
      type="button"
      class="button primary"
      disabled=${left.length === 0}
      onClick=${() => finish(left)}
    >
      ${tr(`重新应用 ${left.length} 处`, `Apply ${left.length} again`)}
    </button>`;
  return html`<${Dialog} title=${titleOf(conflict)} onClose=${() => {}} footer=${footer} wide>
    ${
      conflict.changes.length > 0 &&
      html`<section class="conflict-part">
        <h3>
          ${tr(`${conflict.author}的修改（已保存）`, `Changes by ${conflict.author} (saved)`)}
        </h3>
        <${Changes} changes=${conflict.changes} />
      </section>`
    }
    <section class="conflict-part">
      <h3>${tr("您未保存的修改", "Your unsaved changes")}</h3>
      <${Kept} items=${items} dropped=${dropped} toggle=${toggle} />
    </section>
  <//>`;
}

function Kept({ items, dropped, toggle }) {
  const now = (item) =>
    item.edits === null
      ? tr("该行已不存在", "the row is gone")
      : tr(`现为：${item.now || "（空）"}`, `now: ${item.now || "(empty)"}`);
  return html`<ul class="kept">
    ${items.map(
      (item, index) =>
        html`<li key=${index}>
          <label class="check">
            <input
              type="checkbox"
              checked=${item.edits !== null && !dropped.has(index)}
              disabled=${item.edits === null}
              onChange=${() => toggle(index)}
            />
            <span>${item.label}</span>
          </label>
          <span class="faint">${now(item)}</span>
        </li>`,
    )}
  </ul>`;
}

function titleOf({ author }) {
  if (author === null) return tr("上次有未保存的修改", "Unsaved changes of your last visit");
  return tr(`${author}刚刚修改了本文档`, `${author} has just changed this document`);
}
