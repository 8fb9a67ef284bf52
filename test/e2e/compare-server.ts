import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ComparisonDto } from '../../src/compare/comparison.dto.ts';
import type { Config } from '../../src/config/config.ts';
import { type Answer, RunningServer } from './running-server.ts';

export interface ImportedSample {
  readonly id: string;
  readonly prompt?: string;
  readonly response?: string;
  readonly scores: Readonly<Record<string, number | boolean>>;
  readonly cluster?: string;
}

/** A server with a storage folder of its own, and runs to compare in it. */
export class CompareServer {
  readonly server: RunningServer;
  readonly storage: string;

  private constructor(server: RunningServer, storage: string) {
    this.server = server;
    this.storage = storage;
  }

  static async start(overrides: Partial<Config> = {}): Promise<CompareServer> {
    const storage = await mkdtemp(join(tmpdir(), 'assay-storage-'));
    return new CompareServer(await RunningServer.start({ storageDir: storage, ...overrides }), storage);
  }

  async close(): Promise<void> {
    await this.server.close();
    await rm(this.storage, { recursive: true, force: true });
  }

  async import(runId: string, samples: readonly ImportedSample[], fields: object = {}): Promise<void> {
    const { status, body } = await this.server.post('/api/runs', { run_id: runId, ...fields, samples });
    if (status !== 201) throw new Error(`POST /api/runs answered ${status}: ${JSON.stringify(body)}`);
  }

  /** Imports a run whose samples are `s0000`, `s0001`, …, with one score each. */
  async importScores(runId: string, scores: readonly number[], fields: object = {}, metric = 'accuracy'): Promise<void> {
    await this.import(runId, samplesOf(scores, metric), fields);
  }

  compare(runIds: readonly string[], options: object = {}): Promise<Answer<ComparisonDto>> {
    return this.server.post<ComparisonDto>('/api/compare', { run_ids: runIds, ...options });
  }

  /** The report as the client that accepts this gets it. */
  async report(runIds: readonly string[], accept: string): Promise<Response> {
    return fetch(`${this.server.url}/api/compare/report`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept },
      body: JSON.stringify({ run_ids: runIds }),
    });
  }
}

export function samplesOf(scores: readonly number[], metric = 'accuracy'): ImportedSample[] {
  return scores.map((score, i) => ({ id: `s${String(i).padStart(4, '0')}`, scores: { [metric]: score } }));
}

/** As many of each value as asked for: `column([1, 40], [0, 10])`. */
export function column(...parts: readonly (readonly [value: number, times: number])[]): number[] {
  return parts.flatMap(([value, times]) => new Array<number>(times).fill(value));
}
