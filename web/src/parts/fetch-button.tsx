import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, dataOf } from '../api/client.ts';
import { useRefusal } from '../api/me.ts';
import { signInWhenRefused } from '../api/query-client.ts';
import { ProblemBox } from './problem-box.tsx';

/** Fetches the data of a benchmark before a job needs it. */
export function FetchButton({ name, title }: { readonly name: string; readonly title: string }): ReactNode {
  const client = useQueryClient();
  const refusal = useRefusal('run');
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => dataOf(api.POST('/api/benchmarks/{name}/fetch', { params: { path: { name } } })),
    onSettled: () => client.invalidateQueries({ queryKey: ['benchmarks'] }),
    onError: signInWhenRefused,
  });
  return (
    <>
      <button
        type="button"
        aria-label={`Fetch its data: ${title}`}
        disabled={isPending || refusal !== undefined}
        title={refusal}
        onClick={() => {
          mutate();
        }}
      >
        Fetch its data
      </button>
      {error !== null && <ProblemBox error={error} />}
    </>
  );
}
