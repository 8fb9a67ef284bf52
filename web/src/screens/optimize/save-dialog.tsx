import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useId, useState } from 'react';
import { api, dataOf, type Schemas } from '../../api/client.ts';
import { ProblemError } from '../../api/problem.ts';
import { signInWhenRefused } from '../../api/query-client.ts';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { type Step, stepName } from './steps.ts';

export type SavedPrompt = Schemas['SavedPrompt'];

interface Props {
  readonly jobId: string;
  readonly step: Step;
  /** The prompt that the search began with. */
  readonly prompt: string;
  /** What the button says that does it. */
  readonly does: string;
  readonly onSaved: (saved: SavedPrompt) => void;
  readonly onClose: () => void;
}

/** Asks what a template is to be called, and saves it as a prompt of its project. */
export function SaveDialog({ jobId, step, prompt, does, onSaved, onClose }: Props): ReactNode {
  const client = useQueryClient();
  const faultId = useId();
  const [name, setName] = useState(`${prompt}_step_${String(step.step_index)}`);
  const [overwrites, setOverwrites] = useState(false);
  const { mutate, isPending, error } = useMutation({
    mutationFn: () =>
      dataOf(
        api.POST('/api/jobs/{job_id}/prompt', {
          params: { path: { job_id: jobId } },
          body: { name: name.trim(), step_index: step.step_index, overwrite: overwrites },
        }),
      ),
    onSuccess: async (saved) => {
      onSaved(saved);
      await Promise.all(['catalog', 'project'].map((key) => client.invalidateQueries({ queryKey: [key] })));
    },
    onError: signInWhenRefused,
  });
  const fault = nameFault(error);
  return (
    <FormDialog
      title={`Save the template of ${stepName(step)}`}
      does={does}
      isBusy={isPending || name.trim() === ''}
      error={fault === undefined ? error : null}
      onSubmit={() => {
        mutate();
      }}
      onClose={onClose}
    >
      <p>It becomes a prompt of the project, as a file in its folder, and every new job can use it.</p>
      <label className="field">
        Name
        <input
          value={name}
          autoComplete="off"
          spellCheck={false}
          aria-invalid={fault !== undefined}
          aria-describedby={fault === undefined ? undefined : faultId}
          onChange={(event) => {
            setName(event.target.value);
          }}
        />
      </label>
      {fault !== undefined && (
        <p className="fault" id={faultId} role="alert">
          {fault}
        </p>
      )}
      <label className="check">
        <input
          type="checkbox"
          checked={overwrites}
          onChange={(event) => {
            setOverwrites(event.target.checked);
          }}
        />
        Replace a prompt of that name
      </label>
    </FormDialog>
  );
}

/** What is wrong with the name: it is none, or it is taken. */
function nameFault(error: Error | null): string | undefined {
  if (!(error instanceof ProblemError)) return undefined;
  const field = error.fields.find(({ path }) => path === 'name');
  if (field !== undefined) return `The name ${field.message}.`;
  return error.code === 'already_exists' ? error.message : undefined;
}
