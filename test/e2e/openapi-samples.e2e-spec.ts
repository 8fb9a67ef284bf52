import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { runProgram } from '../fixtures/run-program.ts';
import { sampleRoot } from '../fixtures/sample-root.ts';
import { RunningServer } from './running-server.ts';

const SERVER = 'http://127.0.0.1:8080';

interface Operation {
  readonly 'x-codeSamples': readonly { readonly source: string }[];
  readonly requestBody?: {
    readonly content: Record<string, { readonly examples: Record<string, { readonly value: unknown }> }>;
  };
}

let server: RunningServer;
const operations = new Map<string, Operation>();

beforeAll(async () => {
  server = await RunningServer.start({ maxRunningJobs: 20 }, await sampleRoot());
  const document = (await server.get<OpenAPIObject>('/openapi.json')).body;
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item as Record<string, Operation>))
      operations.set(`${method} ${path}`, operation);
  }
});

afterAll(() => server.close());

/** The output of a sample in the shell, pasted unchanged except for the server's address. */
async function pasted(name: string): Promise<string> {
  const source = operations.get(name)?.['x-codeSamples'][0]?.source ?? '';
  expect(source).toContain(SERVER);
  const end = await runProgram('sh', ['-eu'], source.replaceAll(SERVER, server.url));
  expect([name, end.code, end.stderr]).toEqual([name, 0, '']);
  return end.stdout;
}

/** Those with a method, in the order of the document. */
function named(method: string): string[] {
  return [...operations.keys()].filter((name) => name.startsWith(`${method} `));
}

describe('the lines for the shell in openapi.json', () => {
  it('starts jobs of every kind with the samples', async () => {
    for (const kind of ['run', 'evaluate', 'optimize'] as const) {
      const { job_id: jobId } = JSON.parse(await pasted(`post /api/${kind}`)) as { job_id: string };
      const { manifest } = await server.settledJob(jobId);
      expect([manifest['kind'], manifest.status, manifest.error]).toEqual([kind, 'done', null]);
    }
  });

  it('gets an answer to every sample, and no problem', async () => {
    await server.settledJob(await server.startJob('evaluate', exampleBody('post /api/evaluate', 'required')));
    await server.settledJob(await server.startJob('evaluate', exampleBody('post /api/evaluate', 'required')));
    await pasted('post /api/comparisons');
    // The job of the sample is done, and a job that is done can't be resumed.
    const changes = named('post').filter((name) => !/\/(run|evaluate|optimize|resume)$/.test(name));
    const answering = [...named('put'), ...named('get'), ...changes];

    for (const name of answering) {
      const answer = await pasted(name);
      expect([name, answer]).toEqual([name, expect.stringMatching(/\S/)]);
      expect([name, answer]).toEqual([name, expect.not.stringContaining('"request_id":')]);
    }
    expect(answering.length).toBeGreaterThanOrEqual(6);
  });

  it('deletes what the samples name', async () => {
    for (const name of named('delete')) {
      for (const put of named('put')) await pasted(put);
      expect([name, await pasted(name)]).toEqual([name, '']);
    }
  });

  it('has no samples of another kind', () => {
    expect(operations.size).toBe(['get', 'post', 'put', 'delete'].flatMap(named).length);
  });
});

describe('the bodies in openapi.json', () => {
  it.each(['run', 'evaluate', 'optimize'])(
    'starts a job of the kind %s, with every field and with the fewest',
    async (kind) => {
      for (const example of ['required', 'everything']) {
        const { status, body } = await server.post(`/api/${kind}`, exampleBody(`post /api/${kind}`, example));
        const isCompared = kind === 'evaluate' && example === 'everything';
        const started = {
          job_id: expect.any(String),
          ...(isCompared && { comparison_id: expect.any(String) }),
          ...(kind === 'optimize' && { plan: expect.objectContaining({ trials: expect.any(Number) }) }),
        };
        expect([example, status, body]).toEqual([example, 200, started]);
        expect((await server.settledJob(String(body['job_id']))).manifest.error).toBeNull();
      }
    },
  );
});

function exampleBody(name: string, example: string): object {
  return operations.get(name)?.requestBody?.content['application/json']?.examples[example]?.value as object;
}
