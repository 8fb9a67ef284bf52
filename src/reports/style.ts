/** The style of every report: light and dark as the reader's system has it, for wide and narrow windows, and fit to be printed. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#1c2024, #e8eaed); --soft: light-dark(#5b6570, #a2abb5);
  --line: light-dark(#d9dee3, #3a424a); --paper: light-dark(#ffffff, #15181c); --panel: light-dark(#f5f7f9, #1e2328);
  --a: light-dark(#0b62a8, #6cb6ff); --b: light-dark(#b34700, #ffa657); --warn: light-dark(#fff6dd, #3a3015);
  --good: light-dark(#1a6b2d, #7ddb8f); --bad: light-dark(#a3190f, #ff9d94);
  --added: light-dark(#d2f8d9, #12491f); --removed: light-dark(#ffdcd8, #67201c); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 68rem; padding: 1.25rem 1.25rem 4rem; color: var(--ink); background: var(--paper);
  font: 16px/1.5 system-ui, sans-serif; }
h1, h2, h3, h4, code, summary, p, li, dd, figcaption, nav { overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; margin: 0 0 .75rem; line-height: 1.25; text-align: left; unicode-bidi: plaintext; display: -webkit-box; -webkit-box-orient: vertical;
  -webkit-line-clamp: 3; overflow: hidden; }
h2 { font-size: 1.25rem; margin: 2.25rem 0 .5rem; border-top: 1px solid var(--line); padding-top: 1.25rem; }
h3 { font-size: 1rem; margin: 1.75rem 0 .5rem; }
h4, details h3 { font-size: .9rem; margin: 0 0 .25rem; }
p { margin: .5rem 0; unicode-bidi: isolate; }
code, small, strong, a { unicode-bidi: isolate; }
th code, td code { overflow-wrap: break-word; }
a { color: var(--a); }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0 0 1.25rem; font-size: .9rem; }
.lead { font-size: 1.1rem; }
small { color: var(--soft); font-weight: normal; }
.figures { display: flex; flex-wrap: wrap; gap: .75rem 2.25rem; margin: 0 0 .75rem; padding: .9rem 1.1rem; background: var(--panel); border-radius: 8px; }
.figures dt { color: var(--soft); font-size: .8rem; }
.figures dd { margin: 0; font-size: 1.2rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.figures dd small { font-size: .8rem; }
.figures .good dd { color: var(--good); }
.figures .bad dd { color: var(--bad); }
.notes { background: var(--warn); border-radius: 6px; padding: .75rem 1rem .75rem 2rem; margin: 1rem 0; }
.wide { overflow-x: auto; margin: .75rem 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .9rem; }
th, td { text-align: left; padding: .35rem 1.1rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top;
  max-width: min(22rem, 60vw); overflow-wrap: break-word; unicode-bidi: isolate; }
tbody th { font-weight: 600; }
td:last-child { max-width: 40rem; padding-right: 0; }
.number { text-align: right; white-space: nowrap; }
thead th { color: var(--soft); font-weight: 600; vertical-align: bottom; }
.matrix td small { display: block; }
.matrix td, .matrix th { padding: .45rem .8rem; }
.matrix .self { background: var(--panel); }
.win { color: var(--a); font-weight: 600; }
.loss { color: var(--b); font-weight: 600; }
svg { display: block; width: 100%; }
svg text { font: 12px system-ui, sans-serif; fill: var(--soft); }
.tick { text-anchor: middle; }
.tick.end { text-anchor: end; }
.grid { stroke: var(--line); }
.zero { stroke: var(--soft); stroke-width: 1.5; vector-effect: non-scaling-stroke; }
.margin { fill: var(--panel); }
.interval { stroke: var(--soft); stroke-width: 2; }
.point { fill: var(--soft); }
.a_better .interval { stroke: var(--a); }
.a_better .point { fill: var(--a); }
.b_better .interval { stroke: var(--b); }
.b_better .point { fill: var(--b); }
.forest { width: 100%; margin: .75rem 0; }
.forest th, .forest td { vertical-align: middle; max-width: none; overflow-wrap: anywhere; padding-right: .9rem; }
.forest thead th { overflow-wrap: normal; }
.forest tbody th { width: 26%; font-weight: normal; }
.forest .plot { width: 36%; padding: 0 .9rem 0 0; }
.forest .axis td { border: 0; }
.forest .value { white-space: nowrap; }
.forest .value small { display: block; }
.best-line { fill: none; stroke: var(--line); stroke-width: 2; vector-effect: non-scaling-stroke; }
.trajectory { margin: 1rem 0; }
.step .interval, .step .point { stroke: var(--a); fill: var(--a); }
.step .point { stroke: var(--paper); stroke-width: 1.5; }
.step.best .interval { stroke: var(--good); }
.step.best .point { fill: var(--good); }
.bar { fill: var(--a); }
.histograms { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: 1rem 1.5rem; max-width: 60rem; margin: 1rem 0; }
.histogram { height: 64px; }
.ends { display: flex; justify-content: space-between; }
figure { margin: 0; min-width: 0; }
figcaption { font-size: .9rem; }
details { border-bottom: 1px solid var(--line); padding: .4rem 0; }
details details { border: 0; }
summary { cursor: pointer; }
details[open] > summary { margin-bottom: .5rem; }
.side-by-side { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(18rem, 100%), 1fr)); gap: 1rem; margin: .75rem 0; }
.side-by-side section { min-width: 0; }
code, pre { font: .85em/1.45 ui-monospace, monospace; background: var(--panel); border-radius: 6px; }
code { padding: .1em .3em; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; padding: .6rem .75rem; margin: .25rem 0; max-height: 24rem; overflow: auto;
  unicode-bidi: plaintext; }
ins { background: var(--added); text-decoration: none; }
del { background: var(--removed); }
footer { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: 1rem; color: var(--soft); font-size: .85rem; }
:focus-visible { outline: 3px solid var(--a); outline-offset: 2px; }
@media (max-width: 40rem) {
  body { padding: 1rem .9rem 3rem; }
  h1 { font-size: 1.25rem; }
  .figures { gap: .6rem 1.5rem; }
  .cards thead { display: none; }
  .cards, .cards tbody, .cards tr, .cards th, .cards td { display: block; max-width: none; text-align: left; white-space: normal; overflow-wrap: anywhere; }
  .cards tr { border-bottom: 1px solid var(--line); padding: .5rem 0; }
  .cards th, .cards td { border: 0; padding: .1rem 0; }
  .cards td[data-title]:not(:empty)::before { content: attr(data-title) ": "; color: var(--soft); }
  .cards td:empty { display: none; }
  .forest thead { display: none; }
  .forest, .forest tbody, .forest tr, .forest th, .forest td { display: block; }
  .forest tbody th, .forest .plot { width: 100%; padding: 0; }
  .forest tr { border-bottom: 1px solid var(--line); padding: .5rem 0; }
  .forest th, .forest td { border: 0; padding: 0; }
  .forest .value small { display: inline; }
}
@media print {
  :root { color-scheme: light; }
  body { max-width: none; padding: 0; }
  nav { display: none; }
  pre { max-height: none; }
  h1, h2, h3, h4, summary { break-after: avoid; }
  tr, figure { break-inside: avoid; }
}
`;
