import type { Schemas } from '../../api/client.ts';

/** What a result is of. */
export type ResultKind = Schemas['Result']['kind'];

/** What each kind is called. */
export const KIND_NAMES: Readonly<Record<ResultKind, string>> = {
  run: 'run',
  evaluate: 'evaluate',
  optimize: 'optimize',
  score: 'scored again',
  step: 'step',
  import: 'import',
  themis: 'Themis run',
};

/** Whether it is a job of its own, not a run that was imported or is part of a search. */
export function isJobKind(kind: ResultKind): boolean {
  switch (kind) {
    case 'run':
    case 'evaluate':
    case 'optimize':
    case 'score':
      return true;
    case 'step':
    case 'import':
    case 'themis':
      return false;
  }
}
