import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writeProject } from '../fixtures/written-project.ts';
import { ADD_FIVE, RunningServer } from './running-server.ts';

interface Reason {
  readonly reason: string;
  readonly type: string;
  readonly shape: string;
  readonly count: number;
  readonly example: string;
  readonly first_id: string;
  readonly first_row: number;
}

interface Aggregate {
  readonly samples: number;
  readonly failures: readonly { readonly error_kind: string; readonly count: number; readonly reasons: readonly Reason[] }[];
  readonly scoring_failures: readonly {
    readonly metric: string;
    readonly count: number;
    readonly reasons: readonly Reason[];
  }[];
}

const PICKY = `import { defineProgram } from 'assay';
export const read = defineProgram(async ({ render, complete }) => {
  const { output } = await complete(render());
  throw new SyntaxError('the answer is no JSON: ' + JSON.stringify(output));
});
`;
const METRICS = `import { programmaticMetric, range } from 'assay';
export const same = programmaticMetric({ description: 'same', scale: range(0, 1), score: () => 1 });
`;

let server: RunningServer;
let storageDir: string;

beforeAll(async () => {
  storageDir = await mkdtemp(join(tmpdir(), 'assay-storage-'));
  server = await RunningServer.start({ storageDir });
  await writeProject(server.root.path, 'picky', {
    'programs.ts': PICKY,
    'metrics.ts': METRICS,
    'prompts/plain.jinja': 'Say {{ word }}.',
    'data/words.json': JSON.stringify(['yes', 'no "way"', 'it’s 7'].map((word) => ({ inputs: { word }, reference: word }))),
  });
});

afterAll(async () => {
  await server.close();
  await rm(storageDir, { recursive: true, force: true });
});

async function ended(kind: 'evaluate' | 'optimize', changes: object): Promise<string> {
  const id = await server.startJob(kind, { ...ADD_FIVE, ...changes });
  await server.settledJob(id);
  return id;
}

async function aggregate(path: string): Promise<Aggregate> {
  return (await server.get<Aggregate>(path)).body;
}

describe('the reasons of failures', () => {
  it('unite answers that fail alike, and filter trials and their aggregates', async () => {
    const asked = { project: 'picky', program: 'read', prompt: 'plain', examples: 'words', metrics: ['same'] };
    const id = await ended('evaluate', asked);
    const { failures } = await aggregate(`/api/jobs/${id}/trials/aggregate`);
    expect(failures).toMatchObject([{ error_kind: 'program', count: 3, reasons: [{ type: 'SyntaxError', count: 3 }] }]);
    const told = failures[0]?.reasons[0];
    expect(told?.shape).toBe('the answer is no JSON: "…"');
    expect(told?.example).toContain('the answer is no JSON: "Say ');

    const { body } = await server.get<{ trials: { trial_id: string }[]; total: number }>(
      `/api/jobs/${id}/trials?reason=${told?.reason ?? ''}&limit=1&offset=0`,
    );
    expect(body).toMatchObject({ total: 3, trials: [{ trial_id: told?.first_id }] });
    const none = await aggregate(`/api/jobs/${id}/trials/aggregate?reason=0123456789ab`);
    expect(none).toMatchObject({ samples: 0, failures: [] });
  });

  it('are told of scorings, and follow every filter', async () => {
    const id = await ended('evaluate', { program: 'flaky', metrics: ['correct', 'throws'] });
    const all = await aggregate(`/api/runs/${id}/samples/aggregate`);
    expect(all.scoring_failures).toMatchObject([{ metric: 'throws', count: 4, reasons: [{ shape: 'no score today' }] }]);
    const failed = await aggregate(`/api/runs/${id}/samples/aggregate?status=failed`);
    expect(failed).toMatchObject({ samples: 1, failures: [{ reasons: [{ count: 1 }] }], scoring_failures: [] });
    const { reason = '' } = all.scoring_failures[0]?.reasons[0] ?? {};
    expect(await aggregate(`/api/jobs/${id}/trials/aggregate?reason=${reason}`)).toMatchObject({ samples: 4, failures: [] });
  });

  it('are the same in every step of a search, and in its report', async () => {
    const search = { program: 'flaky', steps: 1, proposer_model: 'local:proposer' };
    const id = await ended('optimize', search);
    const steps = await Promise.all([0, 1].map((step) => aggregate(`/api/jobs/${id}/trials/aggregate?step_index=${step}`)));
    const reasons = steps.map(({ failures }) => failures[0]?.reasons[0]);
    expect(reasons).toMatchObject([{ shape: 'two is too much' }, { shape: 'two is too much' }]);
    expect(reasons[0]?.reason).toBe(reasons[1]?.reason);
    expect((await server.get<string>(`/api/jobs/${id}/report`)).body).toContain('| 2 | trial | `RangeError` two is too much |');
  });

  it.each(['x', '', '0123456789AB', '0123456789abc', '..%2F..%2Fetc'])('can not be %j', async (text) => {
    const { status, body } = await server.get(`/api/runs/any/samples?reason=${text}`);
    expect([status, body['errors']]).toEqual([422, [expect.objectContaining({ path: 'reason' })]]);
  });
});
