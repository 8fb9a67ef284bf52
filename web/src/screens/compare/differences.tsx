import type { ReactNode } from 'react';
import type { ReportedPair } from '../../../../src/reports/comparison-report.ts';
import { verdictText } from '../../../../src/reports/pair-figures.ts';
import { type ForestItem, ForestPlot } from '../../parts/forest-plot.tsx';
import { useAddress } from '../../lib/address.ts';
import { Letter, LetteredName } from './letter.tsx';
import { type PairPlaces, toneOf } from './pairs.ts';
import type { PickedRun, ShownComparison } from './use-comparison.ts';

/** With more of them a plot of every two runs is long. */
const MOST_PAIRS = 6;

interface Props {
  readonly shown: ShownComparison;
  readonly picked: readonly PickedRun[];
  readonly metric: string;
  readonly pair: PairPlaces;
  readonly onPair: (pair: PairPlaces) => void;
}

/** The paired differences, drawn: of two runs in every metric, of more of them for every pair in one metric. */
export function Differences(props: Props): ReactNode {
  const { shown, picked, metric } = props;
  const { pairwise_results: pairs, metadata } = shown.lettered;
  const { get, set } = useAddress();
  const isOnePair = picked.length === 2;
  const ofMetric = isOnePair ? pairs : pairs.filter((pair) => pair.metric === metric);
  const areAll = isOnePair || ofMetric.length <= MOST_PAIRS || get('pairs') === 'all';
  const listed = areAll ? ofMetric : ofMetric.filter(({ run_b: b }) => b === picked.at(-1)?.letter);
  const items = listed.map((pair) => (isOnePair ? itemOf(pair, <bdi>{pair.metric}</bdi>) : manyItem(pair, props)));
  const first = isOnePair ? 'A' : 'the first';
  const second = isOnePair ? 'B' : 'the second';
  return (
    <>
      {!isOnePair && ofMetric.length > MOST_PAIRS && (
        <div className="segments" role="group" aria-label="Which pairs">
          {[null, 'all'].map((which) => (
            <button
              key={which}
              type="button"
              aria-pressed={(which === 'all') === areAll}
              onClick={() => {
                set({ pairs: which });
              }}
            >
              {which === 'all' ? `All ${String(ofMetric.length)} pairs` : 'Each against the baseline'}
            </button>
          ))}
        </div>
      )}
      <ForestPlot
        caption={`Paired differences with intervals: right of the line ${first} is higher, left of it ${second}`}
        of={isOnePair ? 'Metric' : 'Pair'}
        items={items}
        margin={metadata.margin}
        below={`${second} is higher`}
        above={`${first} is higher`}
      />
    </>
  );
}

function manyItem(pair: ReportedPair, { picked, pair: current, onPair }: Props): ForestItem {
  const places = [pair.run_a, pair.run_b].map((letter) => picked.findIndex((run) => run.letter === letter));
  const [first = 0, second = 1] = places;
  const [a, b] = [picked[first], picked[second]];
  const isCurrent = current[0] === first && current[1] === second;
  const label = a !== undefined && b !== undefined && (
    <button
      type="button"
      className="pair-label"
      aria-pressed={isCurrent}
      title={`${a.name} − ${b.name}: show the rows of this pair`}
      onClick={() => {
        onPair([first, second]);
      }}
    >
      <LetteredName of={a} />
      <span className="lettered">
        <span>−</span>
        <Letter of={b} />
        <bdi>{b.name}</bdi>
      </span>
    </button>
  );
  return { ...itemOf(pair, label), id: `${pair.run_a} ${pair.run_b}`, isCurrent };
}

function itemOf(pair: ReportedPair, label: ReactNode): ForestItem {
  const { metric, delta, interval } = pair;
  return { id: metric, label, delta, interval, tone: toneOf(pair), words: verdictText(pair) };
}
