/** The answer of GET /statistics, in the order and shape in which the charts draw it. */

const DAY = 86_400_000; // ms

/** The query: so many days back, cut at midnight where the person is. */
export function statisticsQuery(days) {
  return { days, utc_offset: -new Date().getTimezoneOffset() };
}

/**
 * @param {object} answer
 * @param {number} days  how many were asked for; those on which nothing happened are filled in
 * @returns {{documents: number, indicators: number, lastHour: {documents: number, pages: number},
 *            secondsPerPage: number|null, states: {state: string, count: number}[],
 *            days: {day: string, uploaded: number, finished: number, corrections: number}[],
 *            level2: {name: string, count: number}[],
 *            concepts: {concept: string, name: string, count: number}[],
 *            confidence: {from: number, to: number, count: number}[],
 *            rules: {rule: string, severity: string, count: number}[]}}
 */
export function figuresOf(answer, days) {
  const bins = answer.confidence.length;
  return {
    documents: answer.documents,
    indicators: answer.indicators,
    lastHour: { documents: answer.finished_last_hour, pages: answer.pages_last_hour },
    secondsPerPage: answer.seconds_per_page,
    states: Object.entries(answer.by_state).map(([state, count]) => ({ state, count })),
    days: everyDay(answer.days, days),
    level2: answer.by_level2.map(({ key, count }) => ({ name: key, count })),
    concepts: answer.by_concept.map(({ key, name, count }) => ({ concept: key, name, count })),
    confidence: answer.confidence.map((count, index) => ({
      from: index / bins,
      to: (index + 1) / bins,
      count,
    })),
    rules: answer.findings.map(({ key, name, count }) => ({ rule: key, severity: name, count })),
  };
}

function everyDay(found, count) {
  const known = Object.fromEntries(found.map((entry) => [entry.day, entry]));
  const today = Date.now() - new Date().getTimezoneOffset() * 60_000;
  const days = Array.from({ length: count }, (_, index) =>
    new Date(today - (count - 1 - index) * DAY).toISOString().slice(0, 10),
  );
  return days.map((day) => known[day] ?? { day, uploaded: 0, finished: 0, pages: 0, corrections: 0 });
}
