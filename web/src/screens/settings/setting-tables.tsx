import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useId } from 'react';
import { api, dataOf, type Schemas } from '../../api/client.ts';
import { useMay } from '../../api/me.ts';
import { Loading } from '../../parts/loading.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';

type Setting = Schemas['Setting'];

const SOURCES: Readonly<Record<Setting['source'], string>> = {
  default: 'default',
  environment: 'variable',
  flag: 'flag',
  program: 'program',
};

/** Every setting as the server has it, by group; only administrators see them. */
export function SettingTables(): ReactNode {
  const mayLook = useMay('admin');
  const { data, error, refetch } = useQuery({
    queryKey: ['settings'],
    enabled: mayLook,
    queryFn: ({ signal }) => dataOf(api.GET('/api/settings', { signal })),
  });
  if (!mayLook) return null;
  const groups = Map.groupBy(data?.settings ?? [], ({ group }) => group);
  return (
    <section aria-labelledby="settings-title">
      <h2 id="settings-title">How it is set</h2>
      <p className="under">
        The server reads its settings when it starts. A flag wins over a variable, and a variable over the default.
      </p>
      {error !== null && <ProblemBox error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {Array.from(groups, ([group, settings]) => (
        <SettingTable key={group} group={group} settings={settings} />
      ))}
    </section>
  );
}

// The roles are said because a narrow window shows the parts of the table as blocks, which browsers no longer take for a table.
function SettingTable({ group, settings }: { readonly group: string; readonly settings: readonly Setting[] }): ReactNode {
  const titleId = useId();
  const own = settings.filter(({ source }) => source !== 'default').length;
  return (
    <details className="setting-group" open={own > 0}>
      <summary id={titleId}>
        {group} <small>{own === 0 ? 'all as by default' : `${String(own)} of ${String(settings.length)} set`}</small>
      </summary>
      <div className="wide" tabIndex={0} role="region" aria-labelledby={titleId}>
        <table className="settings" role="table">
          <thead role="rowgroup">
            <tr role="row">
              <th scope="col" role="columnheader">
                Setting
              </th>
              <th scope="col" role="columnheader">
                Value
              </th>
              <th scope="col" role="columnheader">
                From
              </th>
              <th scope="col" role="columnheader">
                What it is for
              </th>
            </tr>
          </thead>
          <tbody role="rowgroup">
            {settings.map((setting) => (
              <tr key={setting.variables[0]} role="row" className={setting.source === 'default' ? undefined : 'own'}>
                <th scope="row" role="rowheader">
                  {setting.variables.map((variable) => (
                    <code key={variable}>{variable}</code>
                  ))}
                  {setting.flag !== null && <code>{setting.flag}</code>}
                </th>
                <td role="cell">
                  <Value setting={setting} />
                </td>
                <td role="cell">
                  {SOURCES[setting.source]}
                  {setting.source !== 'default' && !setting.secret && (
                    <small>
                      {' '}
                      default <bdi>{setting.default ?? 'none'}</bdi>
                    </small>
                  )}
                </td>
                <td role="cell">
                  <WithCode text={setting.purpose} />
                  <small>{setting.allowed}</small>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function Value({ setting: { value, secret } }: { readonly setting: Setting }): ReactNode {
  if (value === null) return <small>none</small>;
  return secret ? <small>set, not shown</small> : <bdi className="value">{value}</bdi>;
}

/** A text whose names stand between backticks. */
function WithCode({ text }: { readonly text: string }): ReactNode {
  return text.split('`').map((part, at) => (at % 2 === 1 ? <code key={at}>{part}</code> : <span key={at}>{part}</span>));
}
