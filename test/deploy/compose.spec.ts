import { describe, expect, it } from '@jest/globals';
import { parseDocument } from 'yaml';
import { configOf, read } from './settings-of-file.ts';

interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly profiles?: readonly string[];
  readonly command?: readonly string[];
  readonly container_name?: string;
  readonly deploy?: { readonly replicas: number };
  readonly ports?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly read_only: boolean;
  readonly cap_drop: readonly string[];
  readonly security_opt: readonly string[];
  readonly stop_grace_period?: string;
  readonly healthcheck?: { readonly test: readonly string[] };
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, null>>;
}

/** What Compose knows of a service, as far as it is used here (https://docs.docker.com/reference/compose-file/services/). */
const FIELDS = [
  ...['build', 'cap_drop', 'command', 'depends_on', 'deploy', 'env_file', 'environment', 'healthcheck', 'image', 'init'],
  ...['ports', 'profiles', 'read_only', 'restart', 'security_opt', 'shm_size', 'stop_grace_period', 'tmpfs', 'user', 'volumes'],
];

/** The file as Compose reads it, with `${NAME:-default}` for whoever has set no such variable. */
function composed(): Compose {
  const text = read('docker-compose.yml').replaceAll(/\$\{[A-Z_]+:-([^}]*)\}/g, '$1');
  const document = parseDocument(text, { merge: true });
  const [error] = document.errors;
  if (error !== undefined) throw error;
  return document.toJS() as Compose;
}

const { services, volumes } = composed();
const SERVICES = Object.entries(services).map(([name, service]) => ({ name, service }));
const OURS = SERVICES.filter(({ service }) => service.build !== undefined);

function service(name: string): Service {
  const found = services[name];
  if (found === undefined) throw new Error(`there is no service ${name}`);
  return found;
}

describe('docker-compose.yml', () => {
  it('starts one container without a profile, and the others with the profile shared', () => {
    expect(SERVICES.filter(({ service: { profiles } }) => profiles === undefined).map(({ name }) => name)).toEqual(['assay']);
    expect(SERVICES.flatMap(({ service: { profiles = [] } }) => profiles)).toEqual(Array(SERVICES.length - 1).fill('shared'));
  });

  it.each(SERVICES)('confines $name, and says nothing that Compose does not know', ({ service: { ...fields } }) => {
    expect(Object.keys(fields).filter((field) => !FIELDS.includes(field))).toEqual([]);
    expect(fields).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
  });

  it.each(SERVICES)(
    'has every volume of $name and every service that it waits for',
    ({ service: { volumes: used, depends_on } }) => {
      const names = used.flatMap((volume) => /^([a-z]+):/.exec(volume)?.[1] ?? []);
      const awaited = Object.entries(depends_on ?? {});

      expect(names.filter((name) => !Object.keys(volumes).includes(name))).toEqual([]);
      expect(awaited.filter(([, { condition }]) => condition !== 'service_healthy')).toEqual([]);
      expect(awaited.filter(([name]) => services[name]?.healthcheck === undefined)).toEqual([]);
    },
  );

  it('publishes ports on this machine alone, each once, and none of what has several containers', () => {
    const published = SERVICES.flatMap(({ service: { ports = [] } }) => ports);

    expect(published).toEqual(['127.0.0.1:8080:8080', '127.0.0.1:8090:8080']);
    expect(service('api').deploy).toEqual({ replicas: 2 });
    expect(service('worker').deploy).toEqual({ replicas: 2 });
    for (const name of ['api', 'worker'])
      expect([service(name).ports, service(name).container_name]).toEqual([undefined, undefined]);
  });

  it.each(OURS)(
    'has settings of $name that there are, of the same image',
    ({ service: { environment = {}, image, build } }) => {
      expect([image, build, configOf(environment).port]).toEqual(['assay', '.', 8080]);
    },
  );

  it.each(OURS)(
    'gives $name more time to stop than jobs are given to end',
    ({ service: { environment, stop_grace_period } }) => {
      const [, seconds] = /^(\d+)s$/.exec(stop_grace_period ?? '') ?? [];

      expect(Number(seconds)).toBeGreaterThan(configOf(environment ?? {}).drainSeconds + 10);
    },
  );

  it('gives servers and workers the same database, hidden from projects, the same projects, and a replica each', () => {
    const [api, worker] = [service('api'), service('worker')];
    const { POSTGRES_USER: user, POSTGRES_PASSWORD: password, POSTGRES_DB: database } = service('postgres').environment ?? {};
    const url = `postgres://${user ?? ''}:${password ?? ''}@postgres:5432/${database ?? ''}`;

    expect([api, worker].map(({ environment }) => configOf(environment ?? {}).databaseUrl)).toEqual([url, url]);
    expect([api, worker].map(({ environment }) => configOf(environment ?? {}).sandbox)).toEqual(['node', 'node']);
    expect(worker.volumes).toEqual(api.volumes);
    expect(api.volumes).toEqual(['projects:/projects', '/storage', 'benchmarks:/storage/benchmarks']);
    expect([api.command, worker.command]).toEqual([['serve', '--role', 'api'], ['worker']]);
  });

  it('puts the proxy in front of the service that its configuration names', () => {
    const { volumes: mounted, depends_on } = service('proxy');

    expect(mounted).toEqual(['./deploy/nginx/compose.conf:/etc/nginx/nginx.conf:ro']);
    expect(read('deploy/nginx/compose.conf')).toContain('http://api:8080');
    expect(Object.keys(depends_on ?? {})).toEqual(['api']);
  });
});
