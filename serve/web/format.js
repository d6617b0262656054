/** Numbers, sizes, times and states as the page writes them, in the current language. */
import { locale, tr } from "./i18n.js";

/** 12345 → "12,345"; null → "–". */
export function formatNumber(value, digits = 0) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  return new Intl.NumberFormat(locale(), { maximumFractionDigits: digits }).format(value);
}

/** 123456 → "12.3万" (Chinese), "123K" (English): for axes and tight places. */
export function formatShort(value) {
  return new Intl.NumberFormat(locale(), {
    notation: value < 10_000 ? "standard" : "compact",
    maximumFractionDigits: 1,
  }).format(value);
}

/** 0.123 → "12%". */
export function formatPercent(fraction, digits = 0) {
  if (fraction === null || fraction === undefined) return "–";
  return new Intl.NumberFormat(locale(), {
    style: "percent",
    maximumFractionDigits: digits,
  }).format(fraction);
}

/** 0.12 → "12.0%": always so many digits, for numbers below each other. */
export function formatShare(fraction, digits = 1) {
  if (fraction === null || fraction === undefined) return "–";
  const style = { style: "percent", minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(locale(), style).format(fraction);
}

/** Bytes as "3.4 MB". */
export function formatBytes(bytes) {
  if (bytes === null || bytes === undefined) return "–";
  const units = ["B", "KB", "MB", "GB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${formatNumber(value, unit > 1 && value < 100 ? 1 : 0)} ${units[unit]}`;
}

/** Seconds as "3分钟" or "3 min". */
export function formatDuration(seconds) {
  if (seconds === null || seconds === undefined) return "–";
  if (seconds < 60) return tr(`${Math.round(seconds)}秒`, `${Math.round(seconds)} s`);
  if (seconds < 3600) return tr(`${Math.round(seconds / 60)}分钟`, `${Math.round(seconds / 60)} min`);
  const hours = seconds / 3600;
  if (hours < 48) return tr(`${formatNumber(hours, 1)}小时`, `${formatNumber(hours, 1)} h`);
  return tr(`${Math.round(hours / 24)}天`, `${Math.round(hours / 24)} days`);
}

/** Date of an ISO time; null for none. */
function toDate(time) {
  return time ? new Date(time) : null;
}

/** "14:32" of today, "11月3日 14:32" of this year, with the year before that. */
export function formatTime(time) {
  const date = toDate(time);
  if (date === null) return "–";
  const now = new Date();
  const today = date.toDateString() === now.toDateString();
  const clock = { hour: "2-digit", minute: "2-digit", hour12: false };
  if (today) return new Intl.DateTimeFormat(locale(), clock).format(date);
  const day = { month: "short", day: "numeric" };
  const year = date.getFullYear() === now.getFullYear() ? {} : { year: "numeric" };
  return new Intl.DateTimeFormat(locale(), { ...year, ...day, ...clock }).format(date);
}

/** The whole time, for titles: "2026年11月3日 14:32:10". */
export function formatFullTime(time) {
  const date = toDate(time);
  if (date === null) return "";
  return new Intl.DateTimeFormat(locale(), { dateStyle: "long", timeStyle: "medium" }).format(date);
}

/** "11-03" of "2026-11-03…". */
export function formatDay(day) {
  const date = toDate(day);
  if (date === null) return "–";
  return new Intl.DateTimeFormat(locale(), {
    month: "numeric",
    day: "numeric",
    timeZone: "UTC",
  }).format(date);
}

const STATES = {
  queued: ["等待中", "Waiting", "", "clock"],
  running: ["处理中", "Reading", "info", "refresh"],
  done: ["已完成", "Done", "good", "check"],
  failed: ["失败", "Failed", "bad", "error"],
  quarantined: ["已隔离", "Quarantined", "bad", "warning"],
  cancelled: ["已取消", "Cancelled", "", "stop"],
};

/** Names of the states of a document, in the order of its life. */
export const DOCUMENT_STATES = Object.keys(STATES);

/** @param {string} state @returns {{text: string, kind: string, icon: string}} */
export function stateLabel(state) {
  const [zh, en, kind, icon] = STATES[state] ?? [state, state, "", "info"];
  return { text: tr(zh, en), kind, icon };
}

const STAGES = {
  start: ["启动识别", "Starting"],
  read: ["识别页面", "Reading pages"],
  store: ["保存结果", "Storing"],
};

/**
 * What is being done with a document: "识别页面 2/5".
 * @param {{stage: string, done: number, total: number}|null|undefined} progress
 */
export function progressLabel(progress) {
  const { stage = "", done = 0, total = 0 } = progress ?? {};
  const text = STAGES[stage] ? tr(...STAGES[stage]) : tr("处理中", "Reading");
  return stage === "read" && total > 0 ? `${text} ${Math.min(done + 1, total)}/${total}` : text;
}

const FORM_TYPES = {
  project_target: ["项目绩效目标表", "Project targets"],
  project_approval: ["项目绩效批复表", "Project approval"],
  department_target: ["部门整体绩效目标表", "Department targets"],
  regional_target: ["区域绩效目标表", "Regional targets"],
  self_evaluation: ["绩效自评表", "Self-evaluation"],
  unknown: ["类型未知", "Unknown type"],
};

/** The kinds of form there are. */
export const FORM_TYPE_NAMES = Object.keys(FORM_TYPES);

/** The name of a kind of form; "" for none. */
export function formTypeLabel(type) {
  if (!type) return "";
  const names = FORM_TYPES[type];
  return names ? tr(...names) : type;
}

const SCOPES = {
  read: ["查看", "Read"],
  write: ["上传与管理", "Upload and manage"],
  annotate: ["校对", "Correct"],
  admin: ["系统管理", "Administer"],
  personal: ["查看个人信息", "See personal data"],
};

/** The scopes of keys and users. */
export const SCOPE_NAMES = Object.keys(SCOPES);

/** The name of a scope. */
export function scopeLabel(scope) {
  const names = SCOPES[scope];
  return names ? tr(...names) : scope;
}
