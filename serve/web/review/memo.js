/** Components that are drawn again only when a property is another. */
import { Component, html } from "../vendor/preact.js";

/** @param {Function} component  a function of its properties */
export function memo(component) {
  return class extends Component {
    shouldComponentUpdate(next) {
      return differs(this.props, next);
    }

    render(properties) {
      return html`<${component} ...${properties} />`;
    }
  };
}

function differs(one, other) {
  const keys = Object.keys(other);
  return (
    keys.length !== Object.keys(one).length || keys.some((key) => !Object.is(one[key], other[key]))
  );
}
