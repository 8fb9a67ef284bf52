import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { api, dataOf } from '../../api/client.ts';
import { Loading } from '../../parts/loading.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { ScreenHead } from '../../parts/screen-head.tsx';
import './project.css';

/** All projects of the server, those of people first. */
export function ProjectsScreen(): ReactNode {
  const { data, error, refetch } = useQuery({
    queryKey: ['catalog'],
    queryFn: ({ signal }) => dataOf(api.GET('/api/catalog', { signal })),
  });
  const projects = (data?.projects ?? []).toSorted((a, b) => Number(a.built_in ?? false) - Number(b.built_in ?? false));
  return (
    <>
      <ScreenHead title="Projects" under={data && <>in {<code dir="auto">{data.projects_root}</code>}</>} />
      {error !== null && <ProblemBox error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && !projects.some(({ built_in: isBuiltIn }) => isBuiltIn !== true) && (
        <p className="notes">
          There is no project of your own yet: <code>npx assay init</code> makes one.
        </p>
      )}
      <ul className="projects">
        {projects.map(({ name, programs, metrics, prompts, datasets, ignored, error: fault, built_in: isBuiltIn }) => (
          <li key={name}>
            <Link href={`/projects/${encodeURIComponent(name)}`} dir="auto">
              {name}
            </Link>{' '}
            {isBuiltIn === true && <small>benchmark</small>}
            <p>
              {[
                counted(programs.length, 'program'),
                counted(prompts.length, 'prompt'),
                counted(metrics.length, 'metric'),
                counted(datasets.length, 'dataset'),
              ].join(' · ')}
            </p>
            {fault !== undefined && (
              <p className="fault" dir="auto">
                {fault}
              </p>
            )}
            {ignored !== undefined && <p className="under">{counted(ignored.length, 'file')} ignored</p>}
          </li>
        ))}
      </ul>
    </>
  );
}

function counted(count: number, what: string): string {
  return `${String(count)} ${what}${count === 1 ? '' : 's'}`;
}
