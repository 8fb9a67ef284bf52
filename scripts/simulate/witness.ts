import { isDeepStrictEqual } from 'node:util';
import { type EventBatch, eventLines } from '../../src/domain/event-batch.ts';
import { isSettled, type Job } from '../../src/domain/job.ts';
import type { JobSpec } from '../../src/domain/job-fields.ts';
import { BrokenPromiseError } from './broken-promise.ts';

/** What clients know about one job. */
export interface Seen {
  readonly id: string;
  readonly spec: JobSpec;
  /** Its events, as the reader got them that got the most. */
  readonly lines: string[];
  /** How it ended, once a client was told; `null` again when it is to go on. */
  end: { readonly status: string; readonly summary: object | null } | null;
  /** Whether its removal was asked for, and whether it is gone for certain. */
  removal: 'none' | 'asked' | 'done';
  /** Whether failed trials were ever to be made again: then what scored them was too. */
  isRetried: boolean;
}

const NOT_ON_DISK = 'its end is not on disk yet';

/** What clients were told, and whether it stays true. */
export class Witness {
  readonly #jobs = new Map<string, Seen>();

  get jobs(): readonly Seen[] {
    return [...this.#jobs.values()];
  }

  /** A job that was accepted. */
  accept({ id, spec }: Job): Seen {
    const seen: Seen = { id, spec, lines: [], end: null, removal: 'none', isRetried: false };
    this.#jobs.set(id, seen);
    return seen;
  }

  /** Events that a reader gets who expects `next`. Returns what it expects then. */
  read({ id, lines }: Seen, next: number, batch: EventBatch): number {
    if (batch.firstSeq !== next)
      throw new BrokenPromiseError(`a reader of ${id} got event ${batch.firstSeq} where ${next} was due`);
    let seq = next;
    for (const line of eventLines(batch)) {
      const text = line.toString('utf8');
      checkSeq(id, text, seq);
      const known = lines[seq];
      if (known === undefined) lines.push(text);
      else if (known !== text) throw new BrokenPromiseError(`event ${seq} of ${id} changed from ${known} to ${text}`);
      seq += 1;
    }
    return seq;
  }

  /** A job as it was looked up. `before` is how it had ended when that was asked. */
  look(seen: Seen, before: Seen['end'], job: Job | undefined, summary: object | null): void {
    if (seen.removal !== 'none') return;
    if (job === undefined) throw new BrokenPromiseError(`job ${seen.id} was accepted, and is not there`);
    if (!isSettled(job.status)) {
      // What lost its process shows as running again where a loss of power makes it uncertain whether that process is gone.
      if (before === null || before !== seen.end || before.status === 'interrupted') return;
      throw new BrokenPromiseError(`job ${seen.id} was ${before.status}, and is ${job.status} again`);
    }
    if (job.error?.includes(NOT_ON_DISK) === true) return;
    const end = { status: job.status, summary };
    if (seen.end !== null && !isDeepStrictEqual(seen.end, end))
      throw new BrokenPromiseError(`job ${seen.id} ended as ${shown(seen.end)}, and then as ${shown(end)}`);
    seen.end ??= end;
  }
}

function checkSeq(id: string, line: string, seq: number): void {
  const event = JSON.parse(line) as { readonly seq: number; readonly job_id: string };
  if (event.seq !== seq || event.job_id !== id) throw new BrokenPromiseError(`event ${seq} of ${id} is ${line.slice(0, 100)}`);
}

function shown({ status, summary }: NonNullable<Seen['end']>): string {
  return `${status} with the summary ${JSON.stringify(summary)}`;
}
