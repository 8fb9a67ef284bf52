import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { numberText, percentText } from '../../../../src/reports/figures.ts';
import { api, dataOf, type Schemas } from '../../api/client.ts';
import { useAddress } from '../../lib/address.ts';
import { countText } from '../../lib/format.ts';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { NumberField } from './option-fields.tsx';

interface Props {
  readonly runIds: readonly string[];
  readonly metric: string;
  readonly letters: string;
  /** How many p-values are corrected together. */
  readonly hypotheses: number;
  readonly options: Pick<Schemas['PowerRequest'], 'alpha' | 'cluster_by' | 'margin' | 'ranges'>;
}

/** How many samples it would take to find a difference of a size, out of the variance that this pair has shown. */
export function PowerSection({ runIds, metric, letters, hypotheses, options }: Props): ReactNode {
  const { get } = useAddress();
  const [delta, n] = [get('delta'), get('n')].map((text) => (text === '' ? undefined : Number(text)));
  const body = {
    run_ids: [...runIds],
    metrics: [metric],
    ...options,
    ...(delta === undefined ? {} : { delta }),
    ...(n === undefined ? {} : { n }),
    ...(hypotheses > 1 ? { hypotheses } : {}),
  };
  const { data, error } = useQuery({
    queryKey: ['power', body],
    queryFn: ({ signal }) => dataOf(api.POST('/api/power', { body, signal })),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
  const plan = data?.results[0];
  return (
    <section>
      <h2>How many samples would it take?</h2>
      <div className="toolbar">
        <NumberField parameter="delta" name="To find a difference of" step="any" placeholder="0.05" />
        <NumberField parameter="n" name="With so many samples" step="1" placeholder={countText(plan?.n)} />
      </div>
      {error !== null && <ProblemBox error={error} />}
      {error === null && data !== undefined && plan !== undefined && (
        <PowerText plan={plan} letters={letters} power={data.power} hypotheses={hypotheses} />
      )}
    </section>
  );
}

interface TextProps {
  readonly plan: Schemas['MetricPower'];
  readonly letters: string;
  readonly power: number;
  readonly hypotheses: number;
}

function PowerText({ plan, letters, power, hypotheses }: TextProps): ReactNode {
  const chance = percentText(power);
  const {
    delta,
    required_samples: required,
    required_clusters: clusters,
    mde,
    mde_family: family,
    achieved_power: achieved,
  } = plan;
  return (
    <div aria-live="polite">
      {required !== null && delta !== null && (
        <p className="answer">
          <b>{countText(required)} samples</b>
          {clusters !== null && ` in ${countText(clusters)} clusters`} find a true difference of {numberText(delta)} in{' '}
          <bdi>{plan.metric}</bdi> with a chance of {chance}
          {achieved !== null &&
            `; ${countText(plan.n)} samples find it with one of ${percentText(Math.round(achieved * 100) / 100)}`}
          .
        </p>
      )}
      <p>
        {mde === null
          ? `${countText(plan.n)} samples find no difference with a chance of ${chance}.`
          : `${countText(plan.n)} samples find a true difference of ${numberText(mde)} or more between ${letters} with a chance of ${chance}${
              hypotheses > 1
                ? `, and of ${numberText(family)} among ${countText(hypotheses)} tests that are corrected together`
                : ''
            }.`}
      </p>
      {plan.notes.map((note) => (
        <p key={note} className="under">
          {note}
        </p>
      ))}
    </div>
  );
}
