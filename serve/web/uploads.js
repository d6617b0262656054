/**
 * Files on their way: sent a few at a time, then followed until they are read. They go on while
 * another view is shown.
 */
import { get, newKey, upload } from "./api.js";
import { onDocumentEvent, progressOf } from "./live.js";
import { Observable, usePart } from "./observable.js";

const AT_ONCE = 3;
const SHOWN = 200; // finished ones beyond are let go
const SINGLE = 20; // documents of one archive that are asked for one by one
const FINAL = new Set(["done", "failed", "quarantined", "cancelled"]);
const BUSY = new Set([429, 503, 507]);
const uploads = new Observable({ entries: [] });
let counter = 0;
let stopListening = null;

/**
 * @typedef {object} Upload
 * @property {number} id
 * @property {string} name
 * @property {number} size  bytes
 * @property {"waiting"|"sending"|"delayed"|"accepted"|"duplicate"|"refused"} status
 * @property {number} fraction  0–1, sent
 * @property {Error|null} problem  why it was refused or is delayed
 * @property {object[]} documents  of the server, newest state
 * @property {{name: string, error: object}[]} rejected  members of an archive that were not taken
 */

const current = () => uploads.state.entries;
const find = (id) => current().find((entry) => entry.id === id);

function change(id, next) {
  uploads.set({ entries: current().map((one) => (one.id === id ? { ...one, ...next } : one)) });
}

/** Hook: all uploads of this visit, the newest first. */
export function useUploads() {
  return usePart(uploads, (state) => state.entries);
}

/**
 * Send files.
 * @param {Iterable<File>} files
 * @param {{collection?: string}} [parameters]
 */
export function addFiles(files, parameters = {}) {
  const added = [...files].map((file) => ({
    id: ++counter,
    file,
    key: newKey(),
    parameters: { on_duplicate: "reuse", ...parameters },
    name: file.name,
    size: file.size,
    status: "waiting",
    fraction: 0,
    problem: null,
    documents: [],
    rejected: [],
    abort: new AbortController(),
  }));
  if (added.length === 0) return;
  const dropped = new Set(current().filter(isSettled).slice(SHOWN));
  const kept = current().filter((entry) => !dropped.has(entry));
  uploads.set({ entries: [...added.reverse(), ...kept] });
  stopListening ??= onDocumentEvent(followEvent);
  sendNext();
}

/** Whether nothing more happens to an upload by itself. */
export function isSettled(entry) {
  if (entry.status === "refused" || entry.status === "duplicate") return true;
  if (entry.status !== "accepted") return false;
  return entry.documents.every((document) => FINAL.has(document.state));
}

/** Try a refused one again; it stays the same document for the server. */
export function retryUpload(id) {
  change(id, { status: "waiting", fraction: 0, problem: null, abort: new AbortController() });
  sendNext();
}

/** Keep a file that is there already as a document of its own. */
export function keepDuplicate(id) {
  const entry = find(id);
  change(id, {
    key: newKey(),
    parameters: { ...entry.parameters, on_duplicate: "keep" },
    status: "waiting",
    fraction: 0,
    documents: [],
  });
  sendNext();
}

/** Take one away; one that is being sent is stopped. */
export function removeUpload(id) {
  find(id)?.abort.abort();
  uploads.set({ entries: current().filter((entry) => entry.id !== id) });
  sendNext();
}

/** Take away all that are settled and need nobody. */
export function clearSettled() {
  uploads.set({ entries: current().filter((entry) => !isSettled(entry)) });
}

function sendNext() {
  const sending = current().filter((entry) => entry.status === "sending").length;
  const waiting = current().filter((entry) => entry.status === "waiting").reverse();
  for (const entry of waiting.slice(0, Math.max(0, AT_ONCE - sending))) send(entry);
  window.removeEventListener("beforeunload", warn);
  if (current().some((entry) => ["waiting", "sending", "delayed"].includes(entry.status))) {
    window.addEventListener("beforeunload", warn);
  }
}

function warn(event) {
  event.preventDefault();
}

async function send(entry) {
  change(entry.id, { status: "sending" });
  try {
    const answer = await upload(entry.file, {
      idempotencyKey: entry.key,
      parameters: entry.parameters,
      signal: entry.abort.signal,
      onProgress: (fraction) => change(entry.id, { fraction }),
    });
    accept(entry, answer);
  } catch (problem) {
    refuse(entry, problem);
  }
  sendNext();
}

function accept(entry, { data, status }) {
  const isDuplicate = status === 200; // nothing was taken that was not there before
  const { documents, rejected = [] } = data;
  change(entry.id, {
    status: isDuplicate ? "duplicate" : "accepted",
    fraction: 1,
    documents,
    rejected,
  });
  for (const document of documents.slice(0, SINGLE)) refresh(document.id);
}

function refuse(entry, problem) {
  if (!find(entry.id)) return; // taken away meanwhile
  if (!BUSY.has(problem.status) && problem.status !== 0) {
    change(entry.id, { status: "refused", problem });
    return;
  }
  change(entry.id, { status: "delayed", problem });
  const wait = (problem.retryAfter ?? 5) * 1000;
  setTimeout(() => {
    if (find(entry.id)?.status === "delayed") retryUpload(entry.id);
  }, wait);
}

function followEvent(event) {
  const entry = current().find((one) => one.documents.some(({ id }) => id === event.documentId));
  if (!entry) return;
  const progress = progressOf(event);
  if (progress) update(event.documentId, { state: "running", progress });
  else if (event.kind !== "deleted") refresh(event.documentId);
}

function refresh(documentId) {
  get(`documents/${documentId}`).then(
    ({ data }) => update(documentId, data),
    () => {},
  );
}

function update(documentId, next) {
  const renewed = (one) => (one.id === documentId ? { ...one, ...next } : one);
  const entries = current().map((entry) =>
    entry.documents.some(({ id }) => id === documentId)
      ? { ...entry, documents: entry.documents.map(renewed) }
      : entry,
  );
  uploads.set({ entries });
}
