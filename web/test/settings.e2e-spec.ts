import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { GuardedServer } from '../../test/e2e/guarded-server.ts';
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

describe('the settings', () => {
  it('say who looks and how the server is', async () => {
    const { page, faults, foreign } = await openPage(browser, `${server.url}/settings`, { viewport: NARROW });
    await page.getByText('This server asks nobody').waitFor();
    await page.getByText('The index has read').waitFor();
    await page.getByRole('row', { name: /^storage up/ }).waitFor();
    await page.getByRole('row', { name: /^draining not draining/ }).waitFor();
    await page.locator('summary', { hasText: 'Limits' }).click();
    await page.getByRole('row', { name: 'ASSAY_MAX_STREAMS' }).waitFor();
    await page.getByRole('row', { name: 'ASSAY_STORAGE' }).getByText(server.root.path).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await scrollsSideways(page)).toBe(false);
    expect([faults, foreign]).toEqual([[], []]);
  });

  it('show keys to administrators alone, and the bar says who looks and signs out', async () => {
    const guarded = await GuardedServer.start();
    const { page } = await openPage(browser, `${guarded.url}/settings`);
    const signIn = async (key: string): Promise<void> => {
      await page.locator('input[type=password]').fill(key);
      await page.keyboard.press('Enter');
    };
    await signIn(guarded.key('admin'));
    await page
      .getByRole('region', { name: 'All keys' })
      .getByRole('row', { name: /^admin/ })
      .waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('link', { name: 'Runs' }).click();
    await page.getByRole('banner').getByRole('link', { name: 'admin' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in to Assay' }).waitFor();
    await page.goto(`${guarded.url}/settings?x=1`);
    await page.waitForURL((url) => url.pathname === '/sign-in');
    await signIn(guarded.key('read'));
    await page.waitForURL(`${guarded.url}/settings?x=1`);
    await page.getByText('you may look at everything').waitFor();
    expect(await page.getByRole('heading', { name: 'Keys' }).count()).toBe(0);
    await page.close();
    await guarded.close();
  });

  it('lead to the sign-in and back when the session ends, and stay where signing in does not help', async () => {
    const { page } = await openPage(browser, `${server.url}/settings`);
    await page.getByText('This server asks nobody').waitFor();
    const visits: string[] = [];
    page.on('framenavigated', (frame) => visits.push(new URL(frame.url()).pathname));
    const problem = { status: 401, title: 'Unauthorized', detail: 'The proxy asks who you are.' };
    await page.route('**/api/**', (route) =>
      route.fulfill({ status: 401, contentType: 'application/problem+json', json: problem }),
    );
    await page.goto(`${server.url}/?q=sheep`);
    await page.getByText('The proxy asks who you are.').first().waitFor();
    await page.getByRole('link', { name: 'Sign in' }).first().waitFor();
    expect(new URL(page.url()).search).toBe('?q=sheep');
    expect(visits.length).toBeLessThanOrEqual(4);
    await page.close();
  });
});
