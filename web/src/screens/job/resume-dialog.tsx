import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api, dataOf, type Schemas } from '../../api/client.ts';
import { signInWhenRefused } from '../../api/query-client.ts';
import { FormDialog } from '../../parts/form-dialog.tsx';

interface Props {
  readonly manifest: Schemas['Manifest'];
  readonly onClose: () => void;
}

type Limit = 'max_cost_usd' | 'max_tokens' | 'max_seconds';

const LIMITS: readonly { readonly name: Limit; readonly label: string }[] = [
  { name: 'max_cost_usd', label: 'US dollars in all' },
  { name: 'max_tokens', label: 'Tokens in all' },
  { name: 'max_seconds', label: 'Seconds' },
];

/** Makes a job go on that ended early: what is done is kept. */
export function ResumeDialog({ manifest, onClose }: Props): ReactNode {
  const client = useQueryClient();
  const [retryFailed, setRetryFailed] = useState(false);
  const [force, setForce] = useState(false);
  const [limits, setLimits] = useState<Partial<Record<Limit, string>>>({});
  const { mutate, isPending, error, data } = useMutation({
    mutationFn: async () =>
      dataOf(
        api.POST('/api/jobs/{job_id}/resume', {
          params: { path: { job_id: manifest.job_id } },
          body: { retry_failed: retryFailed, force, ...givenLimits(limits) },
        }),
      ),
    onSuccess: (answer) => {
      void client.invalidateQueries();
      if (answer.note === undefined) onClose();
    },
    onError: signInWhenRefused,
  });
  return (
    <FormDialog
      title="Resume this job"
      does="Resume"
      isBusy={isPending}
      error={error}
      onSubmit={() => {
        mutate();
      }}
      onClose={onClose}
    >
      <p>What is done is kept; only what is missing runs.</p>
      <label className="check">
        <input
          type="checkbox"
          checked={retryFailed}
          onChange={(event) => {
            setRetryFailed(event.target.checked);
          }}
        />
        Try failed rows and scorings again
      </label>
      <label className="check">
        <input
          type="checkbox"
          checked={force}
          onChange={(event) => {
            setForce(event.target.checked);
          }}
        />
        Go on even where the dataset, program, metrics or prompt have changed since
      </label>
      {LIMITS.map(({ name, label }) => (
        <label className="field" key={name}>
          Limit: {label}
          <input
            type="number"
            min={0}
            step={name === 'max_tokens' ? 1 : 'any'}
            placeholder={manifest[name] === undefined ? 'no limit' : `${String(manifest[name])}, as before`}
            value={limits[name] ?? ''}
            onChange={(event) => {
              setLimits({ ...limits, [name]: event.target.value });
            }}
          />
        </label>
      ))}
      {data?.note !== undefined && <p className="notes">{data.note}</p>}
    </FormDialog>
  );
}

function givenLimits(limits: Partial<Record<Limit, string>>): Partial<Record<Limit, number>> {
  return Object.fromEntries(
    Object.entries(limits).flatMap(([name, text]) => (text.trim() === '' ? [] : [[name, Number(text)]])),
  );
}
