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

async function choose(page: Page, name: string, text: string): Promise<void> {
  const file = { name, mimeType: 'application/octet-stream', buffer: Buffer.from(text) };
  await page.getByLabel('File to import').setInputFiles(file);
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
  await page.getByText('Drop the file to import it').waitFor();
  await area.dispatchEvent('drop', { dataTransfer });
}

describe('importing', () => {
  it('opens the run that a file of JSON becomes', async () => {
    const { page, faults, foreign } = await openPage(browser, `${server.url}/import`);
    await page.getByRole('button', { name: 'Choose a file' }).waitFor();
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

  it('takes a file that is dropped on the list of runs', async () => {
    const { page } = await openPage(browser, `${server.url}/`);
    await page.getByRole('link', { name: 'New' }).waitFor();
    await drop(page, 'dropped.jsonl', '{ "run_id": "dropped" }\n{ "id": "a", "scores": { "correct": 1 } }\n');
    await page.waitForURL(/\/runs\/dropped$/);
    expect((await server.get<{ num_samples: number }>('/api/runs/dropped')).body.num_samples).toBe(1);
    await page.context().close();
  });
});
