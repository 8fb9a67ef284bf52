import type { PairwiseResultDto } from '../pairwise-result.dto.ts';
import { html, type Html } from './html.ts';
import { pText, signedText } from './number-text.ts';

/** Row minus column, with who won: a table of every run against every other in one metric. */
export function winLossMatrix(runIds: readonly string[], pairs: readonly PairwiseResultDto[]): Html {
  const known = new Map(pairs.map((pair) => [JSON.stringify([pair.run_a, pair.run_b]), pair]));
  const cell = (row: string, column: string): Html => {
    if (row === column) return html`<td class="self"></td>`;
    const pair = known.get(JSON.stringify([row, column]));
    const mirrored = known.get(JSON.stringify([column, row]));
    if (pair) return result(pair, pair.delta, row);
    return mirrored ? result(mirrored, mirrored.delta === null ? null : -mirrored.delta + 0, row) : html`<td></td>`;
  };
  return html`<div class="wide">
    <table class="matrix">
      <thead>
        <tr>
          <th scope="col">row − column</th>
          ${runIds.map((runId) => html`<th scope="col">${runId}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${runIds.map(
          (row) =>
            html`<tr>
              <th scope="row">${row}</th>
              ${runIds.map((column) => cell(row, column))}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function result(
  { winner, verdict, corrected_p_value: p, resamples }: PairwiseResultDto,
  delta: number | null,
  row: string,
): Html {
  const outcome = winner === 'tie' ? OPEN[verdict] : winner === row ? 'win' : 'loss';
  return html`<td class="${outcome}">${signedText(delta)}<small>${outcome}, ${pText(p, resamples)}</small></td>`;
}

const OPEN = {
  a_better: 'tie',
  b_better: 'tie',
  equivalent: 'equivalent',
  inconclusive: 'open',
  insufficient_data: 'no data',
} as const;
