/** Unsaved work, kept in this tab's storage until the server has it. */

const PREFIX = "jixiao.review.";

/**
 * @typedef {{edits: object[], label: string, path: string|null}} KeptEdit
 * @param {string} documentId
 * @returns {{pending: KeptEdit[], typing: {path: string, text: string}|null}}
 */
export function readDraft(documentId) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(PREFIX + documentId) ?? "null");
    return { pending: kept?.pending ?? [], typing: kept?.typing ?? null };
  } catch {
    return { pending: [], typing: null }; // storage is forbidden, or another version's
  }
}

/** Keep a part of the draft; an empty draft leaves nothing behind. */
export function keepDraft(documentId, part) {
  const draft = { ...readDraft(documentId), ...part };
  try {
    if (draft.pending.length === 0 && draft.typing === null) {
      sessionStorage.removeItem(PREFIX + documentId);
    } else {
      sessionStorage.setItem(PREFIX + documentId, JSON.stringify(draft));
    }
  } catch {
    // not kept then; the queue in memory still is
  }
}
