import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryRoot } from '../fixtures/temporary-root.ts';
import { writeProject } from '../fixtures/written-project.ts';
import { eventsOf, RunningServer } from './running-server.ts';

const BOM = '\ufeff';
const ROW = '{"inputs": {"text": "20 °C"}}\n';
const JOB = { project: 'notes', program: 'ask', prompt: 'plain', examples: 'plain', model: 'local:echo' };

function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

describe('the encoding of texts', () => {
  let server: RunningServer;

  beforeAll(async () => {
    const root = await temporaryRoot('arithmetic');
    await writeProject(root.path, 'notes', {
      'prompts/plain.jinja': `${BOM}{{ text }}!`,
      'prompts/latin.jinja': latin1('{{ text }}\n°'),
      'data/plain.jsonl': `${BOM}${ROW}`,
      'data/latin.jsonl': Buffer.concat([Buffer.from(ROW), latin1(ROW)]),
      'data/utf16.jsonl': Buffer.from(`${BOM}${ROW}`, 'utf16le'),
    });
    await writeProject(root.path, 'latin_programs', {
      'programs.ts': latin1('// first\n// °\nexport const ask = () => 1;\n'),
      'prompts/plain.jinja': 'a',
      'data/plain.jsonl': ROW,
    });
    await writeProject(root.path, 'latin_module', {
      'programs.ts': `import { unit } from './_units.ts';\nexport const ask = () => unit;\n`,
      '_units.ts': latin1("\nexport const unit = '°C';\n"),
      'prompts/plain.jinja': 'a',
      'data/plain.jsonl': ROW,
    });
    server = await RunningServer.start({}, root);
  });
  afterAll(() => server.close());

  it.each([
    [{ examples: 'latin' }, 'notes/data/latin.jsonl, line 2 is not UTF-8: save it as UTF-8'],
    [{ examples: 'utf16' }, 'notes/data/utf16.jsonl, line 1 is not UTF-8 but UTF-16: save it as UTF-8'],
    [{ prompt: 'latin' }, 'notes/prompts/latin.jinja, line 2 is not UTF-8: save it as UTF-8'],
    [{ project: 'latin_programs' }, 'latin_programs/programs.ts, line 2 is not UTF-8: save it as UTF-8'],
    [{ project: 'latin_module' }, 'latin_module/_units.ts, line 2 is not UTF-8: save it as UTF-8'],
  ])('is a 400 with file and line where it is not UTF-8: %j', async (change, detail) => {
    const { status, body } = await server.post('/api/run', { ...JOB, ...change });
    expect({ status, detail: body.detail }).toEqual({ status: 400, detail: expect.stringContaining(detail) });
  });

  it('is told in the catalog for modules', async () => {
    const { body } = await server.get<{ projects: { name: string; error?: string }[] }>('/api/catalog');
    const { error } = body.projects.find(({ name }) => name === 'latin_module') ?? {};
    expect(error).toContain('latin_module/_units.ts, line 2 is not UTF-8');
  });

  it('may have a byte-order mark in datasets and templates, which is no part of them', async () => {
    const [trial] = eventsOf(await server.stream(await server.startJob('run', JOB)));
    expect(trial?.payload).toMatchObject({
      example: { inputs: { text: '20 °C' } },
      telemetry: { rendered_prompt: '20 °C!' },
    });
  });

  it.each(['application/json', 'application/x-ndjson'])('may have a byte-order mark in a body: %s', async (type) => {
    const run = { run_id: `marked ${type}` };
    const sample = { id: 's', scores: { m: 1 } };
    const body = type.endsWith('ndjson')
      ? `${JSON.stringify(run)}\n${JSON.stringify(sample)}\n`
      : JSON.stringify({ ...run, samples: [sample] });
    const response = await fetch(`${server.url}/api/runs`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: `${BOM}${body}`,
    });
    expect([response.status, await response.json()]).toMatchObject([201, run]);
  });
});
