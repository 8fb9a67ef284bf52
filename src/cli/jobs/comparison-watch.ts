import type { LiveComparisonDto } from '../../live/comparisons.dto.ts';
import type { LiveMetricDto, LiveStateDto } from '../../live/live-state.dto.ts';
import { countFigure, pFigure } from '../../reports/figures.ts';
import { liveEndSentence, liveFigures, liveSentence } from '../../reports/live-sentences.ts';
import { visibleLine } from '../../evaluation/visible-text.ts';
import type { LivePart } from '../live-line.ts';
import type { FollowedUntil } from '../../client/resumed-stream.ts';
import type { JobHost } from './job-host.ts';

export interface ComparisonWatchOptions extends Pick<FollowedUntil, 'onLost'> {
  readonly onState: (state: LiveStateDto) => void | Promise<void>;
}

/** Follows a comparison while its job is followed, and knows what was said last. */
export class ComparisonWatch {
  readonly #leaving = new AbortController();
  readonly #going: Promise<void>;
  #last: LiveStateDto | null = null;

  constructor(host: JobHost, comparisonId: string, options: ComparisonWatchOptions) {
    this.#going = this.#follow(host, comparisonId, options);
    // It is awaited at the end; until then nobody asks.
    this.#going.catch(() => undefined);
  }

  /** Of the rows. */
  get share(): number {
    return this.#last === null ? 0 : this.#last.n / this.#last.of;
  }

  parts(): readonly LivePart[] {
    return this.#last === null ? [] : comparisonParts(this.#last);
  }

  /** Resolves once the comparison has ended, or was left. Throws what following it threw. */
  ended(): Promise<void> {
    return this.#going;
  }

  leave(): void {
    this.#leaving.abort();
  }

  async #follow(host: JobHost, comparisonId: string, { onState, ...told }: ComparisonWatchOptions): Promise<void> {
    for await (const state of host.states(comparisonId, { ...told, signal: this.#leaving.signal })) {
      this.#last = state;
      await onState(state);
    }
  }
}

/** How a comparison stands, for one line: of several metrics, the first that has no verdict yet. */
export function comparisonParts({ n, of, metrics }: LiveStateDto): LivePart[] {
  const open = metrics.filter(({ verdict }) => verdict === 'inconclusive');
  const shown = open[0] ?? metrics[0];
  if (shown === undefined) return [];
  const isOne = metrics.length === 1;
  return [
    { text: `n ${countFigure(n)} of ${countFigure(of)}`, rank: 1 },
    ...(isOne ? [] : [{ text: visibleLine(shown.metric), rank: 4 }]),
    { text: liveFigures(shown), rank: 0 },
    { text: `p ${pFigure(shown.corrected_p_value, null)}`, rank: 3 },
    { text: standing(shown), rank: 2 },
    ...(isOne ? [] : [{ text: `${String(metrics.length - open.length)} of ${String(metrics.length)} decided`, rank: 5 }]),
  ];
}

/** Of the candidate. */
function standing({ verdict, ahead, delta }: LiveMetricDto): string {
  if (verdict === 'a_better') return 'better';
  if (verdict === 'b_better') return 'worse';
  if (verdict === 'equivalent') return 'equivalent';
  if (delta === null || delta === 0) return 'open';
  return ahead === 'a' ? 'ahead' : 'behind';
}

/** What a comparison has found so far, and how it ended, a sentence a line. */
export function foundText({ state, margin }: LiveComparisonDto): string {
  if (state === null) return 'No row has been compared yet.';
  const end = liveEndSentence(state);
  return [...state.metrics.map((found) => liveSentence(found, state, margin)), ...(end === null ? [] : [end])]
    .map(visibleLine)
    .join('\n');
}
