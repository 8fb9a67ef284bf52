import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SANDBOX_PROVIDERS } from '../../config/settings.ts';
import { NETWORK_PROVIDERS } from '../../models/model-registry.ts';
import { sampleJob } from '../../../test/contracts/sample-job.ts';
import type { JobSpec } from '../../domain/job-fields.ts';
import { confinementKey } from './confinement.ts';
import { Confiner, type Sandbox, sandboxKind } from './confiner.ts';
import { permissionFlags } from './node-permission.ts';

const ENV = {
  PATH: '/bin',
  HOME: '/root',
  HTTPS_PROXY: 'http://proxy:1',
  OPENAI_API_KEY: 'o',
  ANTHROPIC_API_KEY: 'a',
  MISTRAL_API_KEY: 'm',
  MY_TOKEN: 't',
  AWS_SECRET_ACCESS_KEY: 's',
};

describe('Confiner', () => {
  let root: string;
  let spec: JobSpec;

  beforeEach(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'assay-confiner-')));
    for (const project of ['mine', 'other']) await mkdir(join(root, project));
    spec = { ...sampleJob('').spec, kind: 'evaluate', project: 'mine', model: 'openai:gpt-5' };
  });
  afterEach(() => rm(root, { recursive: true }));

  function confiner(change: Partial<Sandbox> = {}): Confiner {
    const sandbox = { kind: 'node', env: ['MY_TOKEN'], providers: [], read: [], ...change } as const;
    const settings = {
      projectsRoot: root,
      builtIns: [{ name: 'gsm8k', folder: '/benchmarks/gsm8k', datasets: { test: '/data/gsm8k.jsonl' } }],
      trialTimeoutMs: 1_000,
      maxResponseBytes: 1024,
      cache: { folder: join(root, '.cache'), maxBytes: 1024 },
      retryPolicy: { maxRetries: 0, timeoutMs: 1_000 },
    };
    return new Confiner(sandbox, settings, () => ENV);
  }

  it('gives a job the variables of the providers that it names, and of no other', async () => {
    const { confinement } = await confiner().forJob({ ...spec, kind: 'optimize', proposerModel: 'mistral:m' });
    expect(confinement.environment).toEqual({
      PATH: '/bin',
      HTTPS_PROXY: 'http://proxy:1',
      OPENAI_API_KEY: 'o',
      MISTRAL_API_KEY: 'm',
      MY_TOKEN: 't',
    });
    expect(confinement.hosts.map(({ name }) => name)).toEqual(['api.mistral.ai', 'api.openai.com']);
  });

  it('gives it those of the providers that are always allowed, too', async () => {
    const { confinement, settings } = await confiner({ providers: ['anthropic'] }).forJob({ ...spec, model: 'local:echo' });
    expect(confinement.environment).toMatchObject({ ANTHROPIC_API_KEY: 'a' });
    expect(settings.sandbox).toEqual({ kind: 'node', providers: ['anthropic'] });
  });

  it('keeps the proxy to the server where that makes the connections', async () => {
    const { confinement } = await confiner({ kind: 'bwrap' }).forJob(spec);
    expect(confinement.environment).not.toHaveProperty('HTTPS_PROXY');
    expect(confinement.proxyEnvironment).toEqual({ HTTPS_PROXY: 'http://proxy:1' });
  });

  it('lets a job read its project and no other, and write only what it is to write', async () => {
    const { confinement, settings } = await confiner().forJob(spec);
    expect(confinement.reads).toContain(join(root, 'mine'));
    expect(confinement.reads.filter((path) => path === root || path.includes('other') || path.includes('.cache'))).toEqual([]);
    expect(confinement.writes).toEqual([]);
    expect(settings.ownNames).toEqual(['mine']);
    const writing = await confiner().forJob({ ...spec, cache: true, record: 'r' });
    expect(writing.confinement.writes).toEqual([join(root, '.cache/confined/mine'), join(root, 'mine/recordings')]);
    expect(writing.settings.cache.folder).toBe(join(root, '.cache/confined/mine'));
  });

  it('lets a built-in project read its data', async () => {
    const { confinement, settings } = await confiner().forJob({ ...spec, project: 'gsm8k' });
    expect(confinement.reads).toEqual(expect.arrayContaining(['/benchmarks/gsm8k', '/data/gsm8k.jsonl']));
    expect(settings.ownNames).toEqual([]);
  });

  it('refuses a path that Node would take for a pattern', async () => {
    await expect(confiner({ read: ['/a*'] }).forJob(spec)).rejects.toThrow(/can't confine a process to \/a\*: rename it/);
  });

  it('gives nobody a key for the catalog', async () => {
    const { confinement } = await confiner().forInspection(['mine']);
    expect(confinement.environment).toEqual({ PATH: '/bin', MY_TOKEN: 't' });
    expect(confinement.hosts).toEqual([]);
  });

  it('refuses a link that leads out, broken or not, unless it may be read', async () => {
    await symlink('../other', join(root, 'mine', 'near'));
    await expect(confiner().forJob(spec)).rejects.toThrow(/mine\/near leads to .*\/other, outside the project/);
    await expect(confiner({ read: [join(root, 'other')] }).forJob(spec)).resolves.toBeDefined();
    await rm(join(root, 'mine', 'near'));
    await symlink('/not/there/yet', join(root, 'mine', 'broken'));
    await expect(confiner().forJob(spec)).rejects.toThrow(/mine\/broken leads to \/not\/there\/yet/);
    await expect(confiner({ kind: 'bwrap' }).forJob(spec)).resolves.toBeDefined();
  });

  it('takes a process for another job only where that may reach the same, by the same files', async () => {
    const keyOf = async (change: Partial<JobSpec> = {}): Promise<string> =>
      confinementKey((await confiner().forJob({ ...spec, ...change })).confinement);
    const key = await keyOf();
    expect(await keyOf({ model: 'openai:gpt-4' })).toBe(key);
    expect(await keyOf({ model: 'anthropic:a' })).not.toBe(key);
    expect(await keyOf({ project: 'other' })).not.toBe(key);
    expect(await keyOf({ cache: true })).not.toBe(key);
    await writeFile(join(root, 'package.json'), '{}');
    expect(await keyOf()).not.toBe(key);
  });
});

describe('permissionFlags', () => {
  const confinement = {
    kind: 'node',
    reads: ['/a'],
    writes: ['/b'],
    environment: {},
    hosts: [],
    startsPython: false,
    proxyEnvironment: {},
  } as const;

  it('names what may be read and written', () => {
    const flags = permissionFlags(confinement, false);
    expect(flags.filter((flag) => flag.startsWith('--allow-fs'))).toEqual([
      '--allow-fs-read=/a',
      '--allow-fs-read=/b',
      '--allow-fs-write=/b',
    ]);
    expect(flags).not.toContain('--allow-inspector');
    expect(permissionFlags(confinement, true)).toContain('--allow-inspector');
  });
});

describe('ASSAY_SANDBOX_PROVIDERS', () => {
  it('takes every provider that is asked over the network', () => {
    expect(SANDBOX_PROVIDERS).toEqual(NETWORK_PROVIDERS);
  });
});

describe('sandboxKind', () => {
  it.each([
    ['off', true, null],
    ['auto', true, 'bwrap'],
    ['auto', false, 'node'],
    ['node', true, 'node'],
    ['bwrap', false, 'bwrap'],
  ] as const)('takes %s, where bubblewrap works: %s, for %s', (setting, works, kind) => {
    expect(sandboxKind(setting, works)).toBe(kind);
  });
});
