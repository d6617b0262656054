/** The dialog that is open, if any. */
import { html } from "../vendor/preact.js";
import { Dialog } from "../dom.js";
import { tr } from "../i18n.js";
import { go } from "../router.js";
import { del } from "../api.js";
import { ConceptPicker } from "./concept_picker.js";
import { ConflictDialog } from "./conflict.js";
import { keyGroups } from "./keys.js";
import { usePart } from "../observable.js";
import { MoveDialog, SplitDialog } from "./row_dialogs.js";
import { RowMenu } from "./row_menu.js";

const KINDS = {
  concept: ConceptPicker,
  move: MoveDialog,
  split: SplitDialog,
  menu: RowMenu,
  help: HelpDialog,
  delete: DeleteDialog,
};

/** @param {{session: import("./session.js").ReviewSession}} properties */
export function Dialogs({ session }) {
  const dialog = usePart(session, (state) => state.dialog);
  const conflict = usePart(session, (state) => state.conflict);
  if (conflict) return html`<${ConflictDialog} session=${session} conflict=${conflict} />`;
  if (!dialog) return null;
  const close = () => session.set({ dialog: null });
  return html`<${KINDS[dialog.kind]} session=${session} close=${close} ...${dialog} />`;
}

function HelpDialog({ close }) {
  return html`<${Dialog}
    title=${tr("校对页快捷键", "Keys of the review page")}
    onClose=${close}
    wide
  >
    <div class="key-groups">
      ${keyGroups().map(
        ([title, keys]) =>
          html`<section key=${title}>
            <h3>${title}</h3>
            <dl>
              ${keys.map(
                ([names, text]) =>
                  html`<div key=${text}>
                    <dt>${names.split(" ").map((name) => html`<kbd key=${name}>${name}</kbd>`)}</dt>
                    <dd>${text}</dd>
                  </div>`,
              )}
            </dl>
          </section>`,
      )}
    </div>
  <//>`;
}

function DeleteDialog({ session, close }) {
  const remove = async () => {
    close();
    try {
      await del(`documents/${session.documentId}`);
      go([]);
    } catch (problem) {
      session.set({ refused: { problem, step: null } });
    }
  };
  const footer = html`<button type="button" class="button" onClick=${close}>
      ${tr("保留", "Keep")}
    </button>
    <button type="button" class="button danger primary" onClick=${remove}>
      ${tr("删除文档", "Delete document")}
    </button>`;
  return html`<${Dialog}
    title=${tr("删除此文档？", "Delete this document?")}
    onClose=${close}
    footer=${footer}
  >
    <p>
      ${tr("文档和全部修改将从列表中移除，保留期内管理员可以恢复。", "The document and all corrections leave the list; an administrator can bring them back for a while.")}
    </p>
  <//>`;
}
