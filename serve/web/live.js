/** One event stream for the whole page, open while anything listens. */
import { Observable, usePart } from "./observable.js";
import { stream } from "./stream.js";

const listeners = new Set();
const line = new Observable({ isConnected: true });
let close = null;
let lastEventId = "";

function open() {
  const onState = (isConnected) => line.set({ isConnected });
  close = stream("events", receive, { lastEventId, onState });
}

function receive(event) {
  lastEventId = event.id;
  const { document_id: documentId } = event.data;
  for (const listener of [...listeners]) listener({ ...event, documentId });
}

/**
 * Hear of everything that happens to documents.
 * @param {(event: {kind: string, documentId: string, data: any}) => void} listener
 * @returns {() => void}  stops
 */
export function onDocumentEvent(listener) {
  listeners.add(listener);
  if (!close) open();
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    close?.();
    close = null;
  };
}

/** Hook: whether the stream is up; changes are not seen live while it is not. */
export function useConnected() {
  return usePart(line, (state) => state.isConnected);
}

/**
 * The progress of a document that an event tells of, or null for events of other kinds.
 * @returns {{stage: string, done: number, total: number, fraction: number}|null}
 */
export function progressOf({ kind, data }) {
  if (kind !== "progress") return null;
  const { stage, done, total } = data;
  return { stage, done, total, fraction: total ? done / total : 0 };
}
