import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LabelListDto, LabelSetDto, RandomSamplesDto } from '../../src/runs/labels.dto.ts';
import { assay } from './assay-process.ts';
import { column, CompareServer } from './compare-server.ts';

describe('labels of a run', () => {
  let host: CompareServer;

  beforeAll(async () => {
    host = await CompareServer.start();
    await host.importScores('judged', column([1, 40], [0, 60]));
  });
  afterAll(() => host.close());

  const put = (name: string, body: unknown) => host.server.put(`/api/runs/judged/labels/${encodeURIComponent(name)}`, body);
  const list = async () => (await host.server.get<LabelListDto>('/api/runs/judged/labels')).body.labels;

  it('are stored, listed, shown, replaced and deleted', async () => {
    const labels = [
      { row: 0, value: true, note: 'fine' },
      { sample_id: 's0001', value: 0 },
    ];
    const first = await put('a/b', { labels, description: 'by me' });
    expect(first).toMatchObject({ status: 201, body: { name: 'a/b', description: 'by me', count: 2, mean: 0.5 } });
    expect(await list()).toEqual([first.body]);
    const shown = await host.server.get<LabelSetDto>('/api/runs/judged/labels/a%2Fb');
    expect(shown.body).toEqual({
      ...first.body,
      labels: [
        { sample_id: 's0000', row: 0, replicate: 0, value: 1, note: 'fine' },
        { sample_id: 's0001', row: 1, replicate: 0, value: 0, note: null },
      ],
    });
    expect(await put('a/b', { labels: [{ row: 9, value: 0.5 }] })).toMatchObject({ status: 200, body: { count: 1 } });
    expect((await host.server.delete('/api/runs/judged/labels/a%2Fb')).status).toBe(204);
    expect((await host.server.delete('/api/runs/judged/labels/a%2Fb')).status).toBe(404);
    expect(await list()).toEqual([]);
  });

  it.each([
    [
      {
        labels: [
          { row: 0, value: 1 },
          { row: 100, value: 1 },
          { sample_id: 'nobody', value: 0 },
        ],
      },
      400,
      'row 100, "nobody"',
    ],
    [
      {
        labels: [
          { row: 0, value: 1 },
          { sample_id: 's0000', value: 1 },
        ],
      },
      400,
      'some have more: "s0000"',
    ],
    [{ labels: [{ row: 0, value: null }] }, 422, 'labels[0].value must be a finite number'],
    [{ labels: [{ row: 0, value: 1e200 }] }, 422, 'labels[0].value must be a finite number'],
    [{ labels: [{ row: 0, value: 'good' }] }, 422, 'it is "good"'],
    [{ labels: [{ row: -1, value: 1 }] }, 422, 'labels[0].row must be a whole number'],
    [{ labels: [{ value: 1 }] }, 422, 'labels[0] must say which sample it is of'],
    [{ labels: [{ row: 0, value: 1, score: 1 }] }, 422, 'labels[0].score is not known'],
    [{ labels: [] }, 422, 'at least one label'],
    [{ labels: new Array(100_001).fill(0) }, 422, 'labels must be at most 100000 labels; there are 100001'],
    [{}, 422, 'labels must be an array'],
    [[1], 422, 'the body must be a JSON object'],
  ])('are refused as a whole where one can’t be kept: %#', async (body, status, reason) => {
    const answer = await put('wrong', body);
    expect({ status: answer.status, detail: answer.body.detail }).toEqual({ status, detail: expect.stringContaining(reason) });
    expect(await list()).toEqual([]);
  });

  it.each(['__proto__', 'x'.repeat(201), 'a\nb'])('can’t be called %j', async (name) => {
    const { status, body } = await put(name, { labels: [{ row: 0, value: 1 }] });
    expect({ status, errors: body.errors }).toMatchObject({ status: 422, errors: [{ path: 'name' }] });
  });

  it('are of a run that is there', async () => {
    const body = { labels: [{ row: 0, value: 1 }] };
    expect((await host.server.put('/api/runs/nobody/labels/x', body)).status).toBe(404);
    expect((await host.server.get('/api/runs/nobody/labels')).status).toBe(404);
    const missing = await host.server.get('/api/runs/judged/labels/nothing');
    expect(missing).toMatchObject({ status: 404, body: { detail: 'Run judged has no labels "nothing"' } });
  });

  it('are of samples that were drawn at random: the same for a seed, others for another', async () => {
    const draw = async (query: string): Promise<string[]> => {
      const { body } = await host.server.get<RandomSamplesDto>(`/api/runs/judged/samples/random?${query}`);
      return body.samples.map(({ id }) => id);
    };
    const drawn = await draw('n=30&seed=1');
    expect(new Set(drawn).size).toBe(30);
    expect(await draw('n=30&seed=1')).toEqual(drawn);
    expect(await draw('n=10&seed=1')).toEqual(drawn.slice(0, 10));
    expect(await draw('n=30&seed=2')).not.toEqual(drawn);
    expect(await draw('n=1000')).toHaveLength(100);
    const means = await Promise.all(
      [3, 4, 5, 6, 7, 8].map(async (seed) => (await draw(`n=50&seed=${seed}`)).filter((id) => id < 's0040').length),
    );
    expect(means.reduce((sum, n) => sum + n, 0) / 300).toBeCloseTo(0.4, 1);
    expect((await host.server.get('/api/runs/judged/samples/random?n=0')).status).toBe(422);
    expect((await host.server.get('/api/runs/nobody/samples/random')).status).toBe(404);
  });

  describe('with the command', () => {
    const onServer = (...args: readonly string[]) => assay('labels', ...args, '--server', host.server.url);

    it('go from a sheet of drawn samples back into the run, without the rows that were left blank', async () => {
      const sheet = join(host.storage, 'sheet.csv');
      expect(await onServer('sample', 'judged', '-n', '3', '--seed', '1', '--output', sheet)).toMatchObject({ code: 0 });
      const [header = '', ...rows] = (await readFile(sheet, 'utf8')).trimEnd().split('\n');
      expect(header).toBe('id,row,replicate,prompt,response,value,note');
      expect(rows).toHaveLength(3);
      const filled = rows.map((row, i) => (i === 2 ? row : row.replace(/,,$/, i === 0 ? ',1,"so, so"' : ',no,')));
      await writeFile(sheet, [header, ...filled].join('\r\n'));
      const { code, stdout } = await onServer('import', 'judged', sheet, '--name', 'from sheet', '--description', 'mine');
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: '2 labels “from sheet” of run judged: mean 0.5. 1 rows have no value and are left out.\n',
      });
      const shown = await host.server.get<LabelSetDto>('/api/runs/judged/labels/from%20sheet');
      expect(shown.body.labels).toMatchObject([
        { value: 1, note: 'so, so' },
        { value: 0, note: null },
      ]);
      expect((await onServer('list', 'judged')).stdout).toMatch(/^from sheet +2 +0\.5 /m);
    });

    it('are kept without a server in the same place', async () => {
      const file = join(host.storage, 'labels.jsonl');
      await writeFile(file, '{"row": 3, "value": true}\n\n{"id": "s0004", "value": 0.5}\n');
      const places = ['--projects-root', host.server.root.path, '--storage', host.storage];
      const { code, stdout } = await assay('labels', 'import', 'judged', file, '--name', 'local', ...places);
      expect({ code, stdout }).toEqual({ code: 0, stdout: '2 labels “local” of run judged: mean 0.75.\n' });
      expect((await list()).map(({ name }) => name)).toContain('local');
      for (const place of [places, ['--server', host.server.url]]) {
        const unsure = await assay('labels', 'delete', 'latest', 'local', ...place);
        expect([unsure.code, unsure.stderr]).toEqual([2, expect.stringMatching(/takes the whole id of the run.*: .*\./s)]);
      }
      expect(await onServer('delete', 'judged', 'local')).toMatchObject({ code: 0 });
      const { stdout: left } = await assay('labels', 'list', 'judged', '--format', 'json', ...places);
      expect((JSON.parse(left) as LabelListDto).labels.map(({ name }) => name)).not.toContain('local');
    });

    it.each([
      ['id,value\ns0000,maybe\n', 2, 'line 2: value must be a number'],
      ['id,value\ns0000,\n', 2, 'has no label'],
      ['value\n1\n', 2, 'line 2 must say which sample'],
      ['row,value\n1.5,1\n', 2, 'row must be a whole number'],
      ['id,value\nnobody,1\n', 2, 'does not have: "nobody"'],
      ['[{"row": 1, "value": 1},', 2, 'not valid JSON'],
      ['{"row": 1, "value": 1}\n[]\n', 2, 'line 2 must be a JSON object'],
    ])('are refused with the place of what is wrong: %j', async (text, code, reason) => {
      const file = join(host.storage, 'wrong');
      await writeFile(file, text);
      const outcome = await onServer('import', 'judged', file, '--name', 'wrong');
      expect(outcome.code).toBe(code);
      expect(outcome.stderr).toContain(reason);
      expect((await list()).map(({ name }) => name)).not.toContain('wrong');
    });

    it('need a run and a file', async () => {
      const unknown = await onServer('list', 'nobody');
      expect(unknown.code).toBe(1);
      expect(unknown.stderr).toContain('error: Run not found: nobody. ');
      const { code, stderr } = await onServer('import', 'judged', '/nowhere', '--name', 'x');
      expect({ code, stderr }).toEqual({ code: 2, stderr: "error: /nowhere can't be read: there is no such file\n" });
      expect((await onServer('import', 'judged', '/nowhere')).code).toBe(2);
    });
  });
});
