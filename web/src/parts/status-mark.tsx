import type { ReactNode } from 'react';
import { statusWord } from '../../../src/reports/status-word.ts';

/** How each status of a job or run is coloured; its word stands beside the colour. */
const TONES: Readonly<Record<string, 'good' | 'bad' | 'live' | 'off'>> = {
  running: 'live',
  done: 'good',
  success: 'good',
  error: 'bad',
  failed: 'bad',
  interrupted: 'bad',
};

interface Props {
  readonly status: string;
  /** Whether every sample failed: what is done then is no success. */
  readonly isAllFailed?: boolean;
}

export function StatusMark({ status, isAllFailed = false }: Props): ReactNode {
  const word = statusWord(status);
  const tone = TONES[word] ?? 'off';
  if (isAllFailed && tone === 'good') return <span className="mark bad">{word}, all failed</span>;
  return <span className={`mark ${tone}`}>{word}</span>;
}
