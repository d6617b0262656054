/** A value that components follow: one place of truth outside of the tree of components. */
import { useEffect, useState } from "./vendor/preact.js";

/** State that is replaced, never changed, and tells who listens. */
export class Observable {
  /** @param {object} state */
  constructor(state) {
    this.state = state;
    this.listeners = new Set();
  }

  /** @param {object} part  the keys that change */
  set(part) {
    this.state = { ...this.state, ...part };
    for (const listener of [...this.listeners]) listener(this.state);
  }

  /** @param {(state: object) => void} listener @returns {() => void} ends it */
  listen(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

/**
 * Hook: a part of the state; the component renders again only when that part changes.
 * @template T
 * @param {Observable} observable
 * @param {(state: object) => T} choose  must give the same object for the same state
 * @returns {T}
 */
export function usePart(observable, choose) {
  const [, render] = useState(0);
  const part = choose(observable.state);
  useEffect(() => {
    let shown = part;
    const follow = (state) => {
      const next = choose(state);
      if (Object.is(next, shown)) return;
      shown = next;
      render((count) => count + 1);
    };
    follow(observable.state);
    return observable.listen(follow);
  }, [observable]);
  return part;
}
