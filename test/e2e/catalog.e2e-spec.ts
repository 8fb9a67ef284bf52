import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryRoot } from '../fixtures/temporary-root.ts';
import { writeProject } from '../fixtures/written-project.ts';
import { RunningServer } from './running-server.ts';

interface CatalogBody {
  readonly projects_root: string;
  readonly projects: readonly {
    readonly name: string;
    readonly programs: string[];
    readonly built_in?: boolean;
    readonly error?: string;
  }[];
}

describe('the catalog', () => {
  let server: RunningServer;

  beforeAll(async () => {
    server = await RunningServer.start({ importTimeoutSeconds: 1 }, await temporaryRoot());
  });
  afterAll(() => server.close());

  async function project(name: string): Promise<Record<string, unknown>> {
    const { body } = await server.get<CatalogBody>('/api/catalog');
    const found = body.projects.find((item) => item.name === name);
    if (found === undefined) throw new Error(`${name} is not in the catalog`);
    return { ...found };
  }

  it('lists what a project offers, sorted, without private names', async () => {
    expect(await project('arithmetic')).toEqual({
      name: 'arithmetic',
      programs: [
        'aborts',
        'add',
        'breaks_json',
        'breaks_lists',
        'chatty',
        'disconnects',
        'eats_buffers',
        'eats_heap',
        'ends_the_process',
        'flaky',
        'forges_events',
        'forges_the_end',
        'hoards_at_once',
        'leaves_a_process',
        'makes_thenables',
        'never_answers',
        'never_pauses',
        'odd_output',
        'outlives_its_server',
        'parrot',
        'prints_much',
        'sends_null',
        'silent',
        'spins_at_once',
        'structured',
        'throws_elsewhere',
      ],
      metrics: ['closeness', 'correct', 'judged', 'judged_by_nobody', 'not_a_number', 'off_scale', 'throws'],
      prompts: ['broken', 'needs_more', 'plain'],
      datasets: ['blank', 'broken', 'empty', 'extra_key', 'five', 'hundred', 'no_object', 'ragged'],
    });
  });

  it('names the root and sorts the projects', async () => {
    const { body } = await server.get<CatalogBody>('/api/catalog');
    expect(body.projects_root).toBe(server.root.path);
    const names = body.projects.map(({ name }) => name);
    expect(names).toEqual([...names].sort());
    expect(body.projects.filter((project) => project.built_in !== true).map(({ name }) => name)).toEqual([
      'arithmetic',
      'exits_at_import',
      'loops_at_import',
      'syntax_error',
      'throws_at_import',
      'two_modules',
    ]);
  });

  it.each([
    ['syntax_error', /programs\.ts:4/],
    ['throws_at_import', /programs\.js:3.*not on a Sunday/],
    ['loops_at_import', /1 s.*endless loop/],
    ['exits_at_import', /ended its process/],
    ['two_modules', /programs\.ts and programs\.js/],
  ])('keeps %s in the list, with what is wrong', async (name, error) => {
    expect(await project(name)).toMatchObject({ programs: [], error: expect.stringMatching(error) as unknown });
  });

  it('still lists the files of a project whose modules can’t be loaded', async () => {
    expect(await project('syntax_error')).toMatchObject({ prompts: ['hello'], datasets: ['one'] });
  });

  it('names what is in the folders of a project and can’t be used, with its reason', async () => {
    await writeProject(server.root.path, 'untidy', {
      'data/few.jsonl': '{"inputs": {}}',
      'data/Full.jsonl': '{"inputs": {}}',
      'data/notes.md': 'notes',
      'prompts/plain.txt': 'Hello.',
    });
    await symlink('nowhere.jsonl', join(server.root.path, 'untidy', 'data', 'linked.jsonl'));
    expect(await project('untidy')).toMatchObject({
      datasets: ['few'],
      prompts: [],
      ignored: [
        { file: 'data/Full.jsonl', reason: expect.stringContaining('"Full" is no name') },
        { file: 'data/linked.jsonl', reason: expect.stringContaining('broken link') },
        {
          file: 'data/notes.md',
          reason: expect.stringContaining('a dataset is a file named *.csv, *.json, *.jsonl, *.parquet'),
        },
        { file: 'prompts/plain.txt', reason: 'a prompt template is a file named *.jinja' },
      ],
    });
  });

  it.each([
    [{ examples: 'linked' }, 'project untidy has no dataset "linked"; untidy/data/linked.jsonl can\'t be used: it is a broken'],
    [{ examples: 'full' }, 'project untidy has no dataset "full"; untidy/data/Full.jsonl can\'t be used: "Full" is no name'],
    [{ examples: 'many' }, 'project untidy has no dataset "many"; the datasets are: few'],
    [
      { prompt: 'plain' },
      'no prompt "plain"; untidy/prompts/plain.txt can\'t be used: a prompt template is a file named *.jinja',
    ],
  ])('is agreed with by the POST of a job: %j', async (change, detail) => {
    const job = { project: 'untidy', program: 'ask', prompt: 'plain', examples: 'few', model: 'local:echo' };
    const answer = await server.post('/api/run', { ...job, ...change });
    expect(answer).toMatchObject({ status: 400, body: { detail: expect.stringContaining(detail) } });
    expect(answer.body.detail).not.toContain(server.root.path);
  });

  it('says of a link that leads nowhere that the project can’t be read', async () => {
    await symlink('nowhere', join(server.root.path, 'lost'));
    const reason = "project lost can't be read: it is a broken link: what it leads to does not exist";
    expect(await project('lost')).toMatchObject({ error: reason, prompts: [] });
  });

  it('sees that a module was mended', async () => {
    await writeFile(
      join(server.root.path, 'syntax_error', 'programs.ts'),
      'export const v1 = () => 1;\nexport const v2 = v1;\n',
    );
    const mended = await project('syntax_error');
    expect(mended.programs).toEqual(['v1', 'v2']);
    expect(mended).not.toHaveProperty('error');
  });
});
