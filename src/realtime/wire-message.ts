import type { RunDataDto } from './run-data.dto.ts';
import type { RunProgress } from './run-progress.ts';

// The texts of the messages that a server sends (contract §4). Longer ids than any run has are cut in an answer.

const MAX_ID_CHARS = 200;

/** For what nobody foresaw. */
export const OUR_FAULT = 'something went wrong on our side; the server’s log has the cause';

export function subscribedMessage(runId: string): string {
  return JSON.stringify({ type: 'subscribed', run_id: runId });
}

export function unsubscribedMessage(runId: string): string {
  return JSON.stringify({ type: 'unsubscribed', run_id: runId });
}

/** `runId` where the error is about a run. */
export function errorMessage(message: string, runId?: string): string {
  return JSON.stringify({ type: 'error', message, run_id: runId?.slice(0, MAX_ID_CHARS) });
}

export function startedMessage(data: RunDataDto): string {
  return JSON.stringify({ type: 'run_started', run_id: data.run_id, data });
}

export function progressMessage(runId: string, { progress, completed, total }: RunProgress): string {
  return JSON.stringify({ type: 'run_progress', run_id: runId, progress, completed, total });
}

export function completedMessage(data: RunDataDto): string {
  return JSON.stringify({ type: 'run_completed', run_id: data.run_id, data });
}
