import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { powerSentence } from '../../../../src/reports/holdout-sentence.ts';
import type { Schemas } from '../../api/client.ts';
import { costText, countText, durationText } from '../../lib/format.ts';
import { useDebounced } from '../../lib/use-debounced.ts';
import { bodyOf, isFilledIn, type StartForm, type StartKind } from './start-form.ts';
import { plannedJob } from './post-job.ts';

const WAIT_MS = 600;

interface Props {
  readonly kind: StartKind;
  readonly form: StartForm;
  /** Whether all that the form offers was read. */
  readonly isReady: boolean;
}

/** What the job would take, as the server says without starting it. While the form has faults, it says nothing. */
export function CostPlan({ kind, form, isReady }: Props): ReactNode {
  const settled = useDebounced(form, WAIT_MS);
  const { data, error } = useQuery({
    queryKey: ['plan', kind, settled],
    enabled: isReady && isFilledIn(kind, settled),
    // Faults are shown when a person wants to start, not while they type.
    queryFn: async ({ signal }) => plannedJob(kind, bodyOf(kind, settled), signal),
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 30_000,
  });
  return (
    <p className="plan" role="status">
      {data !== undefined && error === null && <Plan plan={data.plan} unpriced={data.price_unknown ?? []} />}
    </p>
  );
}

function Plan({ plan, unpriced }: { readonly plan: Schemas['JobPlan']; readonly unpriced: readonly string[] }): ReactNode {
  const { trials, calls, cost_usd: cost, tokens, seconds, basis_job_id: basis } = plan;
  const power = powerSentence(plan);
  return (
    <>
      {countText(trials)} {trials === 1 ? 'trial' : 'trials'}, {countText(calls)} {calls === 1 ? 'call' : 'calls'} of models
      {cost !== null && (
        <>
          {' · about '}
          <b>{costText(cost)}</b>
        </>
      )}
      {tokens !== null && ` · about ${countText(tokens)} tokens`}
      {seconds !== null && ` · about ${durationText(seconds)}`}
      {basis !== null && (
        <small>
          {' '}
          judged by <Link href={`/jobs/${basis}`}>an earlier job</Link>
        </small>
      )}
      {cost === null && unpriced.length === 0 && <small> What it costs can’t be told before a job like it has run.</small>}
      {power !== null && <small> {power}</small>}
      {unpriced.length > 0 && <small> The price of {unpriced.join(', ')} is not known, so neither is the cost.</small>}
    </>
  );
}
