import type { ReactNode } from 'react';

/** How each status of a job or run is said and coloured; a word stands beside every colour. */
const MARKS: Readonly<Record<string, { readonly word: string; readonly tone: 'good' | 'bad' | 'live' | 'off' }>> = {
  queued: { word: 'waiting', tone: 'off' },
  running: { word: 'running', tone: 'live' },
  in_progress: { word: 'running', tone: 'live' },
  done: { word: 'done', tone: 'good' },
  completed: { word: 'done', tone: 'good' },
  success: { word: 'success', tone: 'good' },
  error: { word: 'error', tone: 'bad' },
  failed: { word: 'failed', tone: 'bad' },
  cancelled: { word: 'cancelled', tone: 'off' },
  interrupted: { word: 'interrupted', tone: 'bad' },
};

interface Props {
  readonly status: string;
  /** Whether every sample failed: what is done then is no success. */
  readonly isAllFailed?: boolean;
}

export function StatusMark({ status, isAllFailed = false }: Props): ReactNode {
  const { word, tone } = MARKS[status] ?? { word: status, tone: 'off' as const };
  if (isAllFailed && tone === 'good') return <span className="mark bad">{word}, all failed</span>;
  return <span className={`mark ${tone}`}>{word}</span>;
}
