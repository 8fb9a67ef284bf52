import { join, resolve } from 'node:path';
import { z, type ZodType } from 'zod';
import { API_KEYS_FORM, apiKeys } from './api-keys.ts';
import { cacheFolder } from './cache-folder.ts';
import { type Config, LOG_LEVELS, ROLES, SANDBOX_SETTINGS } from './config.ts';
import { LIMIT_SETTINGS } from './limits.ts';
import { OIDC_SETTINGS } from './oidc-settings.ts';
import {
  absolutePath,
  addressRanges,
  basePath,
  existingDirectory,
  existingFile,
  existingPath,
  fileOrOff,
  hosts,
  httpAddress,
  integer,
  listOf,
  origins,
  positive,
  postgresAddress,
  possibleDirectory,
  seconds,
  siteDirectory,
} from './setting-schemas.ts';
import { samplesRoot } from './samples.ts';
import { TRACE_SETTINGS } from './trace-settings.ts';

const SECONDS = 'seconds, above 0 and at most 86400';

/** The models of all others run inside Assay. */
export const SANDBOX_PROVIDERS = ['openai', 'anthropic', 'mistral', 'google', 'openrouter', 'compatible'] as const;

/** The origins of pages under development. */
const DEVELOPMENT_ORIGINS = ['localhost', '127.0.0.1', '[::1]'].flatMap((host) => [`http://${host}:*`, `https://${host}:*`]);

/** Every setting: what sets it, which values it takes, and its default. */
export const SETTINGS: { readonly [Key in keyof Config]: Setting<Config[Key]> } = {
  host: {
    variables: ['ASSAY_HOST'],
    flag: '--host',
    schema: z.string().regex(/^[^\s/]+$/),
    allowed: 'a host name or an IP address, such as 127.0.0.1, or 0.0.0.0 for all interfaces',
    fallback: () => '127.0.0.1',
  },
  port: {
    variables: ['ASSAY_PORT'],
    flag: '--port',
    schema: integer(0, 65_535),
    allowed: 'an integer from 0 to 65535, where 0 picks a free port',
    fallback: () => 8080,
  },
  metricsPort: {
    variables: ['ASSAY_METRICS_PORT'],
    schema: integer(0, 65_535).nullable(),
    allowed: 'an integer from 0 to 65535, where 0 picks a free port',
    fallback: () => null,
  },
  projectsRoot: {
    variables: ['ASSAY_PROJECTS_ROOT', 'PROMPTUNA_PROJECTS_ROOT'],
    flag: '--projects-root',
    schema: existingDirectory(),
    allowed: 'a directory that exists',
    fallback: () => samplesRoot(),
  },
  databaseUrl: {
    variables: ['ASSAY_DATABASE_URL'],
    schema: postgresAddress().nullable(),
    allowed: 'the address of a PostgreSQL database, such as postgres://user:password@host:5432/assay',
    fallback: () => null,
    isSecret: true,
  },
  role: {
    variables: ['ASSAY_ROLE'],
    flag: '--role',
    schema: z.enum(ROLES),
    allowed: `one of ${ROLES.join(', ')}`,
    fallback: () => 'all',
  },
  storageDir: {
    variables: ['ASSAY_STORAGE'],
    flag: '--storage',
    schema: possibleDirectory(),
    allowed: 'a directory, which is made on first use',
    fallback: () => resolve('.assay', 'storage'),
  },
  auditLog: {
    variables: ['ASSAY_AUDIT_LOG'],
    schema: fileOrOff().nullable(),
    allowed: 'a file, which is made on first use, or off',
    fallback: () => null,
  },
  benchmarksDir: {
    variables: ['ASSAY_BENCHMARKS_DIR'],
    schema: possibleDirectory(),
    allowed: 'a directory, which is made on first use',
    fallback: () => join(cacheFolder(), 'assay', 'benchmarks'),
  },
  datasetsServer: {
    variables: ['ASSAY_DATASETS_SERVER'],
    schema: httpAddress(),
    allowed: 'an address that begins with http:// or https://',
    fallback: () => 'https://datasets-server.huggingface.co',
  },
  staticDir: {
    variables: ['ASSAY_STATIC_DIR'],
    flag: '--static-dir',
    schema: siteDirectory().nullable(),
    allowed: 'a directory that has an index.html',
    fallback: () => null,
  },
  logLevel: {
    variables: ['ASSAY_LOG_LEVEL'],
    flag: '--log-level',
    schema: z.enum(LOG_LEVELS),
    allowed: `one of ${LOG_LEVELS.join(', ')}`,
    fallback: () => 'info',
  },
  corsOrigins: {
    variables: ['ASSAY_CORS_ORIGINS'],
    schema: origins(),
    allowed: 'origins such as https://example.org or http://localhost:*, separated by commas, or * for any',
    fallback: () => DEVELOPMENT_ORIGINS,
  },
  allowedHosts: {
    variables: ['ASSAY_ALLOWED_HOSTS'],
    schema: hosts(),
    allowed: 'host names such as assay.example or assay.example:8443, separated by commas; no wildcards',
    fallback: () => [],
  },
  basePath: {
    variables: ['ASSAY_BASE_PATH'],
    schema: basePath(),
    allowed: 'a path such as /assay, whose first part is none of the server’s own, such as /api',
    fallback: () => '',
  },
  trustedProxies: {
    variables: ['ASSAY_TRUSTED_PROXIES'],
    schema: addressRanges(),
    allowed: 'addresses such as 127.0.0.1 or ranges such as 10.0.0.0/8, separated by commas',
    fallback: () => [],
  },
  apiKeys: {
    variables: ['ASSAY_API_KEYS'],
    schema: apiKeys(),
    allowed: API_KEYS_FORM,
    fallback: () => [],
    isSecret: true,
  },
  keysFile: {
    variables: ['ASSAY_KEYS_FILE'],
    schema: absolutePath().nullable(),
    allowed: 'a file, which is made on first use',
    fallback: () => null,
  },
  noAuth: {
    variables: ['ASSAY_NO_AUTH'],
    flag: '--no-auth',
    schema: z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]),
    allowed: 'true or false',
    fallback: () => false,
  },
  ...OIDC_SETTINGS,
  maxWorkers: {
    variables: ['ASSAY_MAX_WORKERS'],
    schema: integer(1),
    allowed: 'an integer of 1 or more',
    fallback: () => 256,
  },
  maxRunningJobs: {
    variables: ['ASSAY_MAX_RUNNING_JOBS'],
    schema: integer(1).nullable(),
    allowed: 'an integer of 1 or more',
    fallback: () => null,
  },
  maxQueuedJobs: {
    variables: ['ASSAY_MAX_QUEUED_JOBS'],
    schema: integer(0),
    allowed: 'an integer of 0 or more',
    fallback: () => 0,
  },
  onRestart: {
    variables: ['ASSAY_ON_RESTART'],
    schema: z.enum(['interrupt', 'resume']),
    allowed: 'interrupt or resume',
    fallback: () => 'interrupt',
  },
  drainSeconds: {
    variables: ['ASSAY_DRAIN_SECONDS'],
    schema: integer(0, 86_400),
    allowed: 'seconds, an integer from 0 to 86400',
    fallback: () => 5,
  },
  retentionDays: {
    variables: ['ASSAY_RETENTION_DAYS'],
    schema: positive().nullable(),
    allowed: 'days, a number above 0',
    fallback: () => null,
  },
  retentionGb: {
    variables: ['ASSAY_RETENTION_GB'],
    schema: positive().nullable(),
    allowed: 'GB, a number above 0',
    fallback: () => null,
  },
  bodyLimitBytes: {
    variables: ['ASSAY_BODY_LIMIT'],
    schema: integer(1024, 1024 ** 3),
    allowed: 'bytes, an integer from 1024 to 1073741824',
    fallback: () => 1024 ** 2,
  },
  ...LIMIT_SETTINGS,
  jobMemoryMb: {
    variables: ['ASSAY_JOB_MEMORY_MB'],
    schema: integer(64),
    allowed: 'MiB, an integer of 64 or more',
    fallback: () => 2048,
  },
  trialTimeoutSeconds: {
    variables: ['ASSAY_TRIAL_TIMEOUT_SECONDS'],
    schema: seconds(),
    allowed: SECONDS,
    fallback: () => 600,
  },
  unresponsiveSeconds: {
    variables: ['ASSAY_UNRESPONSIVE_SECONDS'],
    schema: seconds(),
    allowed: SECONDS,
    fallback: () => 30,
  },
  importTimeoutSeconds: {
    variables: ['ASSAY_IMPORT_TIMEOUT_SECONDS'],
    schema: seconds(),
    allowed: SECONDS,
    fallback: () => 5,
  },
  sandbox: {
    variables: ['ASSAY_SANDBOX'],
    schema: z.enum(SANDBOX_SETTINGS),
    allowed: `one of ${SANDBOX_SETTINGS.join(', ')}`,
    fallback: () => 'off',
  },
  sandboxEnv: {
    variables: ['ASSAY_SANDBOX_ENV'],
    schema: listOf(z.string().regex(/^[A-Za-z]\w*$/)),
    allowed: 'names of variables such as MY_TOKEN, separated by commas',
    fallback: () => [],
  },
  sandboxProviders: {
    variables: ['ASSAY_SANDBOX_PROVIDERS'],
    schema: listOf(z.enum(SANDBOX_PROVIDERS)),
    allowed: `some of ${SANDBOX_PROVIDERS.join(', ')}, separated by commas`,
    fallback: () => [],
  },
  sandboxRead: {
    variables: ['ASSAY_SANDBOX_READ'],
    schema: listOf(existingPath()),
    allowed: 'paths that exist, separated by commas',
    fallback: () => [],
  },
  inspectChild: {
    variables: ['ASSAY_INSPECT_CHILD'],
    schema: z
      .string()
      .regex(/^(brk|(brk:)?[1-9]\d{0,4})$/)
      .nullable(),
    allowed: 'a port, brk, or brk:port',
    fallback: () => null,
  },
  python: {
    variables: ['ASSAY_PYTHON'],
    schema: z.string().regex(/^[^-\s]/),
    allowed: 'a path, or a name in the PATH',
    fallback: () => 'python3',
  },
  offline: {
    variables: ['ASSAY_OFFLINE'],
    schema: z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]),
    allowed: 'true or false',
    fallback: () => false,
  },
  pricesFile: {
    variables: ['ASSAY_PRICES'],
    schema: existingFile().nullable(),
    allowed: 'a JSON file that exists',
    fallback: () => null,
  },
  modelTimeoutSeconds: {
    variables: ['ASSAY_MODEL_TIMEOUT_SECONDS'],
    schema: seconds(),
    allowed: SECONDS,
    fallback: () => 120,
  },
  cacheDir: {
    variables: ['ASSAY_CACHE'],
    schema: possibleDirectory().nullable(),
    allowed: 'a directory, which is made on first use',
    fallback: () => null,
  },
  cacheMb: {
    variables: ['ASSAY_CACHE_MB'],
    schema: integer(16),
    allowed: 'MiB, an integer of 16 or more',
    fallback: () => 1024,
  },
  modelOutageSeconds: {
    variables: ['ASSAY_MODEL_OUTAGE_SECONDS'],
    schema: integer(0, 604_800),
    allowed: 'seconds, an integer from 0 to 604800',
    fallback: () => 900,
  },
  modelMaxRetries: {
    variables: ['ASSAY_MODEL_MAX_RETRIES'],
    schema: integer(0, 100),
    allowed: 'an integer from 0 to 100',
    fallback: () => 5,
  },
  modelResponseLimitBytes: {
    variables: ['ASSAY_MODEL_RESPONSE_LIMIT'],
    schema: integer(1024, 1024 ** 3),
    allowed: 'bytes, an integer from 1024 to 1073741824',
    fallback: () => 8 * 1024 ** 2,
  },
  ...TRACE_SETTINGS,
};

/** Variables with Assay's prefix that the registry of models and the commands read. */
export const OTHER_VARIABLES: readonly string[] = [
  'ASSAY_API_KEY',
  'ASSAY_COMPATIBLE_BASE_URL',
  'ASSAY_COMPATIBLE_API_KEY',
  'ASSAY_COMPATIBLE_STRUCTURED_OUTPUT',
];

/** One thing that can be set. */
export interface Setting<Value> {
  /** The environment variables that set it; the first one that is not empty counts. */
  readonly variables: readonly string[];
  /** The flag of `assay serve` that sets it. */
  readonly flag?: string;
  /** Takes the text of a variable or a flag, and the value itself from a program. */
  readonly schema: ZodType<Value>;
  /** What the schema accepts, in words. */
  readonly allowed: string;
  readonly fallback: () => Value;
  /** Whether no message may show the value. */
  readonly isSecret?: boolean;
}
