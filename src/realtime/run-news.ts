import type { RunDataDto } from './run-data.dto.ts';
import type { RunProgress } from './run-progress.ts';
import type { RunRef } from './run-ref.ts';
import { textFrame } from './text-frame.ts';
import { completedMessage, progressMessage, startedMessage } from './wire-message.ts';

/** Something to tell of a run, framed once for all who want to hear it. */
export interface RunNews {
  readonly kind: 'started' | 'progress' | 'completed';
  readonly run: RunRef;
  readonly frame: Buffer;
}

/** Somebody who wants to hear of runs. */
export interface RunListener {
  wants(runId: string): boolean;
  tell(news: RunNews): void;
  /** After the last news of a job and of its steps. */
  jobEnded(jobId: string): void;
  /** The job can't be followed any further. */
  jobLost(jobId: string): void;
}

export function startedNews(run: RunRef, data: RunDataDto): RunNews {
  return { kind: 'started', run, frame: textFrame(startedMessage(data)) };
}

export function progressNews(run: RunRef, progress: RunProgress): RunNews {
  return { kind: 'progress', run, frame: textFrame(progressMessage(run.runId, progress)) };
}

/** The end of a run: the progress of 1, which nobody must miss, and what has become of it. */
export function completedNews(run: RunRef, data: RunDataDto, progress: RunProgress): RunNews {
  const last = textFrame(progressMessage(run.runId, progress));
  return { kind: 'completed', run, frame: Buffer.concat([last, textFrame(completedMessage(data))]) };
}
