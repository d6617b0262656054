import { html } from "../vendor/preact.js"; export function SearchView(){return html`<div class="page">search</div>`}
