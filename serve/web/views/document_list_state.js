/** The list of documents that is shown: pages of it, kept up to date by events. */
import { useCallback, useEffect, useRef, useState } from "../vendor/preact.js";
import { get, query } from "../api.js";
import { onDocumentEvent, progressOf } from "../live.js";

const PAGE = 50;
const GATHER = 800; // ms in which events are taken together
const MOST_SINGLE = 12; // changed documents beyond are loaded as a list
const RELOAD = "jixiao:documents"; // of the window, for whoever changed documents elsewhere
const EMPTY = { documents: [], nextCursor: null, problem: null, isLoading: true, isStale: false };

/** Let a list that is shown load again. */
export function reloadDocuments() {
  window.dispatchEvent(new Event(RELOAD));
}

/**
 * Hook: the documents that fulfil `filters`.
 * @param {Record<string, string>} filters  names of GET /documents
 * @returns {{documents: object[], nextCursor: string|null, problem: Error|null,
 *            isLoading: boolean, isStale: boolean, more: () => void, reload: () => void,
 *            update: (id: string, next: object|null) => void}}
 */
export function useDocumentList(filters) {
  const [state, setState] = useState(EMPTY);
  const newest = useRef({ filters, state });
  newest.current = { filters, state };
  const wanted = JSON.stringify(filters);
  const turn = useRef(0);

  const load = useCallback((cursor) => {
    const mine = ++turn.current;
    setState((before) => ({ ...before, isLoading: true }));
    get(`documents${query({ ...newest.current.filters, limit: PAGE, cursor })}`).then(
      ({ data }) => {
        if (mine === turn.current) setState((before) => joined(before, data, cursor));
      },
      (problem) => {
        if (mine === turn.current) setState((before) => ({ ...before, problem, isLoading: false }));
      },
    );
  }, []);

  useEffect(() => load(null), [wanted]);
  const update = useCallback((id, next) => setState((before) => changed(before, id, next)), []);
  const reload = useCallback(() => load(null), []);
  useEffect(() => followEvents(newest, update, setState, reload), []);
  useEffect(() => {
    window.addEventListener(RELOAD, reload);
    return () => window.removeEventListener(RELOAD, reload);
  }, []);
  const more = () => state.nextCursor && !state.isLoading && load(state.nextCursor);
  return { ...state, more, reload, update };
}

function joined(before, data, cursor) {
  const known = new Set(cursor ? before.documents.map(({ id }) => id) : []);
  const fresh = data.documents.filter(({ id }) => !known.has(id));
  return {
    documents: cursor ? [...before.documents, ...fresh] : fresh,
    nextCursor: data.next_cursor ?? null,
    problem: null,
    isLoading: false,
    isStale: cursor ? before.isStale : false,
  };
}

function changed(before, id, next) {
  if (next === null) {
    return { ...before, documents: before.documents.filter((one) => one.id !== id) };
  }
  return {
    ...before,
    documents: before.documents.map((one) => (one.id === id ? { ...one, ...next } : one)),
  };
}

/** Take events together: progress at once, changes one by one, what is new as a list. */
function followEvents(newest, update, setState, reload) {
  let changedIds = new Set();
  let timer = null;
  const flush = () => {
    timer = null;
    const ids = [...changedIds];
    changedIds = new Set();
    const { documents } = newest.current.state;
    const known = new Set(documents.map(({ id }) => id));
    const isNew = ids.some((id) => !known.has(id));
    const shown = ids.filter((id) => known.has(id));
    if (documents.length <= PAGE && (isNew || shown.length > MOST_SINGLE)) {
      reload();
      return;
    }
    if (isNew) setState((before) => ({ ...before, isStale: true }));
    for (const id of shown.slice(0, MOST_SINGLE)) {
      get(`documents/${id}`).then(
        ({ data }) => update(id, data),
        (problem) => problem.status === 404 && update(id, null),
      );
    }
  };
  const stop = onDocumentEvent((event) => {
    const progress = progressOf(event);
    if (progress) {
      update(event.documentId, { state: "running", progress });
      return;
    }
    if (event.kind === "deleted") {
      update(event.documentId, null);
      return;
    }
    changedIds.add(event.documentId);
    timer ??= setTimeout(flush, GATHER);
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}
