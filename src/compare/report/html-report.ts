import type { ComparisonWarningDto, PairwiseResultDto } from '../pairwise-result.dto.ts';
import type { MetricSummaryDto } from '../comparison.dto.ts';
import type { ComparisonReportData } from '../comparison-report-data.ts';
import { disagreementList } from './disagreement-list.ts';
import { forestPlot } from './forest-plot.ts';
import { histograms } from './histogram.ts';
import { Html, html } from './html.ts';
import { methodSentences, pairsOf, summarySentences } from './report-lines.ts';
import { meansTable, pairTable } from './report-tables.ts';
import { REPORT_STYLE } from './report-style.ts';
import { winLossMatrix } from './win-loss-matrix.ts';

const CONTENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'";
const MOST_PLOTTED = 45;
const LARGEST_MATRIX = 20;

/** A comparison as one page that loads nothing from anywhere and runs no script; whatever a model wrote in it is text. */
export function htmlReport(data: ComparisonReportData): string {
  const { body } = data;
  const title =
    body.run_ids.length === 2
      ? `${body.run_ids[0] ?? ''} against ${body.run_ids[1] ?? ''}`
      : `${body.run_ids.length} runs compared`;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${CONTENT_POLICY}" />
        <link rel="icon" href="data:," />
        <title>${title} · Assay</title>
        <style>
          ${new Html(REPORT_STYLE)}
        </style>
      </head>
      <body>
        <header>
          <h1>${title}</h1>
          ${summarySentences(body).map((sentence) => html`<p class="verdict">${sentence}</p>`)}${warningList(body.warnings)}
        </header>
        <main>${body.metric_summaries.map((summary) => metricSection(summary, data))}</main>
        <footer>${methodSentences(body).map((sentence) => html`${sentence} `)}</footer>
      </body>
    </html> `;
  return page.text;
}

function metricSection(summary: MetricSummaryDto, data: ComparisonReportData): Html {
  const { metric } = summary;
  const pairs = pairsOf(data.body, metric);
  const distribution = data.distributions.find((found) => found.metric === metric);
  const found = data.disagreements.filter((disagreement) => disagreement.metric === metric);
  return html`<section>
    <h2>${metric}${summary.lower_is_better ? html` <small>lower is better</small>` : null}</h2>
    ${warningList([...summary.warnings, ...(pairs.length === 1 ? (pairs[0]?.warnings ?? []) : [])])}
    <h3>Means over the ${summary.n} samples that all runs share</h3>
    ${meansTable(summary)}
    <h3>Paired differences, with intervals</h3>
    ${differences(pairs, summary, data.body.metadata.margin)}
    <h3>Wins and losses</h3>
    ${matrix(data.body.run_ids, pairs)}
    <h3>How the scores are spread</h3>
    ${distribution ? histograms(distribution) : null}
    <h3>Where the runs disagree most</h3>
    ${disagreementList(found, data.samples)}
  </section>`;
}

function warningList(warnings: readonly ComparisonWarningDto[]): Html | null {
  return warnings.length === 0
    ? null
    : html`<ul class="warnings">
        ${warnings.map(({ message }) => html`<li>${message}</li>`)}
      </ul>`;
}

function differences(pairs: readonly PairwiseResultDto[], { best_run: best }: MetricSummaryDto, margin: number | null): Html {
  const plotted =
    pairs.length <= MOST_PLOTTED
      ? pairs
      : pairs.filter(({ run_a: a, run_b: b }) => a === best || b === best).slice(0, MOST_PLOTTED);
  const note =
    plotted.length === pairs.length
      ? null
      : html`<p><small>Of ${pairs.length} pairs, ${plotted.length} with the best run are drawn.</small></p>`;
  return html`<div class="wide">${forestPlot(plotted, margin)}</div>
    ${note}
    <details>
      <summary>All numbers</summary>
      ${pairTable(pairs)}
    </details>`;
}

function matrix(runIds: readonly string[], pairs: readonly PairwiseResultDto[]): Html {
  if (runIds.length <= LARGEST_MATRIX) return winLossMatrix(runIds, pairs);
  return html`<p>${runIds.length} runs are too many for a table of every two; all pairs are under “All numbers”.</p>`;
}
