/**
 * Who is logged in. When a request is answered 401 the login is shown over the page, which stays
 * as it is, and the request is repeated afterwards: nothing typed is lost.
 */
import { Observable, usePart } from "./observable.js";

const login = new Observable({ user: null, wanted: false, known: false });
let waiting = [];

/** The CSRF token of the session, or null. */
export function sessionToken() {
  return login.state.user?.csrf ?? null;
}

/** Ask for a login; resolves when there is one. */
export function requireLogin() {
  login.set({ wanted: true });
  return new Promise((resolve) => waiting.push(resolve));
}

/**
 * Take over the answer of GET or POST /session.
 * @param {{name: string, scopes: string[], csrf: string, via: string}} user
 */
export function loggedIn(user) {
  login.set({ user, wanted: false, known: true });
  const resolved = waiting;
  waiting = [];
  for (const resolve of resolved) resolve();
}

/** Nobody is logged in (any more). */
export function loggedOut() {
  login.set({ user: null, wanted: true, known: true });
}

/** Hook: {user: {name, scopes, csrf, via}|null, wanted: a login is to be shown, known}. */
export function useSession() {
  return usePart(login, (state) => state);
}

const HELD = { write: ["read"], annotate: ["read"], admin: ["read", "write", "annotate", "personal"] };

/** Whether the one logged in may do what `scope` names. */
export function may(scope) {
  return (login.state.user?.scopes ?? []).some(
    (held) => held === scope || (HELD[held] ?? []).includes(scope),
  );
}
