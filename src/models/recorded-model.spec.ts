import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeModel } from '../evaluation/fake-model.fixture.ts';
import { ModelError } from '../evaluation/model.ts';
import { requestOf } from './language-model.fixture.ts';
import { RecordedAnswers, RecordedModel } from './recorded-model.ts';
import type { RecordedAsker } from './recording.ts';
import { RecordingFile, RecordingModel } from './recording-model.ts';

const PROGRAM: RecordedAsker = { role: 'program', model: 'openai:gpt-5' };
const never = new AbortController().signal;

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-recording-'));
  path = join(folder, 'ci.jsonl');
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function record(answer: string, asker = PROGRAM, replicate = 0): Promise<void> {
  const file = RecordingFile.append(path);
  const model = new RecordingModel(new FakeModel(() => ({ content: answer })), asker, () => file);
  await model.complete(requestOf(), never, { replicate });
  await (await file).close();
}

async function replayed(asker = PROGRAM): Promise<RecordedModel> {
  return new RecordedModel(await RecordedAnswers.read('ci', path), asker);
}

describe('RecordedModel', () => {
  it('answers as the model did', async () => {
    await record('yes');
    const model = await replayed({ role: 'program', model: 'recorded:ci' });
    expect(model.modelId).toBe('ci');
    expect(await model.complete(requestOf(), never)).toEqual({
      content: 'yes',
      inputTokens: 3,
      outputTokens: 1,
      latencySeconds: expect.any(Number),
      cached: true,
    });
  });

  it('has an answer for each replicate', async () => {
    await record('first');
    await record('second', PROGRAM, 1);
    const model = await replayed();
    expect((await model.complete(requestOf(), never)).content).toBe('first');
    expect((await model.complete(requestOf(), never, { replicate: 1 })).content).toBe('second');
  });

  it('tells judges of different models apart', async () => {
    await record('strict', { role: 'judge', model: 'openai:a' });
    await record('kind', { role: 'judge', model: 'openai:b' });
    const judge = await replayed({ role: 'judge', model: 'openai:a' });
    expect((await judge.complete(requestOf(), never)).content).toBe('strict');
  });

  it('gives the last of several answers to a request', async () => {
    await record('old');
    await record('new');
    expect((await (await replayed()).complete(requestOf(), never)).content).toBe('new');
  });

  it('says what to do about a request that was not recorded', async () => {
    await record('yes');
    const asked = (await replayed()).complete(requestOf({ systemInstruction: 'Be brief.' }), never);
    await expect(asked).rejects.toThrow(ModelError);
    await expect(asked).rejects.toThrow('the recording ci has no answer to this request of the program');
    await expect(asked).rejects.toThrow('"record": "ci"');
  });

  it('passes over half a line, and writes the next answer behind it', async () => {
    await record('yes');
    await appendFile(path, '{"key":"abc","resp');
    await record('second', PROGRAM, 1);
    const model = await replayed();
    expect((await model.complete(requestOf(), never)).content).toBe('yes');
    expect((await model.complete(requestOf(), never, { replicate: 1 })).content).toBe('second');
  });

  it('writes lines whole that come at the same time', async () => {
    const file = await RecordingFile.append(path);
    const lines = Array.from({ length: 50 }, (_, at) => JSON.stringify({ at }));
    await Promise.all(lines.map((line) => file.add(line)));
    await file.close();
    expect((await readFile(path, 'utf8')).split('\n').sort()).toEqual(['', ...lines].sort());
  });
});
