/** What the server says of a revision, in the words of the page. */
import { get } from "../api.js";
import { tr } from "../i18n.js";

const MOST = 20; // revisions that are told one by one

/** The number of the revision that an answer holds. */
export function revisionOf(headers) {
  return Number(headers.get("X-Revision"));
}

/** Who made a revision; somebody, where its answer did not come. */
export function authorName(revision) {
  return revision?.author.name || tr("他人", "Somebody");
}

/**
 * What was changed after a revision, and by whom.
 * @param {string} documentId
 * @param {number} revision
 * @returns {Promise<{author: string, changes: object[]}>}
 */
export async function changesSince(documentId, revision) {
  const at = `documents/${documentId}/revisions`;
  const answer = await get(at).catch(() => null);
  const isLater = (entry) => entry.number > revision;
  const later = (answer?.data.revisions ?? []).filter(isLater).slice(0, MOST);
  const whole = (entry) => get(`${at}/${entry.number}`).catch(() => null);
  const full = await Promise.all(later.map(whole));
  return {
    author: [...new Set(later.map(authorName))].join("、"),
    changes: full.flatMap((entry) => entry?.data.changes ?? []),
  };
}
