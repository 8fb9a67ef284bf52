import type { Config } from './config.ts';

/** What each setting is for, in the groups and the words of docs/configuration.md. */
export const SETTING_GROUPS: Readonly<Record<string, Partial<Record<keyof Config, string>>>> = {
  'The server': {
    host: 'the address to listen on; beyond loopback callers need a key',
    port: 'the port to listen on',
    metricsPort: 'a second port that has `/metrics` and nothing else, without a key',
    projectsRoot:
      'your projects; their jobs are archived in its `jobs/`. The samples of an installed package are copied to `.assay/samples`. The second variable counts if the first is not set',
    databaseUrl: 'the PostgreSQL database by which several processes, on one machine or many, are one Assay',
    role: 'what this process does of what they share: `api` answers clients and runs no jobs, `worker` runs jobs and answers no clients',
    storageDir: 'imported runs; with a database, the replica of this process',
    auditLog: 'who did what',
    benchmarksDir: 'the data of benchmarks; in `XDG_CACHE_HOME` if that is set',
    datasetsServer:
      'the server to fetch that data from; `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` are honoured, and `HF_TOKEN` is sent if set',
    staticDir: 'another single-page app for browsers',
    logLevel: 'how much is written to standard output: readable lines on a terminal, otherwise JSON lines',
    corsOrigins: 'the pages that may call the API from a browser',
    allowedHosts: 'names that the server answers to in addition to those of this machine',
    basePath: 'the path under which a proxy offers the server',
    trustedProxies: 'the proxies whose `X-Forwarded-For`, `-Proto`, `-Host` and `-Prefix` count',
    apiKeys: 'keys that callers may show, besides those of `assay keys add`',
    keysFile: 'the hashed keys of `assay keys add`',
    noAuth: '`true` asks nobody for a key: everybody who reaches the port may do everything',
    oidcIssuer: 'the provider of OpenID Connect by which people sign in',
    oidcClientId: 'the id under which the provider knows this server',
    oidcClientSecret: 'its secret there; a public client has none',
    oidcScopes: 'what the provider is asked for; some need `groups`, too',
    oidcGroups: 'what the members of each group of the provider may do; the highest scope counts',
    oidcGroupsClaim: "where the provider names a person's groups",
    bodyLimitBytes: 'the largest request body; a larger one gets 413',
  },
  Limits: {
    maxRequestsPerMinute: 'requests of one key, or of one address without a key, in a minute; 0 is any number',
    maxWrongKeysPerMinute: 'wrong keys of one address in a minute, after which its keys are not looked at; 0 is any number',
    maxStreams: 'event streams that one key, or one address without, has open at once',
    maxSockets: 'WebSockets that one key, or one address without, has open at once',
    maxSubscriptions: 'subscriptions of one WebSocket',
    maxHeaderBytes: 'the first line and the headers of a request',
    maxIdLength: 'an id or name in the path of a request',
    maxQueryLength: 'the query of a request',
    importLimitBytes:
      'an import as a file, also unpacked, or as NDJSON (`POST /api/runs`), each of whose lines has `ASSAY_BODY_LIMIT`',
    importPieceLimitBytes:
      'what of an imported file is in memory at once: a line, an element of a list, or all that stands around its lists',
    maxJsonValues: 'keys and items of a JSON body; not of the samples of imports, nor of labels',
    maxJsonDepth: 'levels of nesting of a JSON body',
    maxComparedScores: 'scores that one comparison looks at: runs × metrics × samples',
    maxCheckingProcesses:
      'processes that load and check jobs at once, besides those of running jobs (`ASSAY_MAX_RUNNING_JOBS`)',
  },
  Jobs: {
    maxWorkers: 'the most trials in flight that a job may ask for',
    maxRunningJobs: 'jobs that run at once, over all processes of the projects root or the database',
    maxQueuedJobs: 'jobs that may wait, also over a restart; when all places to run and to wait are taken, a POST gets 409',
    onRestart:
      'what becomes of the jobs that run when the server ends: they stay `interrupted`, or go on at this start, whatever was set before',
    drainSeconds: 'how long running jobs may go on after SIGTERM before they are interrupted',
    retentionDays: 'ended jobs and imports that are older are deleted',
    retentionGb: 'the oldest of them are deleted while all together are larger',
    jobMemoryMb: "the memory of a job's process, with all that it starts",
    trialTimeoutSeconds: 'how long one trial may take',
    unresponsiveSeconds: "how long a job's process may be unresponsive, as it is in an endless loop, before it is killed",
    importTimeoutSeconds:
      "how long a project's modules may take to load, and its program to be called when a prompt is checked",
    sandbox: 'how the processes that run projects are confined',
    sandboxEnv: 'variables that confined processes get besides those of their providers',
    sandboxProviders:
      'providers that every confined process may ask, with their keys: judges of projects need it, unless the job itself names their provider',
    sandboxRead: 'files and folders that confined processes may read besides their project, such as code that projects share',
    inspectChild:
      'a debugger can attach to the process of each job, at 127.0.0.1 and this port (9229 for `brk` alone); with `brk` the process waits for it. Meanwhile `ASSAY_UNRESPONSIVE_SECONDS` and `ASSAY_IMPORT_TIMEOUT_SECONDS` do not apply to jobs. Run one job at a time',
    python: 'the interpreter, 3.9 or newer, of projects that are in Python; that of a virtual environment has its packages',
  },
  Models: {
    offline: '`true` refuses jobs that name a model of a provider: only `local:` and `recorded:` ones run',
    pricesFile: 'your own prices of models',
    modelTimeoutSeconds: 'how long one call may take',
    modelMaxRetries: 'how often a call is retried where that may help',
    cacheDir: 'where jobs with `cache` keep answers of models',
    cacheMb: 'how large that may grow; what was not used for the longest time goes first',
    modelOutageSeconds: 'how long calls wait for a provider that is down; 0 does not wait',
    modelResponseLimitBytes: 'how long one answer of a model may be, after decompression; a longer one is a failed trial',
  },
  Traces: {
    otlpEndpoint: 'the base address of a collector that takes OTLP over HTTP; without it nothing is traced, nor loaded for it',
    otlpHeaders: 'sent with every request to the collector',
    otelServiceName: 'what traces call this server',
    otelResourceAttributes: 'further attributes of it, such as `deployment.environment.name=test`',
    otelSampler: 'which traces are kept',
    otelSamplerArg: 'the share of traces that samplers by ratio keep',
    otelCapturesContent: 'whether prompts, answers and the reasons of scores are recorded',
    otelDisabled: 'traces nothing, whatever else is set',
  },
};
