import { useQuery } from '@tanstack/react-query';
import { api, dataOf } from '../../api/client.ts';
import type { PickedRun } from './use-comparison.ts';

/** Paths into the samples of a job that clusters and slices can be made by, such as `inputs.topic`; none of a run from elsewhere. */
export function useSampleFields(of: PickedRun | undefined): readonly string[] {
  const run = of?.run;
  const id = of?.id ?? '';
  const { data } = useQuery({
    queryKey: ['fields', id],
    queryFn: async ({ signal }) => {
      const step = run?.step_index ?? null;
      const path = { job_id: step === null ? id : id.slice(0, id.lastIndexOf('.')) };
      const query = { limit: 1, ...(step === null ? {} : { step_index: step }) };
      const { trials } = await dataOf(api.GET('/api/jobs/{job_id}/trials', { params: { path, query }, signal }));
      const example = trials[0]?.example;
      return [...pathsOf('inputs', example?.inputs), ...pathsOf('reference', example?.reference)];
    },
    enabled: run?.source === 'job',
    staleTime: Infinity,
  });
  return data ?? [];
}

function pathsOf(name: string, value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.keys(value).map((key) => `${name}.${key}`);
}
