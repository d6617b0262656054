/** The answer of GET /statistics, in the order and shape in which the charts draw it. */

/**
 * @param {object} answer
 * @returns {{states: {state: string, count: number}[],
 *            days: {day: string, uploaded: number, done: number}[],
 *            corrections: {day: string, count: number}[],
 *            level2: {name: string, count: number}[],
 *            concepts: {concept: string, name: string, count: number}[],
 *            confidence: {from: number, to: number, count: number}[],
 *            rules: {rule: string, severity: string, count: number}[]}}
 */
export function figuresOf(answer) {
  return {
    states: answer.states,
    days: answer.days,
    corrections: answer.corrections,
    level2: answer.level2,
    concepts: answer.concepts,
    confidence: answer.confidence,
    rules: answer.rules,
  };
}
