/**
 * Files on their way: sent a few at a time, then followed until they are read. They go on while
 * another view is shown.
 */
import { useEffect, useState } from "./vendor/preact.js";
import { get, newKey, upload } from "./api.js";
import { onDocumentEvent, progressOf } from "./live.js";

const AT_ONCE = 3;
const SHOWN = 200; // finished ones beyond are let go
const SINGLE = 20; // documents of one archive that are asked for one by one
const FINAL = new Set(["done", "failed", "quarantined", "cancelled"]);
const BUSY = new Set([429, 503, 507]);
const listeners = new Set();
let entries = [];
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

function publish() {
  for (const listener of [...listeners]) listener(entries);
}

function change(id, next) {
  entries = entries.map((entry) => (entry.id === id ? { ...entry, ...next } : entry));
  publish();
}

/** Hook: all uploads of this visit, the newest first. */
export function useUploads() {
  const [value, setValue] = useState(entries);
  useEffect(() => {
    listeners.add(setValue);
    setValue(entries);
    return () => listeners.delete(setValue);
  }, []);
  return value;
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
  const finished = entries.filter(isSettled);
  const dropped = new Set(finished.slice(SHOWN).map((entry) => entry.id));
  entries = [...added.reverse(), ...entries.filter((entry) => !dropped.has(entry.id))];
  publish();
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
  const entry = entries.find((one) => one.id === id);
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
  entries.find((entry) => entry.id === id)?.abort.abort();
  entries = entries.filter((entry) => entry.id !== id);
  publish();
  sendNext();
}

/** Take away all that are settled and need nobody. */
export function clearSettled() {
  entries = entries.filter((entry) => !isSettled(entry));
  publish();
}

function sendNext() {
  const sending = entries.filter((entry) => entry.status === "sending").length;
  const waiting = entries.filter((entry) => entry.status === "waiting").reverse();
  for (const entry of waiting.slice(0, Math.max(0, AT_ONCE - sending))) send(entry);
  window.removeEventListener("beforeunload", warn);
  if (entries.some((entry) => ["waiting", "sending", "delayed"].includes(entry.status))) {
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
  if (!entries.some((one) => one.id === entry.id)) return; // taken away meanwhile
  if (!BUSY.has(problem.status) && problem.status !== 0) {
    change(entry.id, { status: "refused", problem });
    return;
  }
  change(entry.id, { status: "delayed", problem });
  const wait = (problem.retryAfter ?? 5) * 1000;
  setTimeout(() => {
    if (entries.find((one) => one.id === entry.id)?.status === "delayed") retryUpload(entry.id);
  }, wait);
}

function followEvent(event) {
  const entry = entries.find((one) => one.documents.some(({ id }) => id === event.documentId));
  if (!entry) return;
  const progress = event.kind === "progress" ? progressOf(event) : null;
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
  entries = entries.map((entry) =>
    entry.documents.some(({ id }) => id === documentId)
      ? {
          ...entry,
          documents: entry.documents.map((one) => (one.id === documentId ? { ...one, ...next } : one)),
        }
      : entry,
  );
  publish();
}
