import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { RunningServer } from '../../test/e2e/running-server.ts';
import { accessibilityFaults, NARROW, openBrowser, openPage, scrollsSideways } from './browser.ts';

let server: RunningServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([RunningServer.start(), openBrowser()]);
});

afterAll(async () => {
  await browser.close();
  await server.close();
});

async function choose(page: Page, name: string, content: string | Buffer): Promise<void> {
  await chooseAll(page, { [name]: content });
}

async function chooseAll(page: Page, files: Readonly<Record<string, string | Buffer>>): Promise<void> {
  const chosen = Object.entries(files).map(([name, content]) => ({
    name,
    mimeType: 'application/octet-stream',
    buffer: Buffer.from(content),
  }));
  await page.getByLabel('Files to import').setInputFiles(chosen);
}

async function drop(page: Page, name: string, text: string): Promise<void> {
  const dataTransfer = await page.evaluateHandle(
    ([fileName, content]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([content], fileName));
      return transfer;
    },
    [name, text] as const,
  );
  const area = page.locator('.drop');
  await area.dispatchEvent('dragenter', { dataTransfer });
  await page.getByText('Drop to import').waitFor();
  await area.dispatchEvent('drop', { dataTransfer });
}

describe('importing', () => {
  it('opens the run that a file of JSON becomes', async () => {
    const { page, faults, foreign } = await openPage(browser, `${server.url}/import`);
    await page.getByRole('button', { name: 'Choose files' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await choose(page, 'run.json', '{ "run_id": "from json/1", "samples": [{ "id": "a", "scores": { "correct": true } }] }');
    await page.waitForURL(/\/runs\/from%20json%2F1$/);
    expect([faults, foreign]).toEqual([[], []]);
    await page.context().close();
  });

  it('says which line of a file is wrong, shows it, and takes the mended file', async () => {
    const { page } = await openPage(browser, `${server.url}/import`, { viewport: NARROW });
    const good = '{ "run_id": "lines" }\n{ "id": "a", "scores": { "correct": 1 } }\n';
    await choose(page, 'run.ndjson', `${good}{ "id": "b", "scores": { "correct": "much" } }\n`);
    await page.getByRole('alert').getByText('line 3').waitFor();
    await page.getByRole('heading', { name: 'Line 3 of run.ndjson' }).waitFor();
    await page.getByText('"much"').first().waitFor();
    expect(await scrollsSideways(page)).toBe(false);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect((await server.get('/api/runs/lines')).status).toBe(404);
    await choose(page, 'run.ndjson', good);
    await page.waitForURL(/\/runs\/lines$/);
    await page.context().close();
  });

  it('opens the list of the runs of a file that has several', async () => {
    const { page } = await openPage(browser, `${server.url}/import`);
    const results = [0, 1].map((promptIdx) => ({
      promptIdx,
      provider: { id: 'gpt' },
      prompt: { label: `Prompt ${String(promptIdx)}` },
      vars: {},
      success: true,
      score: 1,
    }));
    await choose(page, 'out.json', JSON.stringify({ results: { version: 3, timestamp: 'x', prompts: [], results } }));
    await page.waitForURL(/\/\?q=import-[0-9a-f]{16}$/);
    for (const name of ['Prompt 0', 'Prompt 1']) await page.getByText(name).first().waitFor();
    await page.context().close();
  });

  it('takes files that belong together as one run, with its warnings', async () => {
    const { page } = await openPage(browser, `${server.url}/import`);
    await chooseAll(page, {
      'results_1.json': JSON.stringify({
        results: { arith: { alias: 'arith', 'acc,none': 0.5 } },
        versions: { arith: 1 },
        configs: {},
        model_name: 'm',
      }),
      'samples_1.jsonl': '{"doc_id": 0, "doc": {"q": "1+1?"}, "resps": [["2"]], "metrics": ["acc"], "acc": 1.0}\n',
    });
    await page.waitForURL(/\/runs\/import-[0-9a-f]{16}$/);
    await page.getByText('The file states 0.5 for "acc"').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.context().close();
  });

  it('takes a file that is dropped on the list of runs', async () => {
    const { page } = await openPage(browser, `${server.url}/`);
    await page.getByRole('link', { name: 'New' }).waitFor();
    await drop(page, 'dropped.jsonl', '{ "run_id": "dropped" }\n{ "id": "a", "scores": { "correct": 1 } }\n');
    await page.waitForURL(/\/runs\/dropped$/);
    expect((await server.get<{ num_samples: number }>('/api/runs/dropped')).body.num_samples).toBe(1);
    await page.context().close();
  });
});
