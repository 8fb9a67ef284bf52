import { mkdtempSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Environment } from './config.ts';
import { closestName, ConfigError, type Overrides, parseConfig } from './parse-config.ts';

let root: string;

let file: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'assay-config-'));
  file = join(root, 'file.txt');
  writeFileSync(file, '');
});

function faultsOf(environment: Environment, overrides: Overrides = {}): string[] {
  try {
    parseConfig({ ASSAY_PROJECTS_ROOT: root, ...environment }, overrides);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n').slice(1);

    throw error;
  }
  return [];
}

describe('parseConfig', () => {
  it('takes the variables of OpenTelemetry, and does not show the headers that it is to send', () => {
    const variables = {
      ASSAY_PROJECTS_ROOT: root,
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318/',
      OTEL_EXPORTER_OTLP_HEADERS: 'api-key=a%20b, other=c=d',
      OTEL_TRACES_SAMPLER: 'traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0.25',
      OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'True',
    };

    expect(parseConfig(variables).config).toMatchObject({
      otlpEndpoint: 'http://127.0.0.1:4318',
      otlpHeaders: { 'api-key': 'a b', other: 'c=d' },
      otelSampler: 'traceidratio',
      otelSamplerArg: 0.25,
      otelCapturesContent: true,
    });
    const faults = faultsOf({ OTEL_EXPORTER_OTLP_HEADERS: 'no-pair-but-a-key', OTEL_TRACES_SAMPLER: 'jaeger_remote' });
    expect(faults).toHaveLength(2);
    expect(faults.join()).toContain('OTEL_EXPORTER_OTLP_HEADERS');
    expect(faults.join()).not.toContain('no-pair-but-a-key');
  });

  it('has a default for everything but asks that the projects root exists', () => {
    const { config, warnings } = parseConfig({ PROMPTUNA_PROJECTS_ROOT: root });

    expect(config).toEqual({
      host: '127.0.0.1',
      port: 8080,
      metricsPort: null,
      projectsRoot: root,
      databaseUrl: null,
      role: 'all',
      storageDir: resolve('.assay/storage'),
      benchmarksDir: expect.stringMatching(/\/assay\/benchmarks$/) as unknown,
      auditLog: null,
      datasetsServer: 'https://datasets-server.huggingface.co',
      staticDir: null,
      logLevel: 'info',
      corsOrigins: [
        'http://localhost:*',
        'https://localhost:*',
        'http://127.0.0.1:*',
        'https://127.0.0.1:*',
        'http://[::1]:*',
        'https://[::1]:*',
      ],
      basePath: '',
      trustedProxies: [],
      allowedHosts: [],
      apiKeys: [],
      keysFile: null,
      noAuth: false,
      oidcIssuer: null,
      oidcClientId: null,
      oidcClientSecret: null,
      oidcScopes: ['openid', 'profile', 'email'],
      oidcGroups: [],
      oidcGroupsClaim: 'groups',
      maxWorkers: 256,
      maxRunningJobs: null,
      maxQueuedJobs: 0,
      onRestart: 'interrupt',
      drainSeconds: 5,
      retentionDays: null,
      retentionGb: null,
      bodyLimitBytes: 1_048_576,
      importLimitBytes: 17_179_869_184,
      importPieceLimitBytes: 67_108_864,
      maxRequestsPerMinute: 6_000,
      maxWrongKeysPerMinute: 20,
      maxStreams: 200,
      maxSockets: 200,
      maxSubscriptions: 1_000,
      maxHeaderBytes: 16_384,
      maxIdLength: 1_024,
      maxQueryLength: 8_192,
      maxJsonValues: 2_000,
      maxJsonDepth: 64,
      maxComparedScores: 10_000_000,
      maxCheckingProcesses: 4,
      jobMemoryMb: 2048,
      trialTimeoutSeconds: 600,
      unresponsiveSeconds: 30,
      importTimeoutSeconds: 5,
      sandbox: 'off',
      sandboxEnv: [],
      sandboxProviders: [],
      sandboxRead: [],
      python: 'python3',
      inspectChild: null,
      modelTimeoutSeconds: 120,
      modelResponseLimitBytes: 8 * 1024 * 1024,
      modelMaxRetries: 5,
      modelOutageSeconds: 900,
      offline: false,
      pricesFile: null,
      cacheDir: null,
      cacheMb: 1024,
      otlpEndpoint: null,
      otlpHeaders: {},
      otelServiceName: 'assay',
      otelResourceAttributes: {},
      otelSampler: 'parentbased_always_on',
      otelSamplerArg: 1,
      otelCapturesContent: false,
      otelDisabled: false,
    });
    expect(warnings).toEqual([]);
  });

  it('lets a flag win over its variable, and our variable over the one of the seed', () => {
    const environment = { ASSAY_PORT: '9000', ASSAY_PROJECTS_ROOT: root, PROMPTUNA_PROJECTS_ROOT: '/nowhere' };

    expect(parseConfig(environment, { port: '7000' }).config).toMatchObject({ port: 7000, projectsRoot: root });
    expect(parseConfig(environment, { port: 0 }).config.port).toBe(0);
    expect(parseConfig(environment).config.port).toBe(9000);
  });

  it('takes an empty variable for one that is not set', () => {
    expect(parseConfig({ ASSAY_PROJECTS_ROOT: root, ASSAY_PORT: '', ASSAY_LOG_LEVEL: ' ' }).config).toMatchObject({
      port: 8080,
      logLevel: 'info',
    });
  });

  it('makes paths absolute', () => {
    writeFileSync(join(root, 'index.html'), '');
    const staticDir = relative('.', root);
    const { config } = parseConfig({}, { projectsRoot: '.', storageDir: 'data/imported', staticDir });

    expect(config.projectsRoot).toBe(process.cwd());
    expect(config.storageDir).toBe(resolve('data/imported'));
    expect(config.staticDir).toBe(root);
  });

  it('reads ~ as the home folder', () => {
    const { config } = parseConfig({ ASSAY_BENCHMARKS_DIR: '~/.cache/assay/benchmarks', ASSAY_STORAGE: '~no/folder' });

    expect(config.benchmarksDir).toBe(join(homedir(), '.cache/assay/benchmarks'));
    expect(config.storageDir).toBe(resolve('~no/folder'));
  });

  it('names every fault in one message, each with its source, its value and what is allowed', () => {
    const faults = faultsOf(
      { ASSAY_PROJECTS_ROOT: '/no/such/folder', ASSAY_LOG_LEVEL: 'loud', ASSAY_MAX_WORKERS: '0', ASSAY_BODY_LIMIT: '1MB' },
      { port: '80x', storageDir: file, staticDir: join(root, 'no-site') },
    );

    expect(faults).toEqual([
      '  --port is "80x"; allowed: an integer from 0 to 65535, where 0 picks a free port',
      '  ASSAY_PROJECTS_ROOT is "/no/such/folder"; allowed: a directory that exists',
      `  --storage is ${JSON.stringify(file)}; allowed: a directory, which is made on first use`,
      `  --static-dir is ${JSON.stringify(join(root, 'no-site'))}; allowed: a directory that has an index.html`,
      '  ASSAY_LOG_LEVEL is "loud"; allowed: one of fatal, error, warn, info, debug, trace, silent',
      '  ASSAY_MAX_WORKERS is "0"; allowed: an integer of 1 or more',
      '  ASSAY_BODY_LIMIT is "1MB"; allowed: bytes, an integer from 1024 to 1073741824',
    ]);
  });

  it.each([
    ['ASSAY_PORT', '65536'],
    ['ASSAY_PORT', '-1'],
    ['ASSAY_PORT', '1.5'],
    ['ASSAY_PORT', '0x50'],
    ['ASSAY_PORT', '1e3'],
    ['ASSAY_HOST', 'two words'],
    ['ASSAY_MAX_RUNNING_JOBS', '0'],
    ['ASSAY_MAX_QUEUED_JOBS', '-1'],
    ['ASSAY_JOB_MEMORY_MB', '10'],
    ['ASSAY_TRIAL_TIMEOUT_SECONDS', '0'],
    ['ASSAY_UNRESPONSIVE_SECONDS', 'soon'],
    ['ASSAY_IMPORT_TIMEOUT_SECONDS', '-5'],
    ['ASSAY_SANDBOX', 'on'],
    ['ASSAY_SANDBOX_ENV', 'A-B'],
    ['ASSAY_SANDBOX_PROVIDERS', 'openai,local'],
    ['ASSAY_SANDBOX_READ', '/no/such/folder'],
    ['ASSAY_MODEL_TIMEOUT_SECONDS', '86401'],
    ['ASSAY_MODEL_MAX_RETRIES', '1000'],
    ['ASSAY_CORS_ORIGINS', 'localhost'],
    ['ASSAY_CORS_ORIGINS', 'https://example.org/path'],
    ['ASSAY_CORS_ORIGINS', 'https://*.example.org'],
    ['ASSAY_CORS_ORIGINS', 'https://example.org,'],
    ['ASSAY_ALLOWED_HOSTS', '*'],
    ['ASSAY_ALLOWED_HOSTS', '*.example.org'],
    ['ASSAY_ALLOWED_HOSTS', 'https://example.org'],
    ['ASSAY_ALLOWED_HOSTS', 'example.org/path'],
    ['ASSAY_ALLOWED_HOSTS', 'example.org,'],
    ['ASSAY_ALLOWED_HOSTS', '::1'],
  ])('refuses %s=%s', (variable, value) => {
    expect(faultsOf({ [variable]: value })).toEqual([expect.stringContaining(`${variable} is "${value}"; allowed: `)]);
  });

  it('refuses an empty flag, a file as projects root and a path with a NUL', () => {
    expect(faultsOf({}, { host: '' })).toHaveLength(1);
    expect(faultsOf({}, { projectsRoot: file })).toHaveLength(1);
    expect(faultsOf({}, { projectsRoot: 'a\0b' })).toHaveLength(1);
  });

  it('refuses values of the wrong type from a program', () => {
    expect(faultsOf({}, { port: 1.5, maxWorkers: Number.NaN })).toEqual([
      '  --port is 1.5; allowed: an integer from 0 to 65535, where 0 picks a free port',
      '  maxWorkers is NaN; allowed: an integer of 1 or more',
    ]);
  });

  it('takes origins as a list, with any port, or all of them', () => {
    const corsOrigins = (value: string): readonly string[] =>
      parseConfig({ ASSAY_PROJECTS_ROOT: root, ASSAY_CORS_ORIGINS: value }).config.corsOrigins;

    expect(corsOrigins('https://a.example, http://localhost:*')).toEqual(['https://a.example', 'http://localhost:*']);
    expect(corsOrigins('*')).toEqual(['*']);
  });

  it('takes hosts as a list, with or without a port', () => {
    const { config } = parseConfig({
      ASSAY_PROJECTS_ROOT: root,
      ASSAY_ALLOWED_HOSTS: 'Assay.example, box_1:8443,[2001:DB8::1]',
    });

    expect(config.allowedHosts).toEqual(['assay.example', 'box_1:8443', '[2001:db8::1]']);
  });

  it('warns of a variable that looks like one of ours, and says which one was meant', () => {
    const { warnings } = parseConfig({
      ASSAY_PROJECTS_ROOT: root,
      ASSAY_PROT: '1',
      ASSAY_SOMETHING_ELSE: '1',
      ASSAY_COMPATIBLE_BASE_URL: 'http://localhost:11434/v1',
    });

    expect(warnings).toEqual([
      'ASSAY_PROT is not a setting of Assay and is ignored; did you mean ASSAY_PORT?',
      'ASSAY_SOMETHING_ELSE is not a setting of Assay and is ignored',
    ]);
  });

  it('takes a short word for another only where it is one slip away', () => {
    const commands = ['open', 'jobs', 'show', 'prune', 'evaluate'];

    const meant = ['nope', 'jbos', 'shw', 'evalute'].map((word) => closestName(word, commands));

    expect(meant).toEqual([undefined, 'jobs', 'show', 'evaluate']);
  });

  it('has the warnings beside the faults', () => {
    const faulty = (): unknown => parseConfig({ ASSAY_PROJECTS_ROOT: root, ASSAY_SANDBX: '1', ASSAY_BASE_PATH: '/docs' });

    expect(faulty).toThrow(
      expect.objectContaining({
        message: expect.stringContaining('ASSAY_BASE_PATH'),
        warnings: ['ASSAY_SANDBX is not a setting of Assay and is ignored; did you mean ASSAY_SANDBOX?'],
      }),
    );
  });

  it('refuses an option that there is not, and says which one was meant', () => {
    const options = { projectsRoot: root, storage: 'data', jobMemoryMB: 100, wings: 2 } as Overrides;

    expect(() => parseConfig({}, options)).toThrow(
      /storage is no option; did you mean storageDir\?\n.*jobMemoryMB is no option; did you mean jobMemoryMb\?\n.*wings is no option; there are host, port/,
    );
  });
});

describe('the keys of the environment', () => {
  it('are kept as hashes, each with its scope and a name', () => {
    const { config } = parseConfig({ ASSAY_API_KEYS: 'abc:read, a-key-of-more-than-20-characters:admin:ops' });
    expect(config.apiKeys).toEqual([
      { name: 'environment-1', scope: 'read', sha256: expect.stringMatching(/^ba7816bf/) as unknown, isShort: true },
      { name: 'ops', scope: 'admin', sha256: expect.stringMatching(/^[\da-f]{64}$/) as unknown, isShort: false },
    ]);
  });

  it.each([
    'SECRET',
    'SECRET:write',
    'SECRET:read:',
    ':read',
    'SECRET:read,',
    'SECRET:read,SECRET:run',
    'a:read:x,SECRET:run:x',
    'SECRET\ufffd:read',
  ])('are refused as "%s", without being shown', (value) => {
    const [fault = '', ...others] = faultsOf({ ASSAY_API_KEYS: value });
    expect([fault.includes('ASSAY_API_KEYS'), fault.includes('SECRET'), others]).toEqual([true, false, []]);
  });

  it('contradict a server that asks for none', () => {
    expect(faultsOf({ ASSAY_API_KEYS: 'abc:read', ASSAY_NO_AUTH: 'true' })).toEqual([
      expect.stringContaining('leave one of the two out'),
    ]);
  });
});

describe('a provider to sign in by', () => {
  const WHOLE = { ASSAY_OIDC_ISSUER: 'https://id.example/', ASSAY_OIDC_CLIENT_ID: 'assay', ASSAY_OIDC_GROUPS: 'ops:admin' };

  it('has groups, also with commas and colons in their names', () => {
    const groups = ' ops:admin, CN=Data,OU=Teams:run,urn:x:readers:read';
    const { config } = parseConfig({ ...WHOLE, ASSAY_OIDC_GROUPS: groups, ASSAY_OIDC_SCOPES: 'openid  groups' });
    expect(config).toMatchObject({
      oidcIssuer: 'https://id.example/',
      oidcClientSecret: null,
      oidcScopes: ['openid', 'groups'],
      oidcGroups: [
        { group: 'ops', scope: 'admin' },
        { group: 'CN=Data,OU=Teams', scope: 'run' },
        { group: 'urn:x:readers', scope: 'read' },
      ],
    });
  });

  it.each([
    { ASSAY_OIDC_ISSUER: 'http://id.example' },
    { ASSAY_OIDC_ISSUER: 'http://localhost.evil.example' },
    { ASSAY_OIDC_ISSUER: 'https://user:pass@id.example' },
    { ASSAY_OIDC_ISSUER: 'https://id.example/?x=1' },
    { ASSAY_OIDC_ISSUER: 'id.example' },
    { ASSAY_OIDC_GROUPS: 'ops' },
    { ASSAY_OIDC_GROUPS: 'ops:owner' },
    { ASSAY_OIDC_GROUPS: ':admin' },
    { ASSAY_OIDC_GROUPS: 'ops:run,ops:admin' },
    { ASSAY_OIDC_SCOPES: 'profile' },
  ])('is refused with its setting: %j', (wrong) => {
    const faults = faultsOf({ ...WHOLE, ...wrong });
    expect(faults).toEqual([expect.stringContaining(Object.keys(wrong)[0] ?? '')]);
  });

  it.each(['http://localhost:9000', 'http://127.0.0.1:9000/realm', 'http://[::1]'])('may be on this machine: %s', (issuer) => {
    expect(parseConfig({ ...WHOLE, ASSAY_OIDC_ISSUER: issuer }).config.oidcIssuer).toBe(issuer);
  });

  it.each([
    [{ ASSAY_OIDC_ISSUER: WHOLE.ASSAY_OIDC_ISSUER }, ['ASSAY_OIDC_CLIENT_ID', 'ASSAY_OIDC_GROUPS']],
    [{ ASSAY_OIDC_CLIENT_ID: 'assay' }, ['ASSAY_OIDC_ISSUER']],
    [{ ...WHOLE, ASSAY_NO_AUTH: 'true' }, ['ASSAY_NO_AUTH']],
  ])('is whole, or not there: %j', (variables, named) => {
    const faults = faultsOf(variables);
    expect(faults.map((fault, n) => fault.includes(named[n] ?? 'none'))).toEqual(named.map(() => true));
  });
});
