import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { api, dataOf, type Schemas } from '../../api/client.ts';
import { countText } from '../../lib/format.ts';
import { FetchButton } from '../../parts/fetch-button.tsx';
import { Loading } from '../../parts/loading.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { ScreenHead } from '../../parts/screen-head.tsx';
import './benchmarks.css';

const FETCHING_MS = 1_500;

type Benchmark = Schemas['Benchmark'];

/** The benchmarks that come with Assay, and whether their data is here. */
export function BenchmarksScreen(): ReactNode {
  const { data, error, refetch } = useQuery({
    queryKey: ['benchmarks'],
    queryFn: ({ signal }) => dataOf(api.GET('/api/benchmarks', { signal })),
    refetchInterval: ({ state }) => (state.data?.presets.some(isBeingFetched) === true ? FETCHING_MS : false),
  });
  return (
    <>
      <ScreenHead title="Benchmarks" />
      {error !== null && <ProblemBox error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      <ul className="benchmarks">
        {data?.presets.map((benchmark) => (
          <OneBenchmark key={benchmark.name} benchmark={benchmark} />
        ))}
      </ul>
    </>
  );
}

function OneBenchmark({ benchmark }: { readonly benchmark: Benchmark }): ReactNode {
  const { name, title, description, size, licence, source, metric, request, replaced_by: replacedBy } = benchmark;
  const titleId = `benchmark-${name}`;
  const { project, program, prompt, examples, metrics } = request;
  const query = new URLSearchParams({ project, program, prompt, examples, metrics: metrics.join(',') });
  return (
    <li>
      <article aria-labelledby={titleId}>
        <h2 id={titleId}>{title}</h2>
        <p>{description}</p>
        <p className="under">
          {countText(size)} examples · scored by <bdi>{metric}</bdi> · licence {licence}
          {source !== null && (
            <>
              {' '}
              · from{' '}
              <a href={source.url} target="_blank" rel="noreferrer">
                {source.dataset}
              </a>
            </>
          )}
        </p>
        <DataState data={benchmark.data} />
        {benchmark.data.error !== null && (
          <p className="fault" dir="auto">
            {benchmark.data.error}
          </p>
        )}
        {replacedBy !== null && (
          <p className="notes">
            Your project <Link href={`/projects/${encodeURIComponent(replacedBy)}`}>{replacedBy}</Link> has its name, and stands
            in its place.
          </p>
        )}
        <div className="actions">
          <Link
            className="button main"
            href={`/start/evaluate?${query.toString()}`}
            aria-label={`Evaluate a model… on ${title}`}
          >
            Evaluate a model…
          </Link>
          <Link className="button" href={`/projects/${encodeURIComponent(name)}`} aria-label={`Look into it: ${title}`}>
            Look into it
          </Link>
          {benchmark.data.state === 'absent' && <FetchButton name={name} title={title} />}
        </div>
      </article>
    </li>
  );
}

/** Where its data is. What is not here is fetched by the first job that needs it. */
function DataState({ data: { state, origin, rows, total } }: { readonly data: Benchmark['data'] }): ReactNode {
  switch (state) {
    case 'absent':
      return <p className="mark">Its data is not here: the first job fetches it, or you do.</p>;
    case 'fetching':
      return (
        <p>
          <label>
            Fetching its data: {countText(rows)}
            {total !== null && ` of ${countText(total)}`}{' '}
            <progress value={total === null ? undefined : rows} max={total ?? undefined} />
          </label>
        </p>
      );
    case 'present':
      return (
        <p className="mark good">
          {origin === 'bundled' ? 'Its data comes with Assay' : `Its data was ${origin ?? 'fetched'}`}: {countText(rows)}{' '}
          examples.
        </p>
      );
  }
}

function isBeingFetched({ data }: Benchmark): boolean {
  return data.state === 'fetching';
}
