import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { GuardedServer } from '../../test/e2e/guarded-server.ts';
import { ADD_FIVE, RunningServer } from '../../test/e2e/running-server.ts';
import { accessibilityFaults, NARROW, openBrowser, openPage, scrollsSideways } from './browser.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
});

const AWAY = 'The server can’t be reached.';

describe('a server that stops', () => {
  it('leaves the job as it was seen, and the page goes on by itself when it is there again', async () => {
    const first = await RunningServer.start();
    const { root } = first;
    const id = await first.startJob('evaluate', { ...ADD_FIVE, examples: 'hundred', model: 'local:echo?latency_ms=300' });
    const { page, faults } = await openPage(browser, `${first.url}/jobs/${id}?status=success`);
    await rowOf(page, '3').waitFor();
    await first.stop();
    await page.getByText(AWAY).waitFor();
    expect(await rowOf(page, '3').isVisible()).toBe(true);
    expect(await page.getByRole('region', { name: 'Progress' }).count()).toBe(1);
    expect(await accessibilityFaults(page)).toEqual([]);
    const before = await rowCount(page);

    const second = await RunningServer.start({ port: Number(new URL(first.url).port), onRestart: 'resume' }, root);
    await page.getByText(AWAY).first().waitFor({ state: 'detached' });
    await page.waitForFunction(
      (seen) => Number(document.querySelector('[role=grid]')?.getAttribute('aria-rowcount')) > seen,
      before,
    );
    expect(new URL(page.url()).search).toBe('?status=success');
    await page.getByRole('button', { name: 'Cancel…' }).click();
    await page.getByRole('button', { name: 'Cancel the job' }).click();
    await page.getByText('Somebody cancelled it.').waitFor();
    // What the page had shown before the interruption is still its first row.
    expect(await rowOf(page, '0').isVisible()).toBe(true);
    expect(faults).toEqual([]);
    await page.context().close();
    await second.close();
  });

  it('is asked again for the rows that it could not give, without a click, once it is back', async () => {
    const first = await RunningServer.start();
    const { root } = first;
    const id = await first.startJob('evaluate', { ...ADD_FIVE, examples: 'hundred', model: 'local:echo?latency_ms=300' });
    await first.stop();
    const port = Number(new URL(first.url).port);
    const second = await RunningServer.start({ port }, root);
    const { page, faults } = await openPage(browser, `${second.url}/jobs/${id}`);
    await page.getByText('interrupted').first().waitFor();
    await page.getByRole('grid').waitFor();
    await second.stop();
    await page.getByRole('searchbox').fill('words of no row');
    const again = page.getByRole('button', { name: 'Try again' });
    await again.first().waitFor();

    const third = await RunningServer.start({ port }, root);
    await page.getByText('No row matches.').waitFor();
    await again.first().waitFor({ state: 'detached' });
    await page.getByText(AWAY).first().waitFor({ state: 'detached' });
    expect(faults).toEqual([]);
    await page.context().close();
    await third.close();
  });

  it('is said by every screen that opens without it, and one click reads it when it is back', async () => {
    const server = await RunningServer.start();
    const { page } = await openPage(browser, `${server.url}/settings`, { viewport: NARROW });
    await page.route('**/api/**', async (route) => route.abort('connectionrefused'));
    for (const path of ['/compare?runs=a,b', '/start/evaluate', '/jobs/x', '/']) {
      await page.goto(server.url + path);
      await page.getByText(AWAY).first().waitFor();
      expect([path, await scrollsSideways(page), await accessibilityFaults(page)]).toEqual([path, false, []]);
    }
    await page.unroute('**/api/**');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'Nothing has been run yet' }).waitFor();
    await page.context().close();
    await server.close();
  });
});

describe('a key that stops to be good', () => {
  it('leads to the sign-in and back to the same rows, past a wrong key', async () => {
    const server = await GuardedServer.start();
    const { page } = await openPage(browser, `${server.url}/?kind=evaluate&q=sums`);
    await signIn(page, server.key('run'));
    await page.getByText('0 runs that match').waitFor();
    await page.context().clearCookies();
    await page.getByLabel('Filter by status').selectOption('done');
    await page.waitForURL((url) => url.pathname === '/sign-in');
    await signIn(page, 'not-a-key-of-anybody-at-all-0000');
    await page.locator('.fault').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await signIn(page, server.key('read'));
    await page.getByText('0 runs that match').waitFor();
    const { pathname, searchParams } = new URL(page.url());
    expect([pathname, Object.fromEntries(searchParams)]).toEqual(['/', { kind: 'evaluate', q: 'sums', status: 'done' }]);
    // Who may only look is offered nothing to start.
    expect(await page.getByRole('link', { name: 'New', exact: true }).count()).toBe(0);

    await page.goto(`${server.url}/settings`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in to Assay' }).waitFor();
    await page.goBack();
    await page.waitForURL((url) => url.pathname === '/sign-in');
    await page.context().close();
    await server.close();
  });
});

async function signIn(page: Page, key: string): Promise<void> {
  await page.locator('input[type=password]').fill(key);
  await page.keyboard.press('Enter');
}

async function rowCount(page: Page): Promise<number> {
  return Number(await page.getByRole('grid').getAttribute('aria-rowcount'));
}

/** A row of the table by its number. */
function rowOf(page: Page, row: string): ReturnType<Page['locator']> {
  return page.locator('.rows-row', { has: page.locator(`[role=gridcell]:first-child:text-is("${row}")`) });
}
