import { html } from "../vendor/preact.js"; export function AdminView(){return html`<div class="page">admin</div>`}
