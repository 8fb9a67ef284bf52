import type { ReactNode } from 'react';
import type { PickedRun } from './use-comparison.ts';

/** The letter that a run has on this screen; its name is the title. */
export function Letter({ of: { letter, name } }: { readonly of: Pick<PickedRun, 'letter' | 'name'> }): ReactNode {
  return (
    <b className={`letter letter-${letter.toLowerCase()}`} title={name}>
      {letter}
    </b>
  );
}

/** The letter and the name beside it, in one line; a long name is cut, and whole in the list of the runs. */
export function LetteredName({ of: run }: { readonly of: Pick<PickedRun, 'letter' | 'name'> }): ReactNode {
  return (
    <span className="lettered">
      <Letter of={run} />
      <bdi title={run.name}>{run.name}</bdi>
    </span>
  );
}
