import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ComparisonDto } from '../../src/compare/comparison.dto.ts';
import { temporaryRoot } from '../fixtures/temporary-root.ts';
import { assay } from './assay-process.ts';
import { ADD_FIVE, RunningServer } from './running-server.ts';

/** Is wrong as often as its first number says before it is right. */
const LEARNS = `
const tries = new Map<number, number>();
export const learns = defineProgram<Sum>(async ({ inputs, render, complete }) => {
  await complete(render());
  const before = tries.get(inputs.a) ?? 0;
  tries.set(inputs.a, before + 1);
  return before < inputs.a ? -1 : inputs.a + inputs.b;
});
`;

describe('a comparison with pass@k', () => {
  let server: RunningServer;
  let runIds: readonly string[];

  beforeAll(async () => {
    const root = await temporaryRoot('arithmetic');
    await appendFile(join(root.path, 'arithmetic', 'programs.ts'), LEARNS);
    server = await RunningServer.start({}, root);
    const job = async (program: string, repeats: number): Promise<string> => {
      const id = await server.startJob('evaluate', { ...ADD_FIVE, program, repeats, metrics: ['correct', 'closeness'] });
      await server.settledJob(id);
      return id;
    };
    runIds = [await job('learns', 3), await job('add', 1)];
  });
  afterAll(() => server.close());

  const post = (body: object) => server.post<ComparisonDto>('/api/compare', { run_ids: runIds, ...body });

  it('counts the repeats of jobs as tries', async () => {
    const { status, body } = await post({ pass_k: [1, 3], metrics: ['correct'] });
    expect(status).toBe(200);
    const [learns, add] = body.metric_summaries[0]?.means ?? [];
    expect(learns?.pass_k).toMatchObject([
      { k: 1, pass_at_k: { mean: expect.closeTo(0.4, 12) }, problems: 5, skipped: 0 },
      { k: 3, pass_at_k: { mean: 0.6 }, pass_hat_k: { mean: 0.2 }, problems: 5, skipped: 0 },
    ]);
    expect(learns?.pass_k?.[0]?.pass_at_k).toMatchObject({
      standard_error: expect.closeTo(0.19437, 4),
      interval: [expect.any(Number), expect.any(Number)],
    });
    expect(add?.pass_k).toMatchObject([
      { k: 1, pass_at_k: { mean: 1, standard_error: 0 }, problems: 5, skipped: 0 },
      { k: 3, pass_at_k: null, pass_hat_k: null, problems: 0, skipped: 5 },
    ]);
    expect((await post({})).body.metric_summaries[0]?.means[0]?.pass_k).toBeNull();
  });

  it('has none of a metric that grades, and says why', async () => {
    const { body } = await post({ pass_k: [1], metrics: ['closeness'] });
    expect(body.metric_summaries[0]?.means.map(({ pass_k: found }) => found)).toEqual([null, null]);
    expect(body.metric_summaries[0]?.warnings).toMatchObject([{ code: 'not-binary' }]);
  });

  it('is in the report and in the table of the command', async () => {
    const report = async (accept: string): Promise<string> => {
      const answer = await fetch(`${server.url}/api/compare/report`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept },
        body: JSON.stringify({ run_ids: runIds, pass_k: [3] }),
      });
      return answer.text();
    };
    expect(await report('text/html')).toContain('“correct” in k tries');
    const markdown = await report('text/markdown');
    expect(markdown).toMatch(/\| learns [^|]+ \| 3 \| 0\.6 \| 0\.\d+ to 0\.\d+ \| 0\.2 \| 0\.\d+ to 0\.\d+ \| 5 \| 0 \|/);
    expect(markdown).toContain('There is no pass@k');
    const { code, stdout } = await assay('compare', ...runIds, '--pass-k', '3', '--server', server.url);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^correct +learns .*? +3 +0\.6 +0\.\d+ to 0\.\d+ +0\.2 /m);
    expect(stdout).toContain('Note: There is no pass@k');
  });

  it.each([[[]], [[0]], [[1, 1]], [[1.5]], [['1']], [[10_001]], [3], [null], [Array.from({ length: 11 }, (_, i) => i + 1)]])(
    'refuses pass_k %j and says what it must be',
    async (passK) => {
      const { status, body } = await server.post('/api/compare', { run_ids: runIds, pass_k: passK });
      expect(status).toBe(422);
      expect(body.errors).toMatchObject([
        {
          path: 'pass_k',
          message: expect.stringMatching(/^must be a list of up to 10 different whole numbers from 1 to 10000/),
        },
      ]);
    },
  );
});
