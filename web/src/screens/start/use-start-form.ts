import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api, dataOf, type Schemas } from '../../api/client.ts';
import { useLocation } from 'wouter';
import { useAddress } from '../../lib/address.ts';
import { idListOf, idListText } from '../../lib/id-list.ts';
import { withQuery } from '../../lib/query.ts';
import { formOfJob, PLAIN_FIELDS, type PlainField, type StartForm, type StartKind } from './start-form.ts';

/** How many trials run at once unless the form says otherwise: faster than one by one, and no flood for a provider. */
const WORKERS = '4';

/** How often the progress of data that is being fetched is read. */
const FETCHING_MS = 1_500;

/** What a change of the project takes with it. */
const OF_PROJECT = { program: null, prompt: null, examples: null, metrics: null } as const;

/** The form as it is shown: what stands in the address, else what the earlier job had, else the defaults. */
export interface ShownForm {
  readonly form: StartForm;
  readonly set: (field: PlainField, value: string) => void;
  readonly setMetrics: (metrics: readonly string[]) => void;
  readonly catalog: Schemas['Catalog'] | undefined;
  readonly presets: readonly Schemas['Benchmark'][];
  readonly models: readonly Schemas['Model'][];
  /** What the chosen project has; `undefined` while it is read. */
  readonly project: Schemas['ProjectDetail'] | undefined;
  /** Whether all that the form offers was read. */
  readonly isReady: boolean;
  readonly error: Error | null;
}

export function useStartForm(kind: StartKind): ShownForm {
  const { query, get } = useAddress();
  const [path, navigate] = useLocation();
  const from = get('from');
  const catalog = useQuery({
    queryKey: ['catalog'],
    queryFn: ({ signal }) => dataOf(api.GET('/api/catalog', { signal })),
  });
  const benchmarks = useQuery({
    queryKey: ['benchmarks'],
    queryFn: ({ signal }) => dataOf(api.GET('/api/benchmarks', { signal })),
    refetchInterval: ({ state }) =>
      state.data?.presets.some(({ data }) => data.state === 'fetching') === true ? FETCHING_MS : false,
  });
  const models = useQuery({ queryKey: ['models'], queryFn: ({ signal }) => dataOf(api.GET('/api/models', { signal })) });
  const earlier = useQuery({
    queryKey: ['job', from, 'manifest'],
    enabled: from !== '',
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/jobs/{job_id}', { params: { path: { job_id: from }, query: { events: 'false' } }, signal })),
  });
  const presets = useMemo(() => benchmarks.data?.presets ?? [], [benchmarks.data]);
  const job = useMemo(() => (earlier.data === undefined ? undefined : formOfJob(earlier.data.manifest)), [earlier.data]);
  const isReadingJob = from !== '' && earlier.isPending;

  const firstProject =
    kind === 'benchmark' ? presets[0]?.name : (catalog.data?.projects.find(isOwn) ?? catalog.data?.projects[0])?.name;
  const isBenchmarkJob = presets.some(({ name }) => name === job?.plain.project);
  const ofJob = kind === 'benchmark' && !isBenchmarkJob ? undefined : job;
  const projectName = get('project') || ofJob?.plain.project || (isReadingJob ? '' : (firstProject ?? ''));
  const details = useQuery({
    queryKey: ['project', projectName],
    enabled: projectName !== '',
    queryFn: ({ signal }) => dataOf(api.GET('/api/projects/{project}', { params: { path: { project: projectName } }, signal })),
  });
  const project = details.data;
  const preset = kind === 'benchmark' ? presets.find(({ name }) => name === projectName) : undefined;

  const form = useMemo((): StartForm => {
    const defaults = {
      project: projectName,
      program: preset?.request.program ?? project?.programs[0]?.name ?? '',
      prompt: preset?.request.prompt ?? project?.prompts[0]?.name ?? '',
      examples: preset?.request.examples ?? project?.datasets[0]?.name ?? '',
      model: lastUsed(models.data ?? []),
      workers: WORKERS,
      steps: '4',
    };
    const sameProject = ofJob?.plain.project === projectName;
    const before = sameProject ? ofJob : undefined;
    const typed = PLAIN_FIELDS.flatMap((field) => (query.has(field) ? [[field, query.get(field) ?? ''] as const] : []));
    const programmatic = project?.metrics.filter((metric) => metric.kind === 'programmatic').map(({ name }) => name);
    return {
      plain: { ...defaults, ...before?.plain, ...Object.fromEntries(typed) },
      metrics: query.has('metrics')
        ? idListOf(get('metrics'))
        : before !== undefined && before.metrics.length > 0
          ? before.metrics
          : (preset?.request.metrics ?? programmatic ?? []),
    };
  }, [query, get, projectName, project, preset, ofJob, models.data]);

  // What was emptied must not fall back to a default: it stands in the address as empty.
  const change = (changes: Readonly<Record<string, string | null>>): void => {
    const changed = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(changes)) {
      if (value === null) changed.delete(name);
      else changed.set(name, value);
    }
    navigate(withQuery(path, changed), { replace: true });
  };
  return {
    form,
    set: (field, value) => {
      change(field === 'project' ? { project: value, ...OF_PROJECT } : { [field]: value });
    },
    setMetrics: (metrics) => {
      change({ metrics: idListText(metrics) });
    },
    catalog: catalog.data,
    presets,
    models: models.data ?? [],
    project,
    isReady: !isReadingJob && models.data !== undefined && project !== undefined,
    error: catalog.error ?? benchmarks.error ?? earlier.error ?? details.error,
  };
}

function isOwn(project: Schemas['Project']): boolean {
  return project.built_in !== true;
}

function lastUsed(models: readonly Schemas['Model'][]): string {
  return models.toSorted((a, b) => (b.last_used ?? '').localeCompare(a.last_used ?? ''))[0]?.model ?? '';
}
