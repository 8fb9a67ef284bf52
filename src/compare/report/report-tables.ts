import type { MetricSummaryDto } from '../comparison.dto.ts';
import type { PairwiseResultDto } from '../pairwise-result.dto.ts';
import { html, type Html } from './html.ts';
import { intervalText, numberText, pText, signedText } from './number-text.ts';

const TEXT_COLUMNS = ['pair', 'verdict', 'notes'];
const MOST_LISTED = 500;

/** Each run's mean over the samples that all share. */
export function meansTable({ means, best_run: best, not_worse_than_best: set }: MetricSummaryDto): Html {
  const rows = means.map(({ run_id: runId, mean, interval, standard_error: error }) => {
    const place = runId === best ? 'best' : set?.includes(runId) === true ? 'not worse than the best' : '';
    return html`<tr>
      <th scope="row">${runId}</th>
      ${numbers(numberText(mean), intervalText(interval), numberText(error))}
      <td>${place}</td>
    </tr>`;
  });
  return html`<div class="wide">
    <table>
      <thead>
        <tr>
          <th>run</th>
          <th class="number">mean</th>
          <th class="number">interval</th>
          <th class="number">standard error</th>
          <th></th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

/** Every number of every pair that a reader may ask for. */
export function pairTable(pairs: readonly PairwiseResultDto[]): Html {
  const rows = pairs.slice(0, MOST_LISTED).map((pair) => {
    const warnings = pair.warnings.map(({ message }) => message).join(' ');
    const p = pText(pair.corrected_p_value, pair.resamples).replace(/^p = /, '');
    const cells = [
      numberText(pair.run_a_mean),
      numberText(pair.run_b_mean),
      signedText(pair.delta),
      intervalText(pair.interval),
      p,
      String(pair.n),
      numberText(pair.mde),
    ];
    return html`<tr>
      <th scope="row">${pair.run_a} − ${pair.run_b}</th>
      ${numbers(...cells)}
      <td>${pair.verdict.replaceAll('_', ' ')}</td>
      <td><small>${warnings}</small></td>
    </tr>`;
  });
  const head = ['pair', 'first', 'second', 'difference', 'interval', 'p', 'n', 'detectable', 'verdict', 'notes'].map(
    (name) => html`<th class="${TEXT_COLUMNS.includes(name) ? 'text' : 'number'}">${name}</th>`,
  );
  const rest =
    pairs.length > MOST_LISTED ? html`<p><small>${pairs.length - MOST_LISTED} more pairs are not listed.</small></p>` : null;
  return html`<div class="wide">
      <table>
        <thead>
          <tr>
            ${head}
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
    ${rest}`;
}

function numbers(...cells: readonly string[]): Html {
  return html`${cells.map((cell) => html`<td class="number">${cell}</td>`)}`;
}
