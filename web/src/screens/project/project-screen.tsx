import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { api, dataOf, type Schemas } from '../../api/client.ts';
import { usePathParts } from '../../lib/exact-location.ts';
import { Loading } from '../../parts/loading.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { ScreenHead } from '../../parts/screen-head.tsx';
import { Datasets, Metrics, Programs, Prompts } from './project-parts.tsx';
import './project.css';

/** A project as it is read: what it has, and what stands in the way of its jobs. */
export function ProjectScreen(): ReactNode {
  const { project } = usePathParts<{ project: string }>();
  const { data, error, refetch } = useQuery({
    queryKey: ['project', project],
    queryFn: ({ signal }) => dataOf(api.GET('/api/projects/{project}', { params: { path: { project } }, signal })),
  });
  if (data === undefined) {
    return (
      <>
        <ScreenHead title={project} under={<Link href="/projects">All projects</Link>} />
        {error === null ? <Loading what="Reading the project" /> : <ProblemBox error={error} onRetry={() => void refetch()} />}
      </>
    );
  }
  const start = `project=${encodeURIComponent(project)}`;
  return (
    <>
      <ScreenHead
        title={project}
        under={
          <>
            <Link href="/projects">All projects</Link>
            {data.built_in && ' · comes with Assay'}
          </>
        }
      >
        <Link className="button" href={`/?${start}`}>
          Its runs
        </Link>
        <Link className="button" href={`/start/optimize?${start}`}>
          Optimize…
        </Link>
        <Link className="button main" href={`/start/evaluate?${start}`}>
          Evaluate…
        </Link>
      </ScreenHead>
      {error !== null && <ProblemBox error={error} onRetry={() => void refetch()} />}
      <Problems problems={data.problems} />
      <Programs project={data} />
      <Prompts project={data} />
      <Metrics project={data} />
      <Datasets project={data} />
    </>
  );
}

/** With file and line, so that an editor finds it. */
function Problems({ problems }: { readonly problems: readonly Schemas['ProjectProblem'][] }): ReactNode {
  if (problems.length === 0) return null;
  return (
    <section className="problem" aria-labelledby="problems-title">
      <h2 id="problems-title">What stands in the way</h2>
      <ul>
        {problems.map(({ file, line, message }) => (
          <li key={`${file ?? ''} ${String(line)} ${message}`}>
            {file !== null && (
              <>
                <code dir="auto">{line === null ? file : `${file}:${String(line)}`}</code>{' '}
              </>
            )}
            <span dir="auto">{message}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
