/** The two languages of the page: Chinese unless the person chose English. */
import { Observable, usePart } from "./observable.js";

const KEY = "jixiao.language";
const LANGUAGES = ["zh", "en"];
const chosen = new Observable({ language: stored() });

function stored() {
  try {
    const value = localStorage.getItem(KEY);
    return LANGUAGES.includes(value) ? value : "zh";
  } catch {
    return "zh"; // storage is forbidden in this browser
  }
}

/** @returns {"zh"|"en"} */
export function currentLanguage() {
  return chosen.state.language;
}

/**
 * Of two texts the one in the current language.
 * @param {string} zh
 * @param {string} en
 */
export function tr(zh, en) {
  return chosen.state.language === "zh" ? zh : en;
}

/**
 * A message of the server, "中文。 English.", cut down to the current language; whole when it is
 * not of that kind.
 * @param {string|null|undefined} text
 */
export function trMessage(text) {
  const both = /^([^]*[。！？；]) +([^\u3000-\u9fff\uff00-\uffef]+)$/.exec(text ?? "");
  if (both === null) return text ?? "";
  return tr(both[1], both[2]);
}

/** @param {"zh"|"en"} wanted  kept for the next visit */
export function setLanguage(wanted) {
  if (!LANGUAGES.includes(wanted) || wanted === currentLanguage()) return;
  try {
    localStorage.setItem(KEY, wanted);
  } catch {
    // not kept then
  }
  chosen.set({ language: wanted });
  applyToDocument();
}

/** Hook: the current language; the component renders again when it changes. */
export function useLanguage() {
  return usePart(chosen, (state) => state.language);
}

/** BCP 47 name of the current language, for `lang` and `Intl`. */
export function locale() {
  return tr("zh-CN", "en-GB");
}

/** Write the language where style sheets and screen readers look for it. */
export function applyToDocument() {
  document.documentElement.lang = locale();
  document.title = tr("绩效目标表 · 识别与校对", "Performance forms · reading and review");
}
