import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import { WIDE } from '../web/test/chromium.ts';

const METERS = new URL('page-meters.js', import.meta.url);
/** A page that neither changed nor asked for anything during this time is done. */
const QUIET_MS = 600;
const LONGEST_MS = 60_000;
const POLL_MS = 50;

/** A page of Chromium, in a window and with a cache of its own, that is measured from within. */
export class MeasuredPage {
  readonly page: Page;
  readonly #context: BrowserContext;
  readonly #session: CDPSession;
  #underWay = 0;

  private constructor(context: BrowserContext, page: Page, session: CDPSession) {
    this.#context = context;
    this.page = page;
    this.#session = session;
    page.on('request', () => (this.#underWay += 1));
    page.on('requestfinished', () => (this.#underWay -= 1));
    page.on('requestfailed', () => (this.#underWay -= 1));
  }

  /** Goes to an address to see what the selector matches. */
  static async open(browser: Browser, url: string, selector: string): Promise<MeasuredPage> {
    const context = await browser.newContext({ viewport: WIDE });
    const page = await context.newPage();
    page.setDefaultTimeout(LONGEST_MS);
    const meters = await readFile(METERS, 'utf8');
    await page.addInitScript({ content: `${meters}\ninstallMeters(${JSON.stringify(selector)});` });
    const measured = new MeasuredPage(context, page, await context.newCDPSession(page));
    await page.goto(url);
    return measured;
  }

  /** From the navigation until what it is opened for is painted, in ms. */
  async firstSeenMs(): Promise<number> {
    return this.#noted('meters.firstSeenMs');
  }

  /** From the navigation until the browser has painted anything, in ms. */
  async firstPaintMs(): Promise<number> {
    return this.#noted("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null");
  }

  /** From what is done until the page's last change that follows from it is painted, in ms. */
  async changeMs(act: () => Promise<unknown>): Promise<number> {
    await this.quiet();
    await act();
    await this.quiet();
    return this.#evaluate('meters.paintedMs - meters.actedMs');
  }

  /** Waits until nothing is under way any more. */
  async quiet(): Promise<void> {
    const deadline = performance.now() + LONGEST_MS;
    let quietSince = performance.now();
    while (performance.now() - quietSince < QUIET_MS) {
      const unchangedMs = await this.#evaluate<number>('performance.now() - meters.paintedMs');
      if (this.#underWay > 0 || unchangedMs < QUIET_MS) quietSince = performance.now();
      if (performance.now() > deadline) throw new Error(`${this.page.url()} does not come to rest`);
      await delay(POLL_MS);
    }
  }

  /** The times from frame to frame while something is done, in ms. */
  async framesDuring(act: () => Promise<unknown>): Promise<readonly number[]> {
    await this.#evaluate('meters.areFramesNoted = true');
    await act();
    await this.#evaluate('meters.areFramesNoted = false');
    return this.#evaluate('meters.frames.splice(0)');
  }

  /** The tasks over 50 ms since they were asked for before, in ms. */
  async takeLongTasks(): Promise<readonly number[]> {
    return this.#evaluate('meters.longTasks.splice(0)');
  }

  /** What its scripts hold once the garbage is collected, in MB. The collection is no long task of the page. */
  async heapMb(): Promise<number> {
    const before = await this.takeLongTasks();
    await this.#session.send('HeapProfiler.collectGarbage');
    await delay(2 * POLL_MS);
    await this.#evaluate(`meters.longTasks = ${JSON.stringify(before)}`);
    const { usedSize } = await this.#session.send('Runtime.getHeapUsage');
    return usedSize / 1e6;
  }

  async close(): Promise<void> {
    await this.#context.close();
  }

  /** Waits for a time that the page is to note. */
  async #noted(expression: string): Promise<number> {
    const deadline = performance.now() + LONGEST_MS;
    while (performance.now() < deadline) {
      const ms = await this.#evaluate<number | null>(expression);
      if (ms !== null) return ms;
      await delay(POLL_MS);
    }
    throw new Error(`${this.page.url()} does not show what it is opened for`);
  }

  async #evaluate<Value>(expression: string): Promise<Value> {
    return this.page.evaluate<Value>(expression);
  }
}
