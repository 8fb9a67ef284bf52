import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { ADD_FIVE, RunningServer } from '../../test/e2e/running-server.ts';
import { accessibilityFaults, NARROW, openBrowser, openPage, scrollsSideways } from './browser.ts';

let server: RunningServer;
let browser: Browser;

/** A hundred sums, of which the one of row 2 fails. */
let hundred: string;

beforeAll(async () => {
  [server, browser] = await Promise.all([RunningServer.start({ maxRunningJobs: 4 }), openBrowser()]);
  hundred = await server.startJob('evaluate', {
    ...ADD_FIVE,
    program: 'flaky',
    examples: 'hundred',
    metrics: ['correct', 'closeness'],
    label: 'a hundred sums',
  });
  await server.settledJob(hundred);
});

afterAll(async () => {
  await browser.close();
  await server.close();
});

describe('a job', () => {
  it('shows its numbers, its failures by kind and its rows, and nothing that axe objects to', async () => {
    const { page, faults, foreign } = await openPage(browser, `${server.url}/jobs/${hundred}`);
    await page.getByRole('heading', { name: 'a hundred sums' }).waitFor();
    await page.getByText('1 of 100 failed').waitFor();
    await rowOf(page, '99').waitFor({ state: 'detached' });
    await rowOf(page, '4').waitFor();
    expect(await page.getByRole('grid').getAttribute('aria-rowcount')).toBe('101');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect([faults, foreign]).toEqual([[], []]);
  });

  it('filters by a click on a kind of failure or its reason, in the address, and back takes it away', async () => {
    const { page } = await openPage(browser, `${server.url}/jobs/${hundred}`);
    await page.getByRole('button', { name: /1 the program failed/ }).click();
    await page.getByText('1 of 100 rows').waitFor();
    expect(new URL(page.url()).searchParams.get('kind')).toBe('program');
    await page.getByRole('button', { name: '1 RangeError: two is too much' }).click();
    await page.getByRole('button', { name: 'RangeError: two is too much take away' }).waitFor();
    expect(new URL(page.url()).searchParams.get('reason')).toMatch(/^[0-9a-f]{12}$/);
    await page.reload();
    await page.getByText('1 of 100 rows').waitFor();
    await page.getByRole('button', { name: 'RangeError: two is too much take away' }).click();
    await page.goBack();
    await page.goBack();
    await page.getByRole('button', { name: 'RangeError: two is too much take away' }).waitFor({ state: 'detached' });
    expect(new URL(page.url()).search).toBe('?kind=program');
    await page.goBack();
    await page.getByText('100 rows', { exact: true }).waitFor();
  });

  it('filters by the bins of a distribution, by pointer and by keys', async () => {
    const { page } = await openPage(browser, `${server.url}/jobs/${hundred}`);
    const box = await page.getByRole('group', { name: 'Distribution of correct' }).boundingBox();
    if (box === null) throw new Error('there is no distribution');
    await page.mouse.click(box.x + 3, box.y + 3);
    await page.getByText('1 of 100 rows').waitFor();
    expect(new URL(page.url()).search).toBe('?metric=correct&min=0&max=0.05');
    await page.getByRole('slider', { name: 'Highest correct' }).focus();
    await page.keyboard.press('Escape');
    await page.getByText('100 rows', { exact: true }).waitFor();
  });

  it('opens a row, goes to the next within the filter and order by key, and back to the list by Escape', async () => {
    const { page } = await openPage(browser, `${server.url}/jobs/${hundred}?sort=-row&metric=correct&min=1`);
    await rowOf(page, '99').click();
    await page.getByRole('heading', { name: 'Row 99' }).waitFor();
    await page.getByText('What is 99 + 100?').first().waitFor();
    await page.keyboard.press('j');
    await page.getByRole('heading', { name: 'Row 98' }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/jobs/${hundred}/rows/98`);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('k');
    await page.getByRole('heading', { name: 'Row 99' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('complementary').waitFor({ state: 'detached' });
    expect(new URL(page.url()).search).toBe('?sort=-row&metric=correct&min=1');
    await page.goBack();
    await page.getByRole('heading', { name: 'Row 99' }).waitFor();
  });

  it('opens a row by its address alone, in a small window too, with why it failed', async () => {
    const { page } = await openPage(browser, `${server.url}/jobs/${hundred}/rows/2`, { viewport: NARROW });
    await page.getByText('two is too much').first().waitFor();
    expect(await scrollsSideways(page)).toBe(false);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('j');
    await page.getByRole('heading', { name: 'Row 3' }).waitFor();
    await page.getByRole('button', { name: 'Close the row' }).click();
    await page.getByRole('grid').waitFor();
    expect(await scrollsSideways(page)).toBe(false);
  });

  it('does the keys that come before a row is read once it is', async () => {
    const { page } = await openPage(browser, 'about:blank');
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route('**/trials/10?*', async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(`${server.url}/jobs/${hundred}/rows/10`);
    await page.getByRole('heading', { name: 'Row 10' }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    release();
    await page.waitForURL(/rows\/12$/);
    await page.getByText('What is 12 + 13?').first().waitFor();
  });

  it('moves through the rows by the arrow keys, and opens one by Enter', async () => {
    const { page } = await openPage(browser, `${server.url}/jobs/${hundred}`);
    await rowOf(page, '4').waitFor();
    await page.getByRole('grid').focus();
    await page.keyboard.press('End');
    await rowOf(page, '99').waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Row 99' }).waitFor();
    await page.keyboard.press('ArrowUp');
    await page.getByRole('heading', { name: 'Row 98' }).waitFor();
  });

  it('says that there is no such job', async () => {
    const { page } = await openPage(browser, `${server.url}/jobs/b0ba8e36-d075-40d7-931b-6f81b0ecf5ea`);
    await page.getByRole('heading', { name: 'No such job' }).waitFor();
  });
});

describe('a job that runs', () => {
  it('shows how far it is, and its rows as they come, and can be cancelled and resumed', async () => {
    const id = await server.startJob('evaluate', { ...ADD_FIVE, examples: 'hundred', model: 'local:echo?latency_ms=250' });
    const { page, faults } = await openPage(browser, `${server.url}/jobs/${id}`);
    await page.getByText(/ of 200$/).waitFor();
    await rowOf(page, '3').waitFor();
    await page.reload();
    await rowOf(page, '4').waitFor();
    await page.getByRole('button', { name: 'Cancel…' }).click();
    await page.getByRole('button', { name: 'Cancel the job' }).click();
    await page.getByText('Somebody cancelled it.').waitFor();
    await page.getByRole('button', { name: 'Resume…' }).click();
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    await page.getByRole('region', { name: 'Progress' }).waitFor();
    await page.getByRole('button', { name: 'Cancel…' }).click();
    await page.getByRole('button', { name: 'Cancel the job' }).click();
    await page.getByText('Somebody cancelled it.').waitFor();
    await page.getByRole('button', { name: 'Delete…' }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('heading', { name: 'Runs' }).waitFor();
    expect((await server.get(`/api/jobs/${id}`)).status).toBe(404);
    expect(faults).toEqual([]);
  });
});

/** A row of the table by its number. */
function rowOf(page: Page, row: string): ReturnType<Page['locator']> {
  return page.locator('.rows-row', { has: page.locator(`[role=gridcell]:first-child:text-is("${row}")`) });
}
