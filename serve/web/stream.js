/** Server-sent events over fetch, so that a lost connection or session is told apart and mended. */
import { address } from "./api.js";
import { requireLogin } from "./session.js";

const FIRST_WAIT = 1000; // ms
const LONGEST_WAIT = 20_000;
const SILENCE = 60_000; // no byte, not even a heartbeat, for so long: the line is dead

/**
 * Follow a stream until closed. Reconnects by itself and goes on where it was.
 * @param {string} path  below /v1
 * @param {(event: {kind: string, id: string, data: any}) => void} onEvent
 * @param {{onState?: (connected: boolean) => void, lastEventId?: string}} [options]
 * @returns {() => void}  closes it
 */
export function stream(path, onEvent, { onState = () => {}, lastEventId = "" } = {}) {
  const closer = new AbortController();
  const place = { id: lastEventId };
  follow(path, { onEvent, onState, place, signal: closer.signal });
  return () => closer.abort();
}

async function follow(path, { onEvent, onState, place, signal }) {
  let wait = FIRST_WAIT;
  while (!signal.aborted) {
    try {
      await readOnce(path, place, signal, {
        onOpen: () => {
          wait = FIRST_WAIT;
          onState(true);
        },
        onEvent,
      });
    } catch (error) {
      if (error instanceof StreamRefused && error.isFinal) break;
      if (error instanceof StreamRefused && error.needsLogin) {
        await requireLogin();
        continue;
      }
    }
    if (signal.aborted) break;
    onState(false);
    await pause(wait * (0.75 + Math.random() / 2), signal);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  }
}

class StreamRefused extends Error {
  constructor(status) {
    super(String(status));
    this.isFinal = status === 404 || status === 403;
    this.needsLogin = status === 401;
  }
}

async function readOnce(path, place, signal, { onOpen, onEvent }) {
  const line = new AbortController();
  const abort = () => line.abort();
  signal.addEventListener("abort", abort, { once: true });
  let watchdog = setTimeout(abort, SILENCE);
  try {
    const headers = { Accept: "text/event-stream" };
    if (place.id) headers["Last-Event-ID"] = place.id;
    const answer = await fetch(address(path), {
      headers,
      credentials: "same-origin",
      cache: "no-store",
      signal: line.signal,
    });
    if (!answer.ok) throw new StreamRefused(answer.status);
    onOpen();
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    const parser = new EventParser(place, onEvent);
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      clearTimeout(watchdog);
      watchdog = setTimeout(abort, SILENCE);
      parser.feed(value);
    }
  } finally {
    clearTimeout(watchdog);
    signal.removeEventListener("abort", abort);
    line.abort();
  }
}

/** Cuts the text of a stream into events; keeps `place.id` at the last one. */
export class EventParser {
  constructor(place, onEvent) {
    Object.assign(this, { place, onEvent, rest: "", kind: "", data: [] });
  }

  feed(text) {
    const lines = (this.rest + text).split(/\r?\n/);
    this.rest = lines.pop();
    for (const line of lines) this.line(line);
  }

  line(line) {
    if (line === "") return this.finish();
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "event") this.kind = value;
    else if (name === "data") this.data.push(value);
    else if (name === "id") this.place.id = value;
  }

  finish() {
    if (this.data.length) {
      const text = this.data.join("\n");
      let data = text;
      try {
        data = JSON.parse(text);
      } catch {
        // left as text
      }
      this.onEvent({ kind: this.kind || "message", id: this.place.id, data });
    }
    this.kind = "";
    this.data = [];
  }
}

function pause(milliseconds, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
