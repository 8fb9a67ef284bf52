import type { NamedRun, RunProgress } from './run-data.ts';
import type { RunDataDto } from './run-data.dto.ts';
import { textFrame } from './text-frame.ts';
import { jsonText } from '../../evaluation/json-text.ts';

/** Longer ids than any run has are cut in an answer. */
const MAX_ID_CHARS = 200;

/** The text for an error that was not expected. */
export const OUR_FAULT = 'something went wrong on our side; the server’s log has the cause';

/** A message about a run, framed once for all who get it. */
export interface RunMessage {
  readonly kind: 'started' | 'progress' | 'completed';
  readonly run: NamedRun;
  readonly frame: Buffer;
}

/** Gets messages about runs. */
export interface RunListener {
  wants(runId: string): boolean;
  send(message: RunMessage): void;
  /** After the last message about a job and its steps. */
  jobEnded(jobId: string): void;
  /** The job can't be followed any further. */
  jobLost(jobId: string): void;
}

export function startedMessage(run: NamedRun, data: RunDataDto): RunMessage {
  return { kind: 'started', run, frame: jsonFrame({ type: 'run_started', run_id: data.run_id, data }) };
}

export function progressMessage(run: NamedRun, progress: RunProgress): RunMessage {
  return { kind: 'progress', run, frame: progressFrame(run, progress) };
}

/** The end of a run: a progress of 1, which must reach everybody, and the run as it has become. */
export function completedMessage(run: NamedRun, data: RunDataDto, progress: RunProgress): RunMessage {
  const completed = jsonFrame({ type: 'run_completed', run_id: data.run_id, data });
  return { kind: 'completed', run, frame: Buffer.concat([progressFrame(run, progress), completed]) };
}

export const pongFrame = jsonFrame({ type: 'pong' });

export function subscribedFrame(runId: string): Buffer {
  return jsonFrame({ type: 'subscribed', run_id: runId });
}

export function unsubscribedFrame(runId: string): Buffer {
  return jsonFrame({ type: 'unsubscribed', run_id: runId });
}

/** `runId` names the run that the error is about, if it is about one. */
export function errorFrame(message: string, runId?: string): Buffer {
  return jsonFrame({ type: 'error', message, run_id: runId?.slice(0, MAX_ID_CHARS) });
}

/** The answer to a request about a live comparison. */
export function comparisonAnswer(type: 'subscribed' | 'unsubscribed', comparisonId: string): Buffer {
  return jsonFrame({ type, comparison_id: comparisonId.slice(0, MAX_ID_CHARS) });
}

export function comparisonError(message: string, comparisonId: string): Buffer {
  return jsonFrame({ type: 'error', message, comparison_id: comparisonId.slice(0, MAX_ID_CHARS) });
}

function progressFrame({ runId }: NamedRun, { progress, completed, total }: RunProgress): Buffer {
  return jsonFrame({ type: 'run_progress', run_id: runId, progress, completed, total });
}

function jsonFrame(message: object): Buffer {
  return textFrame(jsonText(message));
}
