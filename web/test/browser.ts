import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { CHROMIUM, WIDE } from './chromium.ts';

export const NARROW = { width: 390, height: 780 };

let axeSource: string | undefined;

/** A page that keeps what went wrong in it. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors of scripts, and what the security policy refused. */
  readonly faults: readonly string[];
  /** Requests to anywhere but the server. */
  readonly foreign: readonly string[];
}

export async function openBrowser(): Promise<Browser> {
  return chromium.launch(CHROMIUM);
}

/** Opens an address in a window of its own. */
export async function openPage(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: WIDE, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const faults: string[] = [];
  const foreign: string[] = [];
  const { origin } = new URL(url);
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    // A request that fails is shown by the page itself.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) faults.push(message.text());
  });
  page.on('request', (request) => {
    if (/^https?:/.test(request.url()) && new URL(request.url()).origin !== origin) foreign.push(request.url());
  });
  await page.goto(url);
  return { page, faults, foreign };
}

/** What axe finds wrong with the page as it is now: the rule, and the first element that breaks it. Without `rules` all apply. */
export async function accessibilityFaults(page: Page, rules?: readonly string[]): Promise<string[]> {
  axeSource ??= readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  // Evaluated by the browser's own protocol, which the page's security policy does not concern.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource);
  const options = rules === undefined ? {} : { runOnly: rules };
  const { violations } = await page.evaluate((how) => axe.run(how), options);
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
}

/** Whether the page is wider than its window. */
export async function scrollsSideways(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
}

declare const axe: {
  readonly run: (options: object) => Promise<{
    readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
  }>;
};
