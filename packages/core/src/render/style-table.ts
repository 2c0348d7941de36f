/** Tables of numbers, and the names before them. */
export const tableStyle: string = `
.frame { position: relative; overflow-x: auto; margin-top: 8px; }
table { width: 100%; border-collapse: separate; border-spacing: 0; font-size: 13px; }
caption { text-align: left; }
.caption { display: block; position: sticky; left: 0; width: max-content; max-width: calc(100vw - 24px); padding: 6px 0; font-weight: 600; font-size: 14px; }
th { font-weight: 400; text-align: left; }
th, td { padding: 4px 6px; vertical-align: baseline; border-bottom: 1px solid var(--rule); }
thead th, thead td { color: var(--faint); vertical-align: bottom; white-space: nowrap; padding-block: 3px; }
thead tr:last-child th, thead th[rowspan] { border-bottom-color: var(--line); }
thead a { color: inherit; }
thead [aria-sort] { color: var(--ink); font-weight: 600; }
.arrow { margin-right: 3px; }
.group { text-align: center; border-bottom-color: var(--rule); }
.number { width: 1%; text-align: right; white-space: nowrap; }
.start { padding-left: 16px; }
.zero { color: var(--faint); }
.alarm { color: var(--danger); font-weight: 600; }
th.name { min-width: 208px; overflow-wrap: anywhere; }
th.name + th.name { width: 1%; min-width: 0; }
th.name:first-child { position: sticky; left: 0; z-index: 1; background: var(--paper); padding-left: 2px; }
.name a { margin-right: 4px; }
.method { color: var(--faint); display: inline-block; min-width: 3.4em; }
.name a:hover .method { text-decoration: none; }
.place, .other { color: var(--faint); font-size: 12px; }
.other { white-space: nowrap; margin-left: 8px; text-decoration: underline dotted; text-underline-offset: 3px; }
.note { margin-left: 8px; font-weight: 400; font-size: 13px; color: var(--faint); }
.code { width: 1%; white-space: nowrap; }
tbody tr:hover > * { background: var(--raised); }
.share { display: inline-block; min-width: 4.4em; }
.bar { vertical-align: 0; background: var(--idle); border-radius: 1px; }
.bar-front { fill: currentColor; }
.bar-back { fill: currentColor; fill-opacity: 0.38; }
.bar-routes { color: var(--routes); }
.bar-call { color: var(--line); }
.bar-app, .origin-app { color: var(--app); }
.bar-dependency, .origin-dependency { color: var(--dependency); }
.bar-node, .origin-node { color: var(--node); }
.bar-native, .origin-native { color: var(--native); }
.origin { font-size: 12px; }
.origin bdi { font-family: inherit; font-size: inherit; }
.origin-app { font-weight: 600; }
.calls .function > * { border-top: 1px solid var(--line); }
.calls .function .name > a:first-child { font-weight: 600; }
.calls tr:not(.function) > .name { padding-left: 18px; }
.call { color: var(--faint); margin-right: 8px; }
.table-foot { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 4px 24px; padding: 8px 0; color: var(--faint); }
.limits > * { margin-left: 8px; }
.limits b { color: var(--ink); }
.source { width: auto; }
.source th, .source td { padding-block: 0; border-bottom: 0; }
.source .number { color: var(--faint); padding-right: 12px; }
.line { white-space: pre; }
.marked > * { background: var(--raised); }
.empty { padding: 36px 0; font-size: 16px; }
`;
