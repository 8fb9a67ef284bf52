import { type ReactNode, useId, useState } from 'react';
import { api, dataOf, type Schemas } from '../../api/client.ts';
import { ProblemError } from '../../api/problem.ts';
import { ActionDialog } from '../../parts/action-dialog.tsx';
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
  const faultId = useId();
  const [name, setName] = useState(`${prompt}_step_${String(step.step_index)}`);
  const [overwrites, setOverwrites] = useState(false);
  const [fault, setFault] = useState<string>();
  const save = async (): Promise<void> => {
    const params = { path: { job_id: jobId } };
    const body = { name: name.trim(), step_index: step.step_index, overwrite: overwrites };
    setFault(undefined);
    try {
      onSaved(await dataOf(api.POST('/api/jobs/{job_id}/prompt', { params, body })));
    } catch (error) {
      setFault(nameFault(error));
      throw error;
    }
  };
  return (
    <ActionDialog
      title={`Save the template of ${stepName(step)}`}
      verb={does}
      isReady={name.trim() !== ''}
      isFaultShown={fault !== undefined}
      act={save}
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
    </ActionDialog>
  );
}

/** What is wrong with the name: it is none, or it is taken. */
function nameFault(error: unknown): string | undefined {
  if (!(error instanceof ProblemError)) return undefined;
  const field = error.fields.find(({ path }) => path === 'name');
  if (field !== undefined) return `The name ${field.message}.`;
  return error.code === 'already_exists' ? error.message : undefined;
}
