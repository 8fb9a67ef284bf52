import { describe, expect, it } from '@jest/globals';
import { ApiError } from '../../client/api-error.ts';
import { BusyError, UnusableRequestError } from '../../domain/errors.ts';
import { startWithPlace } from './place.ts';

const ONE = { running: ['a'], limit: 1, setting: 'ASSAY_MAX_RUNNING_JOBS' };
const TWO = { running: ['b', 'c'], limit: 3, setting: 'ASSAY_MAX_QUEUED_JOBS' };
const NOBODY = { running: [], limit: 3, setting: 'ASSAY_MAX_QUEUED_JOBS' };

function busy(occupancy: typeof ONE): ApiError {
  return new ApiError('another job is already running', 409, { retryAfterMs: 0, occupancy });
}

const wayToEnd = (jobId: string): string => `assay cancel ${jobId} ends it`;

/** Starts with what is refused so often, and returns what was said until it was not. */
async function saidUntil(refusals: readonly Error[], isPatient = true): Promise<{ started: string; said: string[] }> {
  const said: string[] = [];
  const left = [...refusals];
  const start = async (): Promise<string> => {
    const refusal = left.shift();
    if (refusal !== undefined) throw refusal;
    return 'job';
  };
  const { signal } = new AbortController();
  const started = await startWithPlace(start, { isPatient, signal, say: (text) => said.push(text), wayToEnd });
  return { started, said };
}

describe('startWithPlace', () => {
  it('starts at once what has a place', async () => {
    expect(await saidUntil([], false)).toEqual({ started: 'job', said: [] });
  });

  it('waits for a place, and says for what whenever that changes', async () => {
    expect(await saidUntil([busy(ONE), busy(ONE), busy(TWO), busy(NOBODY)])).toEqual({
      started: 'job',
      said: [
        'Waiting for a place: job a runs (ASSAY_MAX_RUNNING_JOBS is 1).',
        'Waiting for a place: jobs b, c run (ASSAY_MAX_QUEUED_JOBS is 3).',
        'Waiting for a place: other jobs are in line (ASSAY_MAX_QUEUED_JOBS is 3).',
      ],
    });
  });

  it.each([busy(ONE), new BusyError(ONE)])('says what is in the way where it is not to wait', async (refusal) => {
    await expect(saidUntil([refusal], false)).rejects.toMatchObject({
      code: 'busy',
      message:
        'another job is already running: job a runs (ASSAY_MAX_RUNNING_JOBS is 1); assay cancel a ends it, --wait waits for a place',
    });
  });

  it('says how far the job in the way is', async () => {
    const far = { ...ONE, progress: [{ job_id: 'a', completed: 120, total: 250 }] };
    await expect(saidUntil([busy(far)], false)).rejects.toThrow('; it has done 120 of 250 trials and scorings; assay cancel a');
  });

  it('names no job where none is known to run', async () => {
    await expect(saidUntil([busy(NOBODY)], false)).rejects.toThrow('(ASSAY_MAX_QUEUED_JOBS is 3); --wait waits for a place');
  });

  it.each([new UnusableRequestError('no such program'), new ApiError('job j is done', 409)])(
    'passes on what is no want of a place: %s',
    async (error) => {
      await expect(saidUntil([error])).rejects.toBe(error);
    },
  );

  it('gives up when it is told to', async () => {
    const stop = new AbortController();
    const options = { isPatient: true, signal: stop.signal, say: () => stop.abort(), wayToEnd };
    await expect(startWithPlace(() => Promise.reject(new BusyError(ONE)), options)).rejects.toThrow('abort');
  });
});
