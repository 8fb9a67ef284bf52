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
    await page.getByText('asks nobody for a key').waitFor();
    await page.getByText('The index has read').waitFor();
    await page.getByRole('row', { name: 'storage' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await scrollsSideways(page)).toBe(false);
    expect([faults, foreign]).toEqual([[], []]);
  });

  it('sign out', async () => {
    const guarded = await GuardedServer.start();
    const { page } = await openPage(browser, `${guarded.url}/settings`);
    await page.locator('input[type=password]').fill(guarded.key('read'));
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in to Assay' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/sign-in');
    await page.goto(`${guarded.url}/settings`);
    await page.waitForURL((url) => url.pathname === '/sign-in');
    await page.close();
    await guarded.close();
  });
});
