/** Files that the service makes: saved by the browser, with the problem told where there is one. */
import { address, getFile } from "./api.js";

/**
 * Let the browser save what an address answers as it comes, however large.
 * @param {string} path  below /v1
 */
export function saveStream(path) {
  clickLink(address(path), "");
}

/**
 * Fetch a file that is made as a whole, then save it.
 * @param {string} path  below /v1
 * @param {string} name  of the file
 * @returns {Promise<void>}  throws Problem
 */
export async function saveWhole(path, name) {
  const url = URL.createObjectURL(await getFile(path));
  clickLink(url, name);
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

function clickLink(url, name) {
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
}
