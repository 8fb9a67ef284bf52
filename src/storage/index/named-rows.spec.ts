import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Compilable, sql } from 'kysely';
import { sampleJob } from '../../../test/contracts/sample-job.ts';
import { AssayIndex } from './assay-index.ts';
import type { IndexDatabase } from './index-database.ts';
import { JobTable } from './job-table.ts';
import { foreignByLabel, jobsByLabel, jobsByPrefix, newestJobs, newestResults } from './named-rows.ts';
import { compiledSql } from './read/compiled-sql.ts';

describe('named rows', () => {
  let index: AssayIndex;

  beforeEach(() => {
    index = AssayIndex.inMemory();
    const table = new JobTable(index, 'scope');
    for (const [id, day, label] of [
      ['aaaaaa1', 1, 'one'],
      ['aaaaaa2', 3, 'both'],
      ['bbbbbb1', 2, 'both'],
    ] as const) {
      const { spec } = sampleJob(id);
      table.put(sampleJob(id, { startedAt: `2026-03-0${day}T00:00:00Z`, spec: { ...spec, label } }), '');
    }
    new JobTable(index, 'other').put(sampleJob('aaaaaa3'), '');
  });

  afterEach(() => index.close());

  it('are found by the beginning of an id, by label, and by place, in their own projects root alone', () => {
    const ids = index.read((database) =>
      [
        jobsByPrefix(database, 'scope', 'aaaaaa', 9),
        jobsByPrefix(database, 'scope', 'aaaaaa', 1),
        jobsByLabel(database, 'scope', 'both', 9),
        newestJobs(database, 'scope', { offset: 1, limit: 9 }),
        newestResults(database, 'scope', { offset: 1, limit: 1 }),
      ].map((rows) => rows.map(({ id, label }) => `${id} ${label}`)),
    );
    expect(ids).toEqual([
      ['aaaaaa1 one', 'aaaaaa2 both'],
      ['aaaaaa1 one'],
      ['aaaaaa2 both', 'bbbbbb1 both'],
      ['bbbbbb1 both', 'aaaaaa1 one'],
      ['bbbbbb1 both'],
    ]);
  });

  it.each([
    ['PRIMARY KEY (scope=? AND job_id>? AND job_id<?)', (database) => jobsByPrefix(database, 's', 'aaaaaa', 9)],
    ['INDEX jobs_label (scope=? AND label=?)', (database) => jobsByLabel(database, 's', 'l', 9)],
    ['INDEX runs_label (scope=? AND label=?)', (database) => foreignByLabel(database, 's', 'l', 9)],
    ['COVERING INDEX jobs_newest (scope=?)', (database) => newestResults(database, 's', { offset: 9, limit: 1 })],
  ] satisfies (readonly [string, (database: IndexDatabase) => unknown])[])('are found by the %s', (plan, ask) => {
    const queries: Compilable[] = [];
    ask({ all: (query: Compilable) => queries.push(query) } as unknown as IndexDatabase);
    const { sql: text = '', parameters = [] } = queries[0]?.compile() ?? {};
    const parts = text
      .split('?')
      .flatMap((part, at) => [sql.raw(part), ...(at < parameters.length ? [sql.val(parameters[at])] : [])]);
    const steps = index.read((database) =>
      database.all(compiledSql(sql<{ detail: string }>`explain query plan ${sql.join(parts, sql.raw(''))}`)),
    );
    expect(steps.map(({ detail }) => detail).join('\n')).toContain(plan);
  });
});
