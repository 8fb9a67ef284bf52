import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { cycleViolations } from './architecture/cycle-rules.ts';
import { fileViolations } from './architecture/file-rules.ts';
import { floorViolations } from './architecture/floor-rules.ts';
import { nativeViolations } from './architecture/native-rules.ts';
import { packageViolations } from './architecture/package-rules.ts';
import { syntaxViolations } from './architecture/syntax-rules.ts';
import { readTree, treeOf, type Tree } from './architecture/tree.ts';
import { formatViolation } from './architecture/violation.ts';

const REPOSITORY = dirname(dirname(fileURLToPath(import.meta.url)));
const MANIFEST = {
  dependencies: { '@nestjs/common': '', zod: '', ajv: '' },
  devDependencies: { 'fast-check': '' },
};

/** Every violation, as `src/file.ts:line rule: message`. */
function violationsOf(tree: Tree): string[] {
  const rules = [floorViolations, packageViolations, cycleViolations, syntaxViolations, nativeViolations, fileViolations];
  return rules.flatMap((rule) => rule(tree)).map(formatViolation);
}

/** The same without the messages. */
function faultsOf(files: Record<string, string>): string[] {
  return violationsOf(treeOf(files, MANIFEST)).map((text) => text.slice(0, text.indexOf(': ')));
}

const EMPTY = 'export const here = 1;';

describe('the source tree', () => {
  const tree = readTree(REPOSITORY);

  it('reads the whole source tree', () => {
    expect([...tree.sources.keys()]).toEqual(
      expect.arrayContaining(['domain/job.ts', 'evaluation/trial.ts', 'events/event-bus.ts']),
    );
    expect(tree.sources.get('domain/job-event.ts')?.imports.map(({ specifier }) => specifier)).toEqual([
      '../evaluation/event.ts',
    ]);
  });

  it('keeps every rule of the house', () => {
    expect(violationsOf(tree)).toEqual([]);
  });
});

describe('floors', () => {
  it.each([
    ['a core that knows the domain', 'evaluation/a.ts', 'domain/b.ts', 'upward'],
    ['a domain that knows an adapter', 'domain/a.ts', 'storage/b.ts', 'upward'],
    ['an adapter that knows a feature', 'queue/a.ts', 'jobs/b.ts', 'upward'],
    ['a feature that knows the composition', 'jobs/a.ts', 'app.ts', 'upward'],
    ['a feature that knows the command line', 'jobs/a.ts', 'cli/b.ts', 'upward'],
    ['a file that imports the package entry', 'runner/a.ts', 'index.ts', 'upward'],
    ['a test that looks up', 'domain/a.spec.ts', 'jobs/b.ts', 'upward'],
    ['a core that knows the other', 'statistics/a.ts', 'evaluation/b.ts', 'sideways'],
    ['a domain that knows the configuration', 'domain/a.ts', 'config/b.ts', 'sideways'],
    ['an adapter that knows another', 'storage/a.ts', 'queue/b.ts', 'sideways'],
    ['an adapter that takes the module of another', 'storage/a.module.ts', 'queue/b.module.ts', 'sideways'],
    ['models that know the runner', 'models/a.ts', 'runner/b.ts', 'sideways'],
    ['local models that know the providers', 'offline/a.ts', 'models/b.ts', 'sideways'],
    ['a report that reads the storage', 'reports/a.ts', 'storage/b.ts', 'sideways'],
    ['a feed that knows its feature', 'feed/a.ts', 'realtime/b.ts', 'upward'],
    ['a core that knows its report', 'evaluation/a.ts', 'reports/b.ts', 'upward'],
    ['durable files that know what they hold', 'files/a.ts', 'domain/b.ts', 'sideways'],
    ['a feature that knows another', 'realtime/a.ts', 'jobs/b.ts', 'sideways'],
    ['a feature that takes the module of another', 'realtime/a.module.ts', 'jobs/b.module.ts', 'sideways'],
    ['a feature that reaches into an adapter', 'jobs/a.service.ts', 'storage/file/b.ts', 'adapter'],
    ['a feature that takes a module where it is not composed', 'jobs/a.service.ts', 'storage/b.module.ts', 'adapter'],
    ['a feature whose module takes an adapter', 'jobs/a.module.ts', 'storage/file/b.ts', 'adapter'],
    ['a package entry that shows an adapter', 'index.ts', 'models/b.ts', 'entry'],
    ['a file that imports a test', 'jobs/a.ts', 'jobs/b.fixture.ts', 'test-code'],
    ['a room without a floor', 'helpers/a.ts', 'domain/b.ts', 'room'],
  ])('refuses %s', (_what, from, to, rule) => {
    const files = { [from]: `import { here } from '${relative(from, to)}';\nexport const there = here;`, [to]: EMPTY };
    expect(faultsOf(files)).toEqual([`src/${from}:1 ${rule}`]);
  });

  it.each([
    ['a domain that knows a core', 'domain/a.ts', 'evaluation/b.ts'],
    ['an adapter that knows the domain', 'storage/file/a.ts', 'domain/b.ts'],
    ['an adapter that knows a core', 'runner/a.ts', 'evaluation/b.ts'],
    ['a runner that knows the models', 'runner/a.ts', 'models/b.ts'],
    ['providers that include the local models', 'models/a.ts', 'offline/b.ts'],
    ['a feed that listens to the bus', 'feed/a.ts', 'events/b.ts'],
    ['an adapter that keeps durable files', 'storage/file/a.ts', 'files/b.ts'],
    ['a feature that follows a job', 'realtime/a.ts', 'feed/b.ts'],
    ['a feature that renders a report', 'compare/a.ts', 'reports/b.ts'],
    ['a feature that knows the bus', 'jobs/a.ts', 'events/b.ts'],
    ['a feature that knows the edge', 'jobs/a.ts', 'http/b.ts'],
    ['a feature that knows a core', 'compare/a.ts', 'statistics/b.ts'],
    ['a feature whose module takes the module of an adapter', 'jobs/a.module.ts', 'storage/b.module.ts'],
    ["a feature's test on a real adapter", 'jobs/a.spec.ts', 'storage/memory/b.ts'],
    ['a composition that knows everything', 'cli/a.ts', 'storage/file/b.ts'],
    ['a main file that knows the command line', 'main.ts', 'cli/b.ts'],
    ['a package entry that shows a core', 'index.ts', 'evaluation/b.ts'],
  ])('allows %s', (_what, from, to) => {
    const files = { [from]: `import { here } from '${relative(from, to)}';\nexport const there = here;`, [to]: EMPTY };
    expect(faultsOf(files)).toEqual([]);
  });

  it.each([
    ['a static import', "import { here } from '../jobs/b.ts';\nexport const a = here;"],
    ['an import for its effects', "import '../jobs/b.ts';\nexport const a = 1;"],
    ['a type import', "import type { There } from '../jobs/b.ts';\nexport type A = There;"],
    ['an import type in place', "export type A = import('../jobs/b.ts').There;"],
    ['a dynamic import', "export const a = () => import('../jobs/b.ts');"],
    ['a dynamic import of a template', 'export const a = () => import(`../jobs/b.ts`);'],
    ['an export of names', "export { here } from '../jobs/b.ts';\nexport const a = 1;"],
    ['an export of everything', "export * from '../jobs/b.ts';\nexport const a = 1;"],
    ['an export of types', "export type { There } from '../jobs/b.ts';\nexport const a = 1;"],
    ['a require', "export const a = require('../jobs/b.ts');"],
  ])('sees %s', (_what, text) => {
    expect(faultsOf({ 'storage/a.ts': text, 'jobs/b.ts': EMPTY })).toEqual(['src/storage/a.ts:1 upward']);
  });

  it('names the file, the line, the rule and what is allowed', () => {
    const tree = treeOf({ 'jobs/a.ts': "\n\nimport '../storage/b.ts';\nexport const a = 1;", 'storage/b.ts': EMPTY }, MANIFEST);
    expect(violationsOf(tree)).toEqual([
      'src/jobs/a.ts:3 adapter: imports src/storage/b.ts: a feature takes storage/ by its *.module.ts, in its own *.module.ts, and injects a port of domain/',
    ]);
  });

  it.each([
    ['without its suffix', "import { here } from './b';", 'suffix'],
    ['by the name of the compiled file', "import { here } from './b.js';", 'suffix'],
    ['of a folder', "import { here } from '.';", 'suffix'],
    ['that leaves src', "import { here } from '../../package.json';", 'outside'],
    ['through an alias', "import { here } from '@/jobs/b.ts';", 'alias'],
    ['through the package itself', "import { here } from 'assay';", 'alias'],
    ['of a package that nobody asked for', "import { here } from 'fastify';", 'alias'],
    ['of a package that only tests have', "import { here } from 'fast-check';", 'alias'],
  ])('refuses an import %s', (_what, line, rule) => {
    expect(faultsOf({ 'jobs/a.ts': `${line}\nexport const a = here;`, 'jobs/b.ts': EMPTY })).toEqual([
      `src/jobs/a.ts:1 ${rule}`,
    ]);
  });

  it('lets only tests run the contracts', () => {
    const text = "import { contract } from '../../test/contracts/b.contract.ts';\nexport const a = contract;";
    expect(faultsOf({ 'storage/a.spec.ts': text })).toEqual([]);
    expect(faultsOf({ 'storage/a.ts': text })).toEqual(['src/storage/a.ts:1 outside']);
  });

  it('lets tests use the packages of tests', () => {
    expect(faultsOf({ 'statistics/a.spec.ts': "import fc from 'fast-check';\nfc.check;" })).toEqual([]);
  });
});

describe('the cores', () => {
  it.each([
    '@nestjs/common',
    'node:fs',
    'node:fs/promises',
    'fs',
    'node:net',
    'node:http',
    'node:child_process',
    'node:worker_threads',
  ])('refuses a core that imports %s', (name) => {
    expect(faultsOf({ 'statistics/a.ts': `import * as it from '${name}';\nexport const a = it;` })).toContain(
      'src/statistics/a.ts:1 core',
    );
  });

  it('lets a core import packages that only compute', () => {
    const text = "import { createHash } from 'node:crypto';\nimport { z } from 'zod';\nexport const a = [createHash, z];";
    expect(faultsOf({ 'evaluation/a.ts': text })).toEqual([]);
  });

  const reader =
    "import { readFileSync } from 'node:fs';\nexport const a = readFileSync(new URL('judge.jinja', import.meta.url), 'utf8');";

  it('lets a core read the template beside it', () => {
    expect(faultsOf({ 'evaluation/judge.ts': reader, 'evaluation/judge.jinja': '' })).toEqual([]);
  });

  it.each([
    ['a template that is not there', reader, 'evaluation/other.jinja'],
    ['a template of another folder', reader, 'evaluation/prompts/judge.jinja'],
    ['more than a reader', reader.replace('{ readFileSync }', '{ readFileSync, writeFileSync }'), 'evaluation/judge.jinja'],
    ['all of node:fs', reader.replace('{ readFileSync }', 'readFileSync'), 'evaluation/judge.jinja'],
  ])('refuses a core that reads %s', (_what, text, asset) => {
    expect(faultsOf({ 'evaluation/judge.ts': text, [asset]: '' })).toEqual(['src/evaluation/judge.ts:1 core']);
  });
});

describe('circles', () => {
  it('refuses a circle of files and names its way round', () => {
    const tree = treeOf(
      {
        'domain/a.ts': "import { b } from './b.ts';\nexport const a = b;",
        'domain/b.ts': "export const one = 1;\nimport { c } from './c.ts';\nexport const b = c;",
        'domain/c.ts': "import type { a } from './a.ts';\nexport type C = typeof a;\nexport const c = 1;",
        'domain/d.ts': "import { a } from './a.ts';\nexport const d = a;",
      },
      MANIFEST,
    );
    expect(violationsOf(tree)).toEqual(['src/domain/a.ts:1 circular: domain/a.ts → domain/b.ts → domain/c.ts → domain/a.ts']);
  });

  it('refuses a file that imports itself', () => {
    expect(faultsOf({ 'domain/a.ts': "import * as me from './a.ts';\nexport const a = me;" })).toEqual([
      'src/domain/a.ts:1 circular',
    ]);
  });

  it('allows two ways to one file', () => {
    const files = {
      'domain/a.ts': "import { b } from './b.ts';\nimport { c } from './c.ts';\nexport const a = [b, c];",
      'domain/b.ts': "import { c } from './c.ts';\nexport const b = c;",
      'domain/c.ts': 'export const c = 1;',
    };
    expect(faultsOf(files)).toEqual([]);
  });
});

describe('every file', () => {
  it.each([
    ['export from', "export * from './b.ts';"],
    ['export of an import', "import { here } from './b.ts';\nexport { here };"],
    ['export of types', "export type { here } from './b.ts';"],
  ])('refuses a barrel: %s', (_what, text) => {
    expect(faultsOf({ 'domain/a.ts': text, 'domain/b.ts': EMPTY })).toEqual(['src/domain/a.ts:1 barrel']);
  });

  it('allows the public entry to be a barrel', () => {
    expect(faultsOf({ 'index.ts': "export * from './evaluation/b.ts';", 'evaluation/b.ts': EMPTY })).toEqual([]);
  });

  it('refuses a file of more than 350 lines, unless it is a test or generated', () => {
    const lines = (count: number): string => `${EMPTY}\n${'//\n'.repeat(count - 1)}`;
    expect(faultsOf({ 'domain/a.ts': lines(350) })).toEqual([]);
    expect(faultsOf({ 'domain/a.ts': lines(351) })).toEqual(['src/domain/a.ts:350 length']);
    expect(faultsOf({ 'domain/a.spec.ts': lines(351), 'client/api-schema.ts': lines(351) })).toEqual([]);
  });

  it.each(['utils', 'helpers', 'common', 'types', 'index'])('refuses a file called %s', (name) => {
    expect(faultsOf({ [`domain/${name}.ts`]: EMPTY })).toEqual([`src/domain/${name}.ts:1 name`]);
  });

  it('refuses forwardRef', () => {
    const text = "import { forwardRef } from '@nestjs/common';\nexport const a = forwardRef(() => a);";
    expect(faultsOf({ 'jobs/a.ts': text })).toEqual(['src/jobs/a.ts:1 forwardRef', 'src/jobs/a.ts:2 forwardRef']);
  });

  it.each([
    'export const a = process.env;',
    'export const a = process.env.HOME;',
    "export const a = process['env'];",
    'export const a = globalThis.process.env.HOME;',
    'const { env } = process;\nexport const a = env;',
    'const { env: a } = process;\nexport { a };',
    "import { env } from 'node:process';\nexport const a = env;",
  ])('leaves the environment to the configuration: %j', (text) => {
    expect(faultsOf({ 'main.ts': text })).toEqual(['src/main.ts:1 environment']);
    expect(faultsOf({ 'config/a.ts': text })).toEqual([]);
  });
});

describe('what a job loads', () => {
  it.each([
    ['an enum', 'export enum A { one }'],
    ['a namespace', 'export namespace A { export const one = 1; }'],
    ['a parameter property', 'export class A { constructor(readonly one: number) {} }'],
    ['a decorator', 'export @sealed class A {}'],
    ['an angle-bracket assertion', 'export const a = <number>JSON.parse("1");'],
    ['an import assignment', "import a = require('zod');\nexport const b = a;"],
    ['an export assignment', 'export = 1;'],
  ])('refuses %s in a file that a job loads', (_what, text) => {
    for (const room of ['evaluation', 'statistics', 'domain', 'models', 'runner'])
      expect(faultsOf({ [`${room}/a.ts`]: text })).toEqual([`src/${room}/a.ts:1 native`]);

    expect(faultsOf({ 'jobs/a.ts': text })).toEqual([]);
  });

  it('lets a file that a job loads declare global types', () => {
    const text = 'declare global { interface Array<T> { own: T } }\nexport const a = 1 as number;';
    expect(faultsOf({ 'runner/a.ts': text })).toEqual([]);
  });

  it('checks what a file that a job loads imports from other rooms', () => {
    const files = {
      'runner/a.ts': "import { Level } from '../config/level.ts';\nexport const a = Level.low;",
      'config/level.ts': 'export enum Level { low }',
    };
    expect(faultsOf(files)).toEqual(['src/config/level.ts:1 native']);
    expect(faultsOf({ ...files, 'runner/a.ts': files['runner/a.ts'].replace('import', 'import type') })).toEqual([]);
  });

  const provider =
    "import { Injectable } from '@nestjs/common';\n@Injectable()\nexport class Forked { constructor(readonly one: Date) {} }";

  it('leaves out the files of the runner that the server injects', () => {
    expect(faultsOf({ 'runner/forked.ts': provider, 'runner/runner.module.ts': provider })).toEqual([]);
  });

  it('refuses a file that a job loads and that imports what the server injects', () => {
    const child = "import { Forked } from './forked.ts';\nexport const child = Forked;";
    expect(faultsOf({ 'runner/forked.ts': provider, 'runner/child.ts': child })).toEqual(['src/runner/child.ts:1 native']);
  });

  it('refuses Nest in a file that a job loads', () => {
    expect(faultsOf({ 'domain/a.ts': provider })).toContain('src/domain/a.ts:1 native');
  });
});

/** How a file imports another, both given from `src/`. */
function relative(from: string, to: string): string {
  return `${from.includes('/') ? '../'.repeat(from.split('/').length - 1) : './'}${to}`;
}
