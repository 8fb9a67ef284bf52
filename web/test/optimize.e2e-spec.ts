import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { ADD_FIVE, RunningServer } from '../../test/e2e/running-server.ts';
import { accessibilityFaults, NARROW, openBrowser, openPage, scrollsSideways } from './browser.ts';

let server: RunningServer;
let browser: Browser;
let jobId: string;

beforeAll(async () => {
  [server, browser] = await Promise.all([RunningServer.start(), openBrowser()]);
  const body = { ...ADD_FIVE, program: 'flaky', metrics: ['correct', 'judged'], steps: 2, proposer_model: 'local:proposer' };
  jobId = (await server.post<{ job_id: string }>('/api/optimize', body)).body.job_id;
  await server.settledJob(jobId);
});

afterAll(async () => {
  await browser.close();
  await server.close();
});

describe('a search', () => {
  it('shows each step, what it changed from any other, and why it was proposed', async () => {
    const { page, faults, foreign } = await openPage(browser, `${server.url}/jobs/${jobId}`);
    await page.getByRole('img', { name: /by step/ }).waitFor();
    await page.getByRole('button', { name: '2', exact: true }).click();
    await page.getByRole('heading', { name: 'Step 2' }).waitFor();
    await page.getByLabel('Template, compared with').selectOption({ label: 'the baseline' });
    await page.locator('.optimize ins').first().waitFor();
    await page.getByText('Hypothesis').waitFor();
    expect(new URL(page.url()).search).toBe('?step=2&against=0');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('link', { name: 'Open as a run' }).click();
    await page.waitForURL(`**/runs/${jobId}.2`);
    expect([faults, foreign]).toEqual([[], []]);
  });

  it('moves from step to step by keys, and fits a narrow window', async () => {
    const { page } = await openPage(browser, `${server.url}/jobs/${jobId}?step=1`, { viewport: NARROW });
    await page.getByRole('heading', { name: 'Step 1' }).waitFor();
    await page.keyboard.press(']');
    await page.getByRole('heading', { name: 'Step 2' }).waitFor();
    await page.keyboard.press('[');
    await page.keyboard.press('[');
    await page.getByRole('heading', { name: 'The baseline' }).waitFor();
    expect(await scrollsSideways(page)).toBe(false);
  });
});
