import createClient, { type Client, type Middleware } from 'openapi-fetch';
import type { components, paths } from '../../../src/client/api-schema.ts';
import { SERVER_URL } from '../lib/base-path.ts';
import { ProblemError, problemOf } from './problem.ts';

/** The shapes of the API, by the names that its document gives them. */
export type Schemas = components['schemas'];

const throwing: Middleware = {
  onError: ({ error }) => {
    if (error instanceof DOMException && error.name === 'AbortError') return error;
    return new ProblemError('The server can’t be reached. It may have stopped, or the network is down.', 0, []);
  },
  onResponse: async ({ response }) => {
    if (!response.ok) throw await problemOf(response);
  },
};

/** Every route of the server, with the types of its OpenAPI document. What is no success is thrown as a `ProblemError`. */
export const api: Client<paths> = createClient<paths>({ baseUrl: SERVER_URL });
api.use(throwing);

/** The data of an answer, which every success has. */
export async function dataOf<Data>(answer: Promise<{ readonly data?: Data }>): Promise<NonNullable<Data>> {
  const { data } = await answer;
  if (data === undefined || data === null) throw new ProblemError('The server answered without a body.', 0, []);
  return data;
}
