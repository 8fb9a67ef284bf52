import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryRoot } from '../fixtures/temporary-root.ts';
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
        'never_answers',
        'never_pauses',
        'odd_output',
        'parrot',
        'sends_null',
        'silent',
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
