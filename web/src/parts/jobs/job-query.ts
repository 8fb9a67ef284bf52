import { queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '../../api/client.ts';

/** A job without its events. */
export function jobQuery(id: string) {
  return queryOptions({
    queryKey: ['job', id],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/jobs/{job_id}', { params: { path: { job_id: id }, query: { events: 'false' } }, signal })),
  });
}
