/** The style of every report: light and dark as the reader's system has it, and fit to be printed. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#1c2024, #e8eaed); --soft: light-dark(#5b6570, #a2abb5);
  --line: light-dark(#d9dee3, #3a424a); --paper: light-dark(#ffffff, #15181c); --panel: light-dark(#f5f7f9, #1e2328);
  --a: light-dark(#0b62a8, #6cb6ff); --b: light-dark(#b34700, #ffa657); --warn: light-dark(#fff6dd, #3a3015);
  --added: light-dark(#d2f8d9, #12491f); --removed: light-dark(#ffdcd8, #67201c); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 2rem 1.25rem 4rem; color: var(--ink); background: var(--paper);
  font: 16px/1.5 system-ui, sans-serif; }
h1, h2, h3, h4, code, summary, p { overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; margin: 0 0 .5rem; line-height: 1.25; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem; border-top: 1px solid var(--line); padding-top: 1.25rem; }
h3 { font-size: 1rem; margin: 1.75rem 0 .5rem; }
h4 { margin: 0 0 .25rem; }
p { margin: .5rem 0; unicode-bidi: isolate; }
.lead { font-size: 1.1rem; }
small { color: var(--soft); font-weight: normal; }
.notes { background: var(--warn); border-radius: 6px; padding: .75rem 1rem .75rem 2rem; margin: 1rem 0; }
.wide { overflow-x: auto; margin: .75rem 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .9rem; }
th, td { text-align: left; padding: .35rem .9rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top;
  max-width: 22rem; overflow-wrap: break-word; unicode-bidi: isolate; }
td:last-child { max-width: 40rem; }
.number { text-align: right; white-space: nowrap; }
thead th { color: var(--soft); font-weight: 600; }
.matrix td small { display: block; }
.matrix td, .matrix th { padding: .45rem .8rem; }
.matrix .self { background: var(--panel); }
.matrix .win { color: var(--a); font-weight: 600; }
.matrix .loss { color: var(--b); font-weight: 600; }
svg { display: block; width: 100%; height: auto; }
svg text { font: 12px system-ui, sans-serif; fill: var(--ink); }
.grid { stroke: var(--line); }
.zero { stroke: var(--soft); stroke-width: 1.5; }
.margin { fill: var(--panel); }
.tick, .side { fill: var(--soft); text-anchor: middle; }
.tick.start { text-anchor: start; }
.tick.end { text-anchor: end; }
.side { text-anchor: start; }
svg .side[text-anchor=end] { text-anchor: end; }
.pair { text-anchor: end; }
.interval { stroke: var(--soft); stroke-width: 2; }
.point { fill: var(--soft); }
.a_better .interval { stroke: var(--a); }
.a_better .point { fill: var(--a); }
.b_better .interval { stroke: var(--b); }
.b_better .point { fill: var(--b); }
.forest { min-width: 40rem; }
.bar { fill: var(--a); }
.histograms { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: 1rem 1.5rem; }
figure { margin: 0; }
figcaption { font-size: .9rem; overflow-wrap: anywhere; }
details { border-bottom: 1px solid var(--line); padding: .4rem 0; }
summary { cursor: pointer; }
.side-by-side { display: grid; grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr)); gap: 1rem; margin: .75rem 0; }
.side-by-side section { min-width: 0; }
code, pre { font: .85em/1.45 ui-monospace, monospace; background: var(--panel); border-radius: 6px; }
code { padding: .1em .3em; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; padding: .6rem .75rem; margin: .25rem 0; max-height: 24rem; overflow: auto;
  unicode-bidi: plaintext; }
ins { background: var(--added); text-decoration: none; }
del { background: var(--removed); }
footer { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: 1rem; color: var(--soft); font-size: .85rem; }
@media print { body { max-width: none; } pre { max-height: none; } }
`;
