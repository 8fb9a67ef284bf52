import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { ADD_FIVE, RunningServer } from '../../test/e2e/running-server.ts';
import { accessibilityFaults, NARROW, openBrowser, openPage, scrollsSideways } from './browser.ts';

let server: RunningServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([RunningServer.start(), openBrowser()]);
  await mkdir(join(server.root.path, 'broken/prompts'), { recursive: true });
  await writeFile(join(server.root.path, 'broken/prompts/open.jinja'), 'One\n{% if a %}never closed');
  await server.settledJob(await server.startJob('evaluate', { ...ADD_FIVE, label: 'five sums' }));
});

afterAll(async () => {
  await browser.close();
  await server.close();
});

describe('the projects', () => {
  it('lead to what each has, and to the runs that used it', async () => {
    const { page, faults, foreign } = await openPage(browser, `${server.url}/projects`);
    await page.getByRole('link', { name: 'arithmetic', exact: true }).click();
    await page.getByRole('heading', { name: 'Datasets' }).waitFor();
    await page.getByRole('link', { name: 'five sums' }).first().waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('link', { name: 'five', exact: true }).click();
    const second = page.getByRole('grid', { name: 'Rows' }).getByRole('row').nth(2);
    await second.getByText('2').first().waitFor();
    await second.click();
    await page.getByRole('heading', { name: 'Row 1' }).waitFor();
    expect(new URL(page.url()).search).toBe('?at=1');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect([faults, foreign]).toEqual([[], []]);
  });

  it('say with file and line what stands in the way', async () => {
    const { page } = await openPage(browser, `${server.url}/projects/broken`, { viewport: NARROW });
    await page.getByText('prompts/open.jinja:2').first().waitFor();
    expect(await scrollsSideways(page)).toBe(false);
  });
});

describe('the benchmarks', () => {
  it('say whether their data is here, and start', async () => {
    const { page, faults } = await openPage(browser, `${server.url}/benchmarks`, { viewport: NARROW });
    await page.getByText('Its data is not here').first().waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await scrollsSideways(page)).toBe(false);
    await page.getByRole('link', { name: 'Evaluate a model… on GSM8K' }).click();
    await page.getByRole('heading', { name: 'Evaluate' }).waitFor();
    expect(new URL(page.url()).searchParams.get('project')).toBe('gsm8k');
    expect(faults).toEqual([]);
  });
});
