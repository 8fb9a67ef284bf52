import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api, dataOf } from '../../api/client.ts';
import { ActionDialog } from '../action-dialog.tsx';
import { jobQuery } from './job-query.ts';

interface Props {
  readonly jobId: string;
  readonly name: string;
  readonly onClose: () => void;
}

type Limit = 'max_cost_usd' | 'max_tokens' | 'max_seconds';

const LIMITS: readonly { readonly name: Limit; readonly label: string }[] = [
  { name: 'max_cost_usd', label: 'US dollars in all' },
  { name: 'max_tokens', label: 'Tokens in all' },
  { name: 'max_seconds', label: 'Seconds' },
];

/** Makes a job go on that ended early: what is done is kept. */
export function ResumeDialog({ jobId, name, onClose }: Props): ReactNode {
  const [retryFailed, setRetryFailed] = useState(false);
  const [force, setForce] = useState(false);
  const [limits, setLimits] = useState<Partial<Record<Limit, string>>>({});
  const { data } = useQuery(jobQuery(jobId));
  return (
    <ActionDialog
      title={`Resume ${name}?`}
      verb="Resume"
      onClose={onClose}
      act={async (say) => {
        const params = { path: { job_id: jobId }, header: { 'Idempotency-Key': crypto.randomUUID() } };
        const body = { retry_failed: retryFailed, force, ...givenLimits(limits) };
        const { note } = await dataOf(api.POST('/api/jobs/{job_id}/resume', { params, body }));
        if (note !== undefined) say(note);
      }}
    >
      <p>What is done is kept and not paid for again; only what is missing is run.</p>
      <label className="check">
        <input
          type="checkbox"
          checked={retryFailed}
          onChange={(event) => {
            setRetryFailed(event.target.checked);
          }}
        />
        Try failed samples and scorings again
      </label>
      <label className="check">
        <input
          type="checkbox"
          checked={force}
          onChange={(event) => {
            setForce(event.target.checked);
          }}
        />
        <span>
          Go on even if the dataset, program, metrics or prompt have changed
          <small> Earlier and later samples are then not of the same thing.</small>
        </span>
      </label>
      {LIMITS.map(({ name: limit, label }) => {
        const before = data?.manifest[limit];
        return (
          <label className="field" key={limit}>
            Limit: {label}
            <input
              type="number"
              min={0}
              step={limit === 'max_tokens' ? 1 : 'any'}
              placeholder={before === undefined ? 'no limit' : `${String(before)}, as before`}
              value={limits[limit] ?? ''}
              onChange={(event) => {
                setLimits({ ...limits, [limit]: event.target.value });
              }}
            />
          </label>
        );
      })}
    </ActionDialog>
  );
}

function givenLimits(limits: Partial<Record<Limit, string>>): Partial<Record<Limit, number>> {
  return Object.fromEntries(
    Object.entries(limits).flatMap(([name, text]) => (text.trim() === '' ? [] : [[name, Number(text)]])),
  );
}
