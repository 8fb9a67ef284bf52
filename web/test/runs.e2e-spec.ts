import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { ADD_FIVE, RunningServer } from '../../test/e2e/running-server.ts';
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

describe('the runs', () => {
  it('says that there is nothing yet, and what to do', async () => {
    const { page, faults, foreign } = await openPage(browser, `${server.url}/`);
    await page.getByRole('heading', { name: 'Runs' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect([faults, foreign]).toEqual([[], []]);
  });

  it('shows a job by its name', async () => {
    await server.post('/api/evaluate', { ...ADD_FIVE, label: 'five sums' });
    const { page } = await openPage(browser, `${server.url}/?q=five`, { viewport: NARROW });
    await page.getByText('five sums').waitFor();
    expect(await scrollsSideways(page)).toBe(false);
  });
});
