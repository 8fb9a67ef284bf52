import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { api, dataOf } from '../../api/client.ts';
import { useMay } from '../../api/me.ts';
import { signInWhenRefused } from '../../api/query-client.ts';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { startJob } from '../start/post-job.ts';

/** The benchmark that needs neither a key nor a network, and the model that answers it. */
const DEMO = 'demo';
const DEMO_MODEL = 'local:arithmetic';

/** What stands in the list's place while there is nothing in it: the ways to begin. */
export function NoRuns(): ReactNode {
  const mayRun = useMay('run');
  const [, navigate] = useLocation();
  const client = useQueryClient();
  const { data: benchmarks } = useQuery({
    queryKey: ['benchmarks'],
    queryFn: ({ signal }) => dataOf(api.GET('/api/benchmarks', { signal })),
  });
  const { data: catalog } = useQuery({
    queryKey: ['catalog'],
    queryFn: ({ signal }) => dataOf(api.GET('/api/catalog', { signal })),
  });
  const demo = benchmarks?.presets.find(({ name }) => name === DEMO);
  const { mutate, isPending, error } = useMutation({
    mutationFn: async (request: NonNullable<typeof demo>['request']) =>
      startJob('benchmark', { ...request, model: DEMO_MODEL, workers: 4, label: 'demo' }),
    onSuccess: async ({ jobId }) => {
      navigate(`/jobs/${jobId}`);
      await client.invalidateQueries({ queryKey: ['results'] });
    },
    onError: signInWhenRefused,
  });
  const own = catalog?.projects.filter((project) => project.built_in !== true) ?? [];
  return (
    <section className="begin" aria-labelledby="begin-title">
      <h2 id="begin-title">Nothing has been run yet</h2>
      {!mayRun && <p>Your key may look, but not start anything. Ask for one with the scope “run”.</p>}
      {mayRun && (
        <ul>
          <li>
            <h3>Try it out</h3>
            <p>40 sums, answered on this machine: no key, no network, a few seconds.</p>
            <button
              type="button"
              className="main"
              disabled={isPending || demo === undefined}
              onClick={() => {
                if (demo !== undefined) mutate(demo.request);
              }}
            >
              Run the demo
            </button>
            {error !== null && <ProblemBox error={error} />}
          </li>
          <li>
            <h3>Evaluate a program of your own</h3>
            {own.length === 0 ? (
              <p>
                There is no project in <code>{catalog?.projects_root ?? '…'}</code> yet. <code>npx assay init my_project</code>{' '}
                makes one to begin with.
              </p>
            ) : (
              <p>
                {own.length === 1 ? 'There is the project ' : 'There are the projects '}
                {own.slice(0, 6).map(({ name }, at) => (
                  <span key={name}>
                    {at > 0 && ', '}
                    <b dir="auto">{name}</b>
                  </span>
                ))}
                {own.length > 6 && ` and ${String(own.length - 6)} more`}.
              </p>
            )}
            <Link href="/start/evaluate" className="button">
              Evaluate
            </Link>
          </li>
          <li>
            <h3>Look at results from elsewhere</h3>
            <p>Import a file, or drop it here.</p>
            <Link href="/import" className="button">
              Import
            </Link>
          </li>
        </ul>
      )}
    </section>
  );
}
