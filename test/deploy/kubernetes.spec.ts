import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { configOf, read } from './settings-of-file.ts';
import { type Container, type Manifest, manifestsOf, type PodSpec, unknownFields, type Workload } from './manifest.ts';

const FOLDER = 'deploy/kubernetes';

const FILES = readdirSync(new URL(`../../${FOLDER}`, import.meta.url)).filter((file) => file !== 'kustomization.yaml');

const MANIFESTS = FILES.flatMap((file) => manifestsOf(read(`${FOLDER}/${file}`)).map((manifest) => ({ file, manifest })));

function named<Kind extends object>(kind: string): Kind[] {
  return MANIFESTS.filter(({ manifest }) => manifest.kind === kind).map(({ manifest }) => manifest as object as Kind);
}

const DEPLOYMENTS = named<Workload>('Deployment');
const WORKLOADS = [...DEPLOYMENTS, ...named<Workload>('StatefulSet')].map((workload) => ({
  name: workload.metadata.name,
  workload,
}));

const SETTINGS = named<{ readonly data: Record<string, string> }>('ConfigMap')[0]?.data ?? {};
const SECRET = named<{ readonly stringData: Record<string, string> }>('Secret')[0]?.stringData ?? {};

function only(pod: PodSpec): Container {
  const [container, ...others] = pod.containers;
  if (container === undefined || others.length > 0) throw new Error('the tests know pods of one container');
  return container;
}

function podOf({ spec }: Workload): PodSpec {
  return spec.template.spec;
}

function variablesOf(container: Container): Record<string, string> {
  const own = container.env?.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const])) ?? [];
  return { ...(container.envFrom === undefined ? {} : { ...SETTINGS, ...SECRET }), ...Object.fromEntries(own) };
}

/** Whether pods of some workload have these labels. */
function selectsPods(labels: Readonly<Record<string, string>>): boolean {
  return WORKLOADS.some(({ workload }) =>
    Object.entries(labels).every(([name, value]) => workload.spec.template.metadata.labels[name] === value),
  );
}

describe('the example for Kubernetes', () => {
  it.each(MANIFESTS.map(({ file, manifest }) => [file, manifest.kind, manifest] as const))(
    'has in %s a %s that is as its schema says, without a field that the schema does not know',
    (_file, _kind, manifest) => {
      expect(unknownFields(manifest)).toEqual([]);
    },
  );

  it('would be refused with a field that is misspelt, or of another type', () => {
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' } };

    expect(
      unknownFields({ ...service, spec: { selectors: { a: 'b' }, ports: [{ port: 1, targetPorts: 2 }] } } as Manifest),
    ).toEqual(['/spec/selectors', '/spec/selectors/a', '/spec/ports/0/targetPorts']);
    expect(() => unknownFields({ ...service, spec: { ports: [{ port: 'http' }] } } as Manifest)).toThrow('must be integer');
  });

  it('applies every file but the secret and what is optional', () => {
    const { resources } = parse(read(`${FOLDER}/kustomization.yaml`)) as { readonly resources: string[] };

    expect([...resources, 'ingress.yaml', 'secret.example.yaml'].sort()).toEqual([...FILES].sort());
  });

  it('has secrets that nobody can leave as they are', () => {
    for (const value of Object.values(SECRET)) expect(value).toContain('CHANGE-ME');
    expect(() => configOf({ ...SETTINGS, ...SECRET })).toThrow('ASSAY_API_KEYS');
  });

  it('has services, budgets and policies that select pods that there are', () => {
    const selectors = [
      ...named<{ readonly spec: { readonly selector: Record<string, string> } }>('Service').map(({ spec }) => spec.selector),
      ...named<{ readonly spec: { readonly selector: { readonly matchLabels: Record<string, string> } } }>(
        'PodDisruptionBudget',
      ).map(({ spec }) => spec.selector.matchLabels),
      ...named<{ readonly spec: { readonly podSelector: { readonly matchLabels?: Record<string, string> } } }>(
        'NetworkPolicy',
      ).map(({ spec }) => spec.podSelector.matchLabels ?? {}),
    ];

    expect(selectors.length).toBeGreaterThan(5);
    expect(selectors.filter((labels) => !selectsPods(labels))).toEqual([]);
  });

  it('has a service behind the ingress', () => {
    type Backend = { readonly service: { readonly name: string; readonly port: { readonly name: string } } };
    type Ingress = {
      readonly spec: { readonly rules: { readonly http: { readonly paths: { readonly backend: Backend }[] } }[] };
    };
    type Service = {
      readonly metadata: { readonly name: string };
      readonly spec: { readonly ports: { readonly name: string }[] };
    };
    const backends = named<Ingress>('Ingress').flatMap(({ spec }) =>
      spec.rules.flatMap(({ http }) => http.paths.map(({ backend }) => backend.service)),
    );
    const ports = named<Service>('Service').flatMap(({ metadata, spec }) =>
      spec.ports.map(({ name }) => ({ name: metadata.name, port: { name } })),
    );

    expect(backends).toHaveLength(1);
    for (const backend of backends) expect(ports).toContainEqual(backend);
  });
});

describe.each(WORKLOADS)('the pods of $name', ({ workload }) => {
  const pod = podOf(workload);
  const container = only(pod);

  it('are those that their workload selects', () => {
    expect(workload.spec.template.metadata.labels).toMatchObject(workload.spec.selector.matchLabels);
  });

  it('are probed at ports that they have', () => {
    const { startupProbe, livenessProbe, readinessProbe } = container;
    const ports = container.ports.map(({ name }) => name);
    const probed = [startupProbe, livenessProbe, readinessProbe].flatMap((probe) => probe?.httpGet?.port ?? []);

    expect(startupProbe).toBeDefined();
    expect(readinessProbe).toBeDefined();
    expect(probed.filter((port) => !ports.includes(port))).toEqual([]);
  });

  it('mount volumes that they have, and write nowhere else', () => {
    const claimed = workload.spec.volumeClaimTemplates?.map(({ metadata }) => metadata.name) ?? [];
    const volumes = [...(pod.volumes ?? []).map(({ name }) => name), ...claimed];
    const mounted = container.volumeMounts.map(({ name }) => name);

    expect([...new Set(mounted)].sort()).toEqual(volumes.sort());
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect([pod.automountServiceAccountToken, pod.enableServiceLinks]).toEqual([false, false]);
  });

  it('take settings and secrets that there are', () => {
    const sources = container.envFrom?.flatMap(({ configMapRef, secretRef }) => configMapRef ?? secretRef ?? []) ?? [];
    const keys = container.env?.flatMap(({ valueFrom }) => valueFrom?.secretKeyRef ?? []) ?? [];

    expect([...sources, ...keys].map(({ name }) => name)).toEqual(Array(sources.length + keys.length).fill('assay'));
    for (const { key } of keys) expect(Object.keys(SECRET)).toContain(key);
  });
});

describe.each(DEPLOYMENTS.map((workload) => ({ name: workload.metadata.name, workload })))('$name', ({ workload }) => {
  const pod = podOf(workload);
  const container = only(pod);
  const config = configOf({ ...variablesOf(container), ASSAY_API_KEYS: 'a-key-of-a-test-with-many-letters:admin' });

  it('has settings that there are, and a database that the code of projects can’t see', () => {
    expect(config.sandbox).toBe('node');
    expect(config.databaseUrl).toContain('@postgres:5432/');
    expect(container.ports.map(({ containerPort }) => containerPort)).toEqual([config.port]);
    for (const folder of ['ASSAY_PROJECTS_ROOT', 'ASSAY_STORAGE', 'ASSAY_BENCHMARKS_DIR'])
      expect(container.volumeMounts.map(({ mountPath }) => mountPath)).toContain(SETTINGS[folder]);
  });

  it('is given more time to stop than it takes', () => {
    const [, seconds = '0'] = container.lifecycle?.preStop.exec.command ?? [];

    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(Number(seconds) + config.drainSeconds + 10);
  });

  it('has the same probes: alive whatever the database does, ready only with it', () => {
    expect(container.startupProbe?.httpGet?.path).toBe('/api/health');
    expect(container.livenessProbe?.httpGet?.path).toBe('/api/health');
    expect(container.readinessProbe?.httpGet?.path).toBe('/api/ready');
  });
});

describe('a worker', () => {
  it('has room for the largest job', () => {
    const worker = DEPLOYMENTS.find(({ metadata }) => metadata.name === 'assay-worker');
    if (worker === undefined) throw new Error('there is no worker');
    const container = only(podOf(worker));
    const [, gib = '0'] = /^(\d+)Gi$/.exec(container.resources.limits.memory) ?? [];

    const { jobMemoryMb } = configOf({ ASSAY_JOB_MEMORY_MB: variablesOf(container)['ASSAY_JOB_MEMORY_MB'] ?? '' });
    expect(Number(gib) * 1024).toBeGreaterThanOrEqual(jobMemoryMb + 512);
  });
});
