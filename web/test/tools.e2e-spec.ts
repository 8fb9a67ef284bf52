import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { RunningServer } from '../../test/e2e/running-server.ts';
import { writeProject } from '../../test/fixtures/written-project.ts';
import { accessibilityFaults, openBrowser, openPage } from './browser.ts';

const GIF = 'data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==';

/** Shows a picture, then has the model ask for its calculator. */
const PROGRAMS = `import { defineProgram, z } from 'assay';
const tools = { calculate: { description: 'Computes.', parameters: z.object({ expression: z.string() }) } };
export const look_and_compute = defineProgram({ calls: 'any' }, async ({ render, complete }) => {
  const content = [{ type: 'text', text: render() }, { type: 'image', image: '${GIF}' }];
  const messages = [{ role: 'user', content }];
  const { text, toolCalls } = await complete(messages, { tools });
  messages.push({ role: 'assistant', content: text, toolCalls });
  for (const { id } of toolCalls) messages.push({ role: 'tool', toolCallId: id, content: '4321' });
  return (await complete(messages, { tools })).text;
});
`;

let server: RunningServer;
let browser: Browser;
let job: string;

beforeAll(async () => {
  [server, browser] = await Promise.all([RunningServer.start(), openBrowser()]);
  await writeProject(server.root.path, 'looking', {
    'programs.ts': PROGRAMS,
    'prompts/plain.jinja': 'What is {{ sum }}?',
    'data/rows.jsonl': JSON.stringify({ inputs: { sum: '7 + 5 × 3' } }),
  });
  const names = { project: 'looking', program: 'look_and_compute', prompt: 'plain', examples: 'rows' };
  job = await server.startJob('run', { ...names, model: 'local:arithmetic' });
  await server.settledJob(job);
});

afterAll(async () => {
  await browser.close();
  await server.close();
});

describe('the page of a trial with tools and images', () => {
  it('shows what the model asked for, what the tool gave and what the model saw, and fetches nothing', async () => {
    const { page, faults, foreign } = await openPage(browser, `${server.url}/jobs/${job}/rows/0`);
    const shown = page.getByRole('complementary');
    await shown.getByRole('heading', { name: 'Tool call of assistant: calculate (call_1)' }).waitFor();
    await shown.getByRole('heading', { name: 'Message of tool: the result of call_1' }).waitFor();
    const image = shown.getByRole('img', { name: 'image/gif, 1 KB' }).last();
    await image.waitFor();
    expect(await image.evaluate((element) => (element as HTMLImageElement).naturalWidth)).toBe(1);
    expect(await accessibilityFaults(page)).toEqual([]);
    await shown.getByText('Call 1 of 2').click();
    await shown.getByRole('heading', { name: 'The model asks for: calculate (call_1)' }).waitFor();
    expect([faults, foreign]).toEqual([[], []]);
  });
});
