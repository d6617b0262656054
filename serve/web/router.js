/** Addresses within the page: #/documents/ID?path=…; the part before "?" chooses the view. */
import { useEffect, useState } from "./vendor/preact.js";

/** @returns {{parts: string[], query: Record<string, string>, hash: string}} */
export function currentRoute() {
  const hash = location.hash.replace(/^#\/?/, "");
  const [path, search = ""] = hash.split(/\?(.*)/s);
  const parts = path.split("/").filter(Boolean).map(decoded).filter(isPlain);
  return { parts, query: Object.fromEntries(new URLSearchParams(search)), hash };
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Parts become those of API paths: none of a link that somebody sent leads to another one.
 * @param {string} part
 */
function isPlain(part) {
  return !/[/\\?#%]|^\.+$/.test(part);
}

/**
 * The address of a view.
 * @param {string[]} parts
 * @param {Record<string, any>} [query]  values that are empty are left out
 */
export function link(parts, query = {}) {
  const given = Object.entries(query).filter(([, v]) => v !== "" && v !== null && v !== undefined);
  const search = new URLSearchParams(given.map(([k, v]) => [k, String(v)])).toString();
  return `#/${parts.map(encodeURIComponent).join("/")}${search ? `?${search}` : ""}`;
}

/** Show another view. */
export function go(parts, query) {
  location.hash = link(parts, query);
}

/** Write the query into the address without a new entry in the history. */
export function replaceQuery(parts, query) {
  const wanted = link(parts, query);
  if (wanted !== location.hash) history.replaceState(null, "", wanted);
}

/** Hook: the current route. */
export function useRoute() {
  const [route, setRoute] = useState(currentRoute);
  useEffect(() => {
    const change = () => setRoute(currentRoute());
    window.addEventListener("hashchange", change);
    return () => window.removeEventListener("hashchange", change);
  }, []);
  return route;
}
