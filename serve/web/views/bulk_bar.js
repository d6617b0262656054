/** What can be done with the documents that are selected. */
import { html, useState } from "../vendor/preact.js";
import { del, post } from "../api.js";
import { Dialog } from "../dom.js";
import { toast, toastProblem } from "../feedback.js";
import { tr } from "../i18n.js";
import { Icon } from "../icons.js";
import { may } from "../session.js";
import { reloadDocuments } from "./document_list_state.js";
import { ExportMenu } from "./export_menu.js";

const AT_ONCE = 4;

/**
 * @param {{documents: object[], update: (id: string, next: object|null) => void,
 *          onDone: () => void}} props
 */
export function BulkBar({ documents, update, onDone }) {
  const [isRerun, setRerun] = useState(false);
  const active = documents.filter(({ state }) => state === "queued" || state === "running");
  const settled = documents.filter(({ state }) => state !== "queued" && state !== "running");
  const number = documents.length;
  const cancel = () =>
    forAll(active, ({ id }) => post(`documents/${id}/cancel`)).then((count) => {
      toast({ kind: "good", text: tr(`已请求取消 ${count} 个`, `Asked to cancel ${count}`) });
      onDone();
    });
  return html`<div class="bulk" role="toolbar" aria-label=${tr("批量操作", "Selected documents")}>
    <strong>${tr(`已选 ${number} 个`, `${number} selected`)}</strong>
    <${ExportMenu} filters=${{}} ids=${documents.map(({ id }) => id)} />
    ${may("write") &&
    html`<button class="button" disabled=${settled.length === 0} onClick=${() => setRerun(true)}>
        <${Icon} name="refresh" />${tr("重新识别", "Read again")}
      </button>
      <button class="button" disabled=${active.length === 0} onClick=${cancel}>
        <${Icon} name="stop" />${tr("取消处理", "Cancel")}
      </button>
      <button class="button danger" onClick=${() => remove(documents, update, onDone)}>
        <${Icon} name="trash" />${tr("删除", "Delete")}
      </button>`}
    <span class="spacer"></span>
    <button class="button quiet" onClick=${onDone}>${tr("取消选择", "Unselect")}</button>
    ${isRerun &&
    html`<${RerunDialog} documents=${settled} update=${update} onClose=${() => setRerun(false)} onDone=${onDone} />`}
  </div>`;
}

function RerunDialog({ documents, update, onClose, onDone }) {
  const [isKept, setKept] = useState(true);
  const run = async () => {
    onClose();
    const count = await forAll(documents, async ({ id }) => {
      await post(`documents/${id}/rerun`, { keep_corrections: isKept });
      update(id, { state: "queued", error: null });
    });
    toast({ kind: "good", text: tr(`${count} 个文档已重新排队`, `${count} documents wait to be read again`) });
    onDone();
  };
  return html`<${Dialog}
    title=${tr(`重新识别 ${documents.length} 个文档`, `Read ${documents.length} documents again`)}
    onClose=${onClose}
    footer=${html`<button class="button" onClick=${onClose}>${tr("返回", "Back")}</button>
      <button class="button primary" onClick=${run}>${tr("重新识别", "Read again")}</button>`}
  >
    <p>
      ${tr("将使用当前的模型重新读取原文件，产生一个新版本；旧版本仍可查看和恢复。", "The original is read anew with the present models and becomes a new revision; older ones stay and can be restored.")}
    </p>
    <label class="check">
      <input type="checkbox" checked=${isKept} onChange=${(event) => setKept(event.target.checked)} />
      ${tr("保留人工校对的内容", "Keep what people corrected")}
    </label>
  <//>`;
}

/** Delete at once, and offer to take it back. */
async function remove(documents, update, onDone) {
  const gone = [];
  await forAll(documents, async (document) => {
    await del(`documents/${document.id}`);
    gone.push(document);
    update(document.id, null);
  });
  onDone();
  if (gone.length === 0) return;
  const restore = () =>
    forAll(gone, ({ id }) => post(`documents/${id}/undelete`)).then((count) => {
      toast({ kind: "good", text: tr(`已恢复 ${count} 个`, `${count} restored`) });
      reloadDocuments();
    });
  toast({
    text: tr(`已删除 ${gone.length} 个文档`, `${gone.length} deleted`),
    action: { label: tr("撤销", "Undo"), run: restore },
  });
}

/** Do it for each, a few at a time; the number that went well. Tells of the first problem. */
async function forAll(documents, act) {
  const waiting = [...documents];
  let count = 0;
  let told = false;
  const work = async () => {
    for (let document = waiting.shift(); document; document = waiting.shift()) {
      try {
        await act(document);
        count += 1;
      } catch (problem) {
        if (!told) toastProblem(problem);
        told = true;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return count;
}
