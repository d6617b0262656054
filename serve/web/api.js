/** The service's HTTP API: requests, problems, uploads and event streams. */
import { loggedIn, requireLogin, sessionToken } from "./session.js";

const ROOT = "/v1";
const SAFE = new Set(["GET", "HEAD"]);

/** What the server (or the way to it) refused, with what to do about it. `status` 0: no answer. */
export class Problem extends Error {
  constructor({ status = 0, code = "", title = "", detail = "", remedy = "", retryAfter = null }) {
    super(title || detail || code || String(status));
    this.name = "Problem";
    Object.assign(this, { status, code, title, detail, remedy, retryAfter });
  }
}

/** The address of an API path: that of "documents" is "/v1/documents". */
export function address(path) {
  return `${ROOT}/${path}`;
}

/** Problem for a request that had no answer. */
function noAnswer() {
  return new Problem({
    code: "page.offline",
    title: "无法连接服务器。 The server does not answer.",
    remedy: "请检查网络，稍后重试。 Check the network and try again.",
  });
}

/**
 * Problem of an answer with an error status.
 * @param {number} status
 * @param {string} text  the body: problem+json, or anything
 * @param {(name: string) => string|null} header
 */
function problemOf(status, text, header) {
  let body = {};
  try {
    body = JSON.parse(text) ?? {};
  } catch {
    body = { title: `HTTP ${status}`, detail: text.slice(0, 300) };
  }
  const retryAfter = Number(header("Retry-After")) || null;
  return new Problem({ ...body, status, retryAfter });
}

/** The answer of a request that went well, unread; asks for the login where one is needed. */
async function request(method, path, { body, headers = {} } = {}) {
  const sent = { Accept: "application/json", ...headers };
  if (body !== undefined) sent["Content-Type"] = "application/json";
  for (let turn = 0; ; turn += 1) {
    const csrf = sessionToken();
    if (!SAFE.has(method) && csrf) sent["X-CSRF-Token"] = csrf;
    const answer = await fetch(address(path), {
      method,
      headers: sent,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: "same-origin",
      cache: "no-store",
    }).catch(() => {
      throw noAnswer();
    });
    if (answer.status === 401 && !path.endsWith("session")) {
      await requireLogin();
      continue;
    }
    const isUnsigned = answer.status === 403 && csrf && !SAFE.has(method) && turn === 0;
    if (isUnsigned && (await renewToken(csrf))) continue;
    if (answer.ok) return answer;
    throw problemOf(answer.status, await textOf(answer), (name) => answer.headers.get(name));
  }
}

/** Another tab may have logged in anew; whether the session has another token than `csrf`. */
async function renewToken(csrf) {
  const session = await get("session").catch(() => null);
  if (!session?.data?.csrf || session.data.csrf === csrf) return false;
  loggedIn(session.data);
  return true;
}

function textOf(answer) {
  return answer.text().catch(() => {
    throw noAnswer();
  });
}

async function read(method, path, options) {
  const answer = await request(method, path, options);
  const text = await textOf(answer);
  const isJson = (answer.headers.get("Content-Type") ?? "").includes("json");
  return {
    data: text === "" ? null : isJson ? JSON.parse(text) : text,
    headers: answer.headers,
    status: answer.status,
  };
}

/**
 * @param {string} path  below /v1, with its query
 * @returns {Promise<{data: any, headers: Headers, status: number}>}  throws Problem, as all here
 */
export const get = (path) => read("GET", path);

/** @param {string} path @param {object} [body] @param {{revision?: number}} [seen] */
export const post = (path, body, seen) => read("POST", path, { body, headers: matching(seen) });

/** @param {string} path @param {object} body @param {{revision?: number}} [seen] */
export const patch = (path, body, seen) => read("PATCH", path, { body, headers: matching(seen) });

/** @param {string} path */
export const del = (path) => read("DELETE", path);

/** @param {string} path @returns {Promise<Blob>} a file that the service makes as a whole */
export const getFile = async (path) => {
  const answer = await request("GET", path, { headers: { Accept: "*/*" } });
  return answer.blob().catch(() => {
    throw noAnswer();
  });
};

function matching({ revision } = {}) {
  return revision === undefined ? {} : { "If-Match": `"${revision}"` };
}

/**
 * A query string of the values that say something; "" when none does.
 * @param {Record<string, string|number|string[]|null|undefined>} values  lists are repeated
 */
export function query(values) {
  const parts = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== "") parts.append(name, String(one));
    }
  }
  const text = parts.toString();
  return text ? `?${text}` : "";
}

/**
 * Send one file. The same key makes a repeated upload the same document.
 * @param {File} file
 * @param {{onProgress: (fraction: number) => void, idempotencyKey: string,
 *          parameters: object, signal: AbortSignal}} options
 * @returns {Promise<{data: any, headers: {get: (name: string) => string|null}, status: number}>}
 */
export async function upload(file, options) {
  for (;;) {
    const answer = await sendFile(file, options);
    if (answer.status === 401) {
      await requireLogin();
      continue;
    }
    if (answer.status >= 400) throw problemOf(answer.status, answer.text, answer.headers.get);
    return { data: JSON.parse(answer.text), headers: answer.headers, status: answer.status };
  }
}

/** A fresh idempotency key. `randomUUID` exists on https and loopback only. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function sendFile(file, { onProgress, idempotencyKey, parameters, signal }) {
  return new Promise((resolve, reject) => {
    const sender = new XMLHttpRequest();
    sender.open("POST", address(`documents${query(parameters)}`));
    sender.setRequestHeader("Accept", "application/json");
    sender.setRequestHeader("Idempotency-Key", idempotencyKey);
    const csrf = sessionToken();
    if (csrf) sender.setRequestHeader("X-CSRF-Token", csrf);
    sender.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    sender.onerror = () => reject(noAnswer());
    sender.onabort = () => reject(new Problem({ code: "page.aborted", title: "已取消。 Cancelled." }));
    sender.onload = () =>
      resolve({
        status: sender.status,
        text: sender.responseText,
        headers: { get: (name) => sender.getResponseHeader(name) },
      });
    signal.addEventListener("abort", () => sender.abort(), { once: true });
    const form = new FormData();
    form.append("file", file, file.name);
    sender.send(form);
  });
}
