/**
 * Text has a contrast of at least 4.5:1 in both schemes. Colours differ in lightness as well as in hue, and whatever
 * one says is also written in words.
 */
export const colorStyle: string = `
:root {
  color-scheme: light dark;
  --paper: #fcfcfa;
  --raised: #f3f4f1;
  --ink: #1d2024;
  --faint: #5c636a;
  --rule: #dfe1dd;
  --line: #b4b9b5;
  --accent: #0b57a4;
  --warn: #8a4b00;
  --warn-paper: #fdf3e1;
  --danger: #a3241b;
  --danger-paper: #fdeceb;
  --app: #0b57a4;
  --dependency: #97490a;
  --node: #0b6b57;
  --native: #5c636a;
  --routes: #1c66b5;
  --background: #7fb0e0;
  --gc: #d08312;
  --profiler: #9c4a8c;
  --idle: #e3e5e1;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", "Segoe UI Mono", "DejaVu Sans Mono", "Liberation Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #15181b;
    --raised: #1d2125;
    --ink: #e2e4e3;
    --faint: #9aa2a9;
    --rule: #292e33;
    --line: #525a61;
    --accent: #82b7f2;
    --warn: #eab566;
    --warn-paper: #2b2416;
    --danger: #f59a91;
    --danger-paper: #331d1b;
    --app: #82b7f2;
    --dependency: #e5a36a;
    --node: #63c7af;
    --native: #a4abb2;
    --routes: #5a9fe6;
    --background: #34618f;
    --gc: #dd9c3e;
    --profiler: #c47ab3;
    --idle: #343a40;
  }
}
`;
