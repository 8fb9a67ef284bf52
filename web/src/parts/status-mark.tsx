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

export function StatusMark({ status }: { readonly status: string }): ReactNode {
  const { word, tone } = MARKS[status] ?? { word: status, tone: 'off' as const };
  return <span className={`mark ${tone}`}>{word}</span>;
}
