import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, dataOf, type Schemas } from '../../api/client.ts';
import { useMe } from '../../api/me.ts';
import { SERVER_URL } from '../../lib/base-path.ts';
import { Age } from '../../parts/age.tsx';
import { Loading } from '../../parts/loading.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { ScreenHead } from '../../parts/screen-head.tsx';
import { KeyTable } from './key-table.tsx';
import { SettingTables } from './setting-tables.tsx';
import './settings.css';

const PAGES: readonly { readonly path: string; readonly name: string; readonly what: string }[] = [
  { path: 'docs', name: 'API', what: 'every route, to try out' },
  { path: 'redoc', name: 'API for reading', what: 'the same on one page' },
  { path: 'openapi.json', name: 'openapi.json', what: 'for programs that make clients' },
  { path: 'metrics', name: 'Metrics', what: 'for Prometheus' },
  { path: 'licences.md', name: 'Licences', what: 'of what this application is made with' },
];

const SCOPES: Readonly<Record<Schemas['Me']['scope'], string>> = {
  read: 'look at everything',
  run: 'look at everything, start jobs and add results',
  admin: 'do everything, deleting too',
};

const STATES: Readonly<Record<Schemas['ReadyCheck']['status'], string>> = { up: 'good', degraded: 'live', down: 'bad' };

/** Who looks, how the server is, and its other pages. */
export function SettingsScreen(): ReactNode {
  return (
    <>
      <ScreenHead title="Settings" />
      <Who />
      <Server />
      <KeyTable />
      <SettingTables />
      <section aria-labelledby="pages-title">
        <h2 id="pages-title">Pages of this server</h2>
        <ul>
          {PAGES.map(({ path, name, what }) => (
            <li key={path}>
              <a href={`${SERVER_URL}/${path}`}>{name}</a>: {what}
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

function Who(): ReactNode {
  const me = useMe();
  return (
    <section aria-labelledby="who-title">
      <h2 id="who-title">You</h2>
      {me === undefined ? (
        <Loading />
      ) : (
        <>
          <p>
            {me.auth ? (
              <>
                You are <b dir="auto">{me.name}</b>, with the scope <code>{me.scope}</code>: you may {SCOPES[me.scope]}.
              </>
            ) : (
              'This server asks nobody for a key: whoever reaches it may do everything.'
            )}
          </p>
        </>
      )}
    </section>
  );
}

/** What the server says of itself; one that can't do its work says so by an answer that is no success. */
function Server(): ReactNode {
  const { data, error, refetch } = useQuery({
    queryKey: ['ready'],
    queryFn: ({ signal }) => dataOf(api.GET('/api/ready', { signal })),
    refetchInterval: 5_000,
  });
  return (
    <section aria-labelledby="server-title">
      <h2 id="server-title">Server</h2>
      {error !== null && <ProblemBox error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && (
        <>
          <p>{indexText(data.index)}</p>
          <div className="wide" tabIndex={0} role="region" aria-label="Parts of the server">
            <table>
              <thead>
                <tr>
                  <th scope="col">Part</th>
                  <th scope="col">State</th>
                  <th scope="col">Since</th>
                </tr>
              </thead>
              <tbody>
                {Object.entries(data.checks).map(([name, { status, since, message }]) => (
                  <tr key={name}>
                    <th scope="row">{name}</th>
                    <td>
                      <span className={`mark ${STATES[status]}`}>{stateText(name, status)}</span>{' '}
                      {message !== undefined && <span dir="auto">{message}</span>}
                    </td>
                    <td>
                      <Age at={since} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </section>
  );
}

/** “Up” would read as if it drained. */
function stateText(name: string, status: Schemas['ReadyCheck']['status']): string {
  return name === 'draining' && status === 'up' ? 'not draining' : status;
}

function indexText({ state, done, temporary }: Schemas['IndexState']): string {
  const where = temporary ? ' It is kept in memory, because its folder can’t be written to.' : '';
  switch (state) {
    case 'ready':
      return `The index has read everything.${where}`;
    case 'building':
      return `The index has read ${String(Math.floor(done * 100))} %: lists and pages lack the rest.${where}`;
    case 'stalled':
      return `The index can’t go on: lists and pages may lack what came last.${where}`;
  }
}
