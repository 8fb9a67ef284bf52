/** How the report looks: the reader's own light or dark, and readable on paper. */
export const HTML_STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d0d7de, #3d444d); --soft: light-dark(#f6f8fa, #161b22);
  --added: light-dark(#d2f8d9, #12491f); --removed: light-dark(#ffdcd8, #67201c); }
body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif;
  background: light-dark(#fff, #0d1117); color: light-dark(#1f2328, #e6edf3); }
h1, h2 { border-bottom: 1px solid var(--line); padding-bottom: .3rem; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; }
th, td { border: 1px solid var(--line); padding: .35rem .7rem; text-align: left; vertical-align: top; }
th { background: var(--soft); }
td { max-width: 40rem; overflow-wrap: break-word; unicode-bidi: isolate; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
pre, code { font: .875em/1.45 ui-monospace, monospace; background: var(--soft); border-radius: 4px; }
code { padding: .1em .3em; }
pre { padding: .8rem; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: plaintext; }
ins { background: var(--added); text-decoration: none; }
del { background: var(--removed); }
details { border: 1px solid var(--line); border-radius: 4px; margin: .5rem 0; padding: .4rem .8rem; }
summary { cursor: pointer; }
@media print { body { max-width: none; } }
`;
