import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, dataOf } from '../../api/client.ts';
import { useMay } from '../../api/me.ts';
import { Age } from '../../parts/age.tsx';
import { Loading } from '../../parts/loading.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';

/** The keys by which callers get in; only administrators see them. */
export function KeyTable(): ReactNode {
  const mayLook = useMay('admin');
  const { data, error, refetch } = useQuery({
    queryKey: ['keys'],
    enabled: mayLook,
    queryFn: ({ signal }) => dataOf(api.GET('/api/keys', { signal })),
  });
  if (!mayLook) return null;
  return (
    <section aria-labelledby="keys-title">
      <h2 id="keys-title">Keys</h2>
      {error !== null && <ProblemBox error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data?.keys.length === 0 && (
        <p>
          There are none. <code>assay keys add</code> makes one, and from then on this server asks for it.
        </p>
      )}
      {data !== undefined && data.keys.length > 0 && (
        <>
          <p className="under">
            <code>assay keys add</code> and <code>assay keys revoke</code> change them; the text of a key is known to its holder
            alone.
          </p>
          <div className="wide" tabIndex={0} role="region" aria-label="All keys">
            <table>
              <thead>
                <tr>
                  <th scope="col">Name</th>
                  <th scope="col">Scope</th>
                  <th scope="col">Ends</th>
                  <th scope="col">Last used</th>
                  <th scope="col">Made</th>
                </tr>
              </thead>
              <tbody>
                {data.keys.map((key) => (
                  <tr key={key.id}>
                    <th scope="row" dir="auto">
                      {key.name}
                    </th>
                    <td>{key.scope}</td>
                    <td>
                      {key.expires_at === null ? (
                        'never'
                      ) : (
                        <span className={key.is_expired ? 'mark bad' : undefined}>
                          {key.is_expired && 'ended '}
                          {key.expires_at.slice(0, 10)}
                        </span>
                      )}
                    </td>
                    <td>{key.last_used_at === null ? 'never' : <Age at={key.last_used_at} />}</td>
                    <td>{key.created_at === null ? 'in the environment' : key.created_at.slice(0, 10)}</td>
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
