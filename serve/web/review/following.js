/** What the server tells of a document while it is open: reading, corrections of others. */
import { get } from "../api.js";
import { tr } from "../i18n.js";
import { progressOf } from "../live.js";
import { authorName } from "./revisions.js";

const REST = 400; // ms between two looks at the document

/**
 * Take in one event of the document. Those from before it was opened come first and say nothing
 * new: what they are about is compared with what is there.
 * @param {import("./session.js").ReviewSession} session
 * @param {{kind: string, data: any}} event
 */
export function follow(session, event) {
  const { kind, data } = event;
  if (kind === "corrected") noteRevision(session, data.revision);
  else if (["progress", "running", "queued"].includes(kind)) noteProgress(session, event);
  else if (kind !== "message") refreshDocument(session);
}

function noteProgress(session, event) {
  refreshSoon(session);
  const { document } = session.state;
  const progress = progressOf(event);
  if (progress && document?.state === "running") session.set({ document: { ...document, progress } });
}

function refreshSoon(session) {
  if (session.refreshing) return;
  session.refreshing = setTimeout(() => {
    session.refreshing = null;
    if (!session.closed) refreshDocument(session);
  }, REST);
}

/** Look at the state of the document; what was read meanwhile is taken over. */
export async function refreshDocument(session) {
  const answer = await get(`documents/${session.documentId}`).catch(() => null);
  if (answer === null || session.closed) return;
  session.set({ document: answer.data });
  if (answer.data.state === "done") await takeReading(session, answer.data.revision);
}

/** The machine has read the document (again), or somebody has corrected it. */
async function takeReading(session, revision) {
  if (revision === session.queue.revision || session.queue.unsaved) return;
  if (session.state.record !== null && session.newest === revision) return;
  session.queue.forgetUndo();
  await session.load();
}

/** Somebody, perhaps this page, has made a revision. */
function noteRevision(session, revision) {
  session.newest = Math.max(session.newest ?? 0, revision);
  if (session.queue.unsaved) return; // the answer (or a 412) will tell
  if (revision <= session.queue.revision) return;
  if (session.state.editing === null) takeOver(session, revision);
  else tellOfChange(session, revision);
}

/** While somebody types, rows stay where they are; what is typed is sent on its own revision. */
async function tellOfChange(session, revision) {
  const author = await authorOf(session, revision);
  session.set({ changedBy: { author, revision } });
}

/** Take over what others changed while somebody typed, once nothing of that is unsaved. */
export function catchUp(session) {
  const newest = session.newest ?? 0;
  if (newest > session.queue.revision && session.queue.unsaved === 0) takeOver(session, newest);
}

/** Show the revision that another has made, and say who. */
export async function takeOver(session, revision) {
  session.queue.forgetUndo();
  await session.queue.reload().catch(() => null);
  const author = await authorOf(session, revision);
  session.set({ changedBy: { author, revision } });
  session.say(tr(`${author}修改了本文档`, `${author} has changed this document`));
  await session.reloadDoubts();
}

async function authorOf({ documentId }, revision) {
  const answer = await get(`documents/${documentId}/revisions/${revision}`).catch(() => null);
  return authorName(answer?.data);
}
