import type { ConfiguredKey } from './api-keys.ts';
import type { Limits } from './limits.ts';
import type { OidcConfig } from './oidc-settings.ts';
import type { TraceConfig } from './trace-settings.ts';

/** All settings, checked. */
export interface Config extends Limits, OidcConfig, TraceConfig {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** Where `/metrics` is too, without a key; 0 picks a free port, `null`: nowhere else. */
  readonly metricsPort: number | null;
  /** Absolute; the directory exists. */
  readonly projectsRoot: string;
  /** Of the PostgreSQL database that this process shares with others; `null`: it keeps its own folders. */
  readonly databaseUrl: string | null;
  /** What this process does of what several share. */
  readonly role: Role;
  /** Absolute; where imported runs live, made on first use. With a database: where the replica of this process is. */
  readonly storageDir: string;
  /** Absolute; where the data of benchmarks is kept, made on first use. */
  readonly benchmarksDir: string;
  /** Absolute; the file of the audit log, `off` for none, `null` for the one in the storage folder. */
  readonly auditLog: string | null;
  /** Where the data of benchmarks is fetched from, without a trailing slash. */
  readonly datasetsServer: string;
  /** Absolute; the single-page app that browsers get at `/` in place of Assay's own, which `null` is. It has an `index.html`. */
  readonly staticDir: string | null;
  readonly logLevel: LogLevel;
  /** Origins that browsers may call from, such as `http://localhost:5173`; `http://localhost:*` is any port, `*` any origin. */
  readonly corsOrigins: readonly string[];
  /**
   * Names that the server answers to besides those of this machine, such as `assay.example` behind a proxy; one with a port
   * (`assay.example:8443`) is for that port alone.
   */
  readonly allowedHosts: readonly string[];
  /** The path under which a proxy offers the server, such as `/assay`; empty at the root. */
  readonly basePath: string;
  /** Addresses and CIDR ranges of the proxies whose `X-Forwarded-*` headers count. */
  readonly trustedProxies: readonly string[];
  /** Keys that callers may show, besides those of the keys file. */
  readonly apiKeys: readonly ConfiguredKey[];
  /** Absolute; the file of hashed keys, made by `assay keys add`. `null`: `keys.json` in the storage folder, or the database where there is one. */
  readonly keysFile: string | null;
  /** Whether everybody who reaches the port may do everything. */
  readonly noAuth: boolean;
  /** The most trials in flight that a job may ask for. */
  readonly maxWorkers: number;
  /** Over all processes; `null`: one, or with a database as many as there are workers. */
  readonly maxRunningJobs: number | null;
  /** How many jobs may wait while others run. */
  readonly maxQueuedJobs: number;
  /** What becomes of the jobs that ran when their server ended; `null` in a command, whose jobs never go on by themselves. */
  readonly onRestart: 'interrupt' | 'resume' | null;
  /** How long running jobs may go on after SIGTERM before they are interrupted. */
  readonly drainSeconds: number;
  /** How many days ended jobs and imports are kept; `null` for ever. */
  readonly retentionDays: number | null;
  /** How large all of them together may be, in units of 10⁹ bytes; `null` for no limit. */
  readonly retentionGb: number | null;
  readonly bodyLimitBytes: number;
  /** How much memory the process of a job may use, in MiB. */
  readonly jobMemoryMb: number;
  /** How long one trial may take. */
  readonly trialTimeoutSeconds: number;
  /** How long the process of a job may be silent before it counts as hung. */
  readonly unresponsiveSeconds: number;
  /** How long a project's modules may take to load. */
  readonly importTimeoutSeconds: number;
  /** How the processes that run a project's code are confined; `auto` is `bwrap` where that works, otherwise `node`. */
  readonly sandbox: SandboxSetting;
  /** Variables that a confined process gets besides those of its providers. */
  readonly sandboxEnv: readonly string[];
  /** Providers that every confined process may ask, besides those that its job names. */
  readonly sandboxProviders: readonly string[];
  /** Absolute paths that a confined process may read besides its project. */
  readonly sandboxRead: readonly string[];
  /** Where a debugger attaches to the process of a job: a port, or `brk` or `brk:port` to wait for it; `null` for nowhere. */
  readonly inspectChild: string | null;
  /** The interpreter of projects in Python: a path, or a name in the PATH. */
  readonly python: string;
  /** How long one call of a model may take. */
  readonly modelTimeoutSeconds: number;
  /** Absolute; where answers of models are kept for jobs that use the cache, made on first use. `null`: in the storage folder. */
  readonly cacheDir: string | null;
  /** How large that may grow, in MiB. */
  readonly cacheMb: number;
  /** How long calls of a model wait for a provider that is down; 0: they don't. */
  readonly modelOutageSeconds: number;
  /** Whether jobs with models of providers are refused. */
  readonly offline: boolean;
  /** The user's own prices of models. */
  readonly pricesFile: string | null;
  /** How many times a failed call of a model is repeated, if that may help. */
  readonly modelMaxRetries: number;
  /** How many bytes one answer of a model may have, after decompression. */
  readonly modelResponseLimitBytes: number;
}

export const SANDBOX_SETTINGS = ['off', 'node', 'bwrap', 'auto'] as const;

export type SandboxSetting = (typeof SANDBOX_SETTINGS)[number];

/** `api` answers clients and runs no jobs, `worker` runs jobs and answers none, `all` does both. */
export const ROLES = ['all', 'api', 'worker'] as const;

export type Role = (typeof ROLES)[number];

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The process's own environment; no other module reads `process.env`. An editor's byte-order mark at the start of an env file,
 * which Node takes as a part of the first name, is dropped.
 */
export const environment: Environment = withoutByteOrderMark(process.env);

/** Variables that only the server itself may know, not the code of projects. */
const SECRETS: readonly string[] = [
  'ASSAY_API_KEYS',
  'ASSAY_DATABASE_URL',
  'ASSAY_API_KEY',
  'ASSAY_OIDC_CLIENT_SECRET',
  'OTEL_EXPORTER_OTLP_HEADERS',
];

/** The environment for processes that run the code of projects, as it is now. */
export function childEnvironment(): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !SECRETS.includes(name)));
}

export function withoutByteOrderMark(variables: Environment): Environment {
  const marked = Object.keys(variables).filter((name) => name.startsWith('\ufeff'));
  if (marked.length === 0) return variables;
  const named = Object.entries(variables).map(([name, value]) => [name.replace(/^\ufeff/, ''), value] as const);
  return Object.fromEntries(named);
}
