import type { ReactNode } from 'react';
import { useAddress } from '../../lib/address.ts';
import { OPTION_PARAMETERS, optionWords, rangesOf, rangesText } from './compare-address.ts';
import { idListOf, idListText } from '../../lib/id-list.ts';
import { ChoiceField, NumberField, TextField } from './option-fields.tsx';
import type { PickedRun } from './use-comparison.ts';

interface Props {
  readonly picked: readonly PickedRun[];
  /** Fields of the samples, such as `inputs.topic`. */
  readonly fields: readonly string[];
}

/** All that a comparison can be told, with what each does. Every option is in the address. */
export function OptionsFold({ picked, fields }: Props): ReactNode {
  const { query, set } = useAddress();
  const words = optionWords(query);
  const metrics = commonMetrics(picked);
  return (
    <details className="options">
      <summary>Options{words.length > 0 && <small> {words.join(' · ')}</small>}</summary>
      <div className="option-fields">
        <NumberField
          parameter="margin"
          name="Margin"
          step="any"
          placeholder="none"
          hint="Differences smaller than this don’t matter. Makes “equivalent” possible. Choose it before you look."
        />
        <NumberField
          parameter="alpha"
          name="Level of significance"
          step="any"
          placeholder="0.05"
          hint="A difference counts if its (corrected) p is at most this. Intervals have the level 1 − alpha."
        />
        <ChoiceField parameter="test" name="Test" choices={TESTS} hint="The exact sign flip is right for almost everything." />
        <ChoiceField
          parameter="correction"
          name="Correction"
          choices={CORRECTIONS}
          hint="What is done about several questions being asked at once."
        />
        <ChoiceField parameter="family" name="Corrected together" choices={FAMILIES} hint="Which p-values make one family." />
        <ChoiceField
          parameter="missing"
          name="Samples without a score"
          choices={MISSING}
          hint="Failed trials, or answers that a metric could not score."
        />
        <TextField
          parameter="clusters"
          name="Clusters by"
          placeholder="none"
          offers={['cluster', ...fields]}
          hint="Which samples belong together, such as questions about one document: “cluster”, or a path such as inputs.document_id."
        />
        <TextField
          parameter="slices"
          name="Slices by"
          placeholder="none"
          offers={['cluster', ...fields]}
          hint="Compares also within each level of a field: “cluster”, or a path such as inputs.topic."
        />
        <NumberField
          parameter="resamples"
          name="Random draws"
          step="1"
          placeholder="as many as it takes"
          hint="How many, where a test draws at random. Exact tests draw none."
        />
        <NumberField
          parameter="seed"
          name="Seed"
          step="1"
          placeholder="0"
          hint="Of those draws: the same seed, the same answer."
        />
        <TextField
          parameter="pass_k"
          name="Tries (k)"
          placeholder="such as 1,3"
          hint="Of runs with repeats: how often a sample is solved in k tries, by one of them and by all."
        />
        <TextField
          parameter="human"
          name="Human labels"
          placeholder="none"
          hint="The name of labels that people gave to some samples of each run: adds the mean that people would give."
        />
      </div>
      {metrics.length > 0 && <MetricChoices metrics={metrics} />}
      {words.length > 0 && (
        <button
          type="button"
          onClick={() => {
            set(Object.fromEntries(OPTION_PARAMETERS.map((parameter) => [parameter, null])));
          }}
        >
          Reset the options
        </button>
      )}
    </details>
  );
}

function MetricChoices({ metrics }: { readonly metrics: readonly string[] }): ReactNode {
  const { get, set } = useAddress();
  const chosen = idListOf(get('metrics'));
  const lower = idListOf(get('lower'));
  const ranges = rangesOf(get('ranges'));
  const isChosen = (metric: string): boolean => chosen.length === 0 || chosen.includes(metric);
  const choose = (metric: string, isOn: boolean): void => {
    const kept = metrics.filter((other) => (other === metric ? isOn : isChosen(other)));
    set({ metrics: kept.length === metrics.length ? null : idListText(kept) });
  };
  return (
    <div className="wide" tabIndex={0}>
      <table>
        <caption>Metrics that all of the runs have</caption>
        <thead>
          <tr>
            <th scope="col">Metric</th>
            <th scope="col">Compared</th>
            <th scope="col">Lower is better</th>
            <th scope="col">Scores range from … to …, where that is not known</th>
          </tr>
        </thead>
        <tbody>
          {metrics.map((metric) => (
            <tr key={metric}>
              <th scope="row" dir="auto">
                {metric}
              </th>
              <td>
                <input
                  type="checkbox"
                  aria-label={`Compare in ${metric}`}
                  checked={isChosen(metric)}
                  disabled={isChosen(metric) && metrics.filter(isChosen).length === 1}
                  onChange={(event) => {
                    choose(metric, event.target.checked);
                  }}
                />
              </td>
              <td>
                <input
                  type="checkbox"
                  aria-label={`Lower is better in ${metric}`}
                  checked={lower.includes(metric)}
                  onChange={(event) => {
                    const others = lower.filter((other) => other !== metric);
                    set({ lower: idListText(event.target.checked ? [...others, metric] : others) });
                  }}
                />
              </td>
              <td>
                <RangeFields
                  key={(ranges[metric] ?? []).join(' ')}
                  metric={metric}
                  range={ranges[metric]}
                  onRange={(range) => {
                    const others = Object.fromEntries(Object.entries(ranges).filter(([name]) => name !== metric));
                    set({ ranges: rangesText(range === undefined ? others : { ...others, [metric]: range }) });
                  }}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RangeProps {
  readonly metric: string;
  readonly range: readonly [number, number] | undefined;
  readonly onRange: (range: readonly [number, number] | undefined) => void;
}

/** Both ends together: one alone is no range yet, and stays in its field. */
function RangeFields({ metric, range, onRange }: RangeProps): ReactNode {
  const enter = (cell: HTMLElement | null): void => {
    const texts = [...(cell?.querySelectorAll('input') ?? [])].map(({ value }) => value);
    const [low = '', high = ''] = texts;
    if (low === '' && high === '' && range !== undefined) onRange(undefined);
    if (low === '' || high === '') return;
    if (Number(low) !== range?.[0] || Number(high) !== range[1]) onRange([Number(low), Number(high)]);
  };
  return (
    <span className="range">
      {(['Lowest', 'Highest'] as const).map((end, index) => (
        <input
          key={end}
          type="number"
          step="any"
          aria-label={`${end} score of ${metric}`}
          defaultValue={range?.[index]}
          onBlur={(event) => {
            enter(event.target.parentElement);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') enter(event.currentTarget.parentElement);
          }}
        />
      ))}
    </span>
  );
}

function commonMetrics(picked: readonly PickedRun[]): readonly string[] {
  const [first, ...others] = picked.flatMap(({ run }) => (run === undefined ? [] : [Object.keys(run.metrics)]));
  return first?.filter((metric) => others.every((names) => names.includes(metric))) ?? [];
}

const TESTS = [
  ['auto', 'exact sign flip (usual)'],
  ['permutation', 'sign flip by permutation'],
  ['bootstrap', 'bootstrap'],
  ['bootstrap_t', 'bootstrap-t, for skewed differences'],
  ['t_test', 'paired t'],
  ['wilcoxon', 'Wilcoxon signed rank'],
  ['mcnemar', 'McNemar, for right or wrong'],
  ['none', 'none: means and intervals only'],
] as const;

const CORRECTIONS = [
  ['holm', 'Holm: any false alarm (usual)'],
  ['bh', 'Benjamini–Hochberg: their share'],
  ['none', 'none'],
] as const;

const FAMILIES = [
  ['all', 'all pairs and metrics (usual)'],
  ['per-metric', 'those of each metric'],
  ['per-pair', 'those of each pair'],
] as const;

const MISSING = [
  ['exclude', 'are left out (usual)'],
  ['worst', 'count as the worst'],
  ['zero', 'count as 0'],
] as const;
