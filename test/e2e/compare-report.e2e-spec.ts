import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { column, CompareServer, type ImportedSample } from './compare-server.ts';

const HOSTILE =
  '</pre><script>alert(1)</script><img src=x onerror=alert(2)> "quoted" \'so\' & ${x} \u0000 | `code` [link](https://example.org)';

/** As long as the hostile text, so that the page shows ids beside the shortened names here, too. */
const LONG = 'x'.repeat(HOSTILE.length);

/** Ten questions; the run answers the first `right` of them. */
function answers(right: number, text: string): ImportedSample[] {
  return Array.from({ length: 10 }, (_, i) => {
    return { id: `q${i}`, prompt: `Question ${i}: ${text}`, response: `Answer ${i}: ${text}`, scores: { [text]: i < right } };
  });
}

const tags = (page: string): string[] => page.match(/<[^>]*>/g) ?? [];
const namesOf = (page: string): string[] => tags(page).map((tag) => /^<\/?([\w!]+)/.exec(tag)?.[1] ?? tag);

describe('POST /api/compare/report', () => {
  let host: CompareServer;

  beforeAll(async () => {
    host = await CompareServer.start();
    for (const text of ['plain', LONG, HOSTILE]) {
      await host.import(`${text} a`.replaceAll('\u0000', ''), answers(9, text));
      await host.import(`${text} b`.replaceAll('\u0000', ''), answers(2, text));
    }
    await host.importScores('c', column([1, 40], [0, 10]));
    await host.importScores('d', column([1, 20], [0, 30]));
    await host.importScores('e', column([1, 38], [0, 12]));
  });
  afterAll(() => host.close());

  const page = async (runIds: readonly string[], accept = 'text/html'): Promise<string> =>
    (await host.report(runIds, accept)).text();

  it('is a page with verdict, plot, distributions, matrix and what the runs disagree on', async () => {
    const response = await host.report(['plain a', 'plain b'], '*/*');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('vary')).toBe('accept');
    const html = await response.text();
    expect(html).toContain('plain a is better than plain b: 0.9 against 0.2 (plain a − plain b = +0.7, 95 % interval');
    expect(html).toContain('class="forest"');
    expect(html.match(/class="histogram"/g)).toHaveLength(2);
    expect(html).toContain('class="matrix"');
    expect(html).toContain('Question 2: plain');
    expect(html.match(/Answer 2: plain/g)).toHaveLength(2);
    expect(html).not.toContain('Question 1: plain');
  });

  it('is the same at an address with the options as parameters, which are checked as those of a body', async () => {
    const of = async (query: string): Promise<Response> =>
      fetch(`${host.server.url}/api/compare/report?${query}`, { headers: { accept: 'text/html' } });
    expect(await (await of('run_ids=c&run_ids=d')).text()).toBe(await page(['c', 'd']));
    const wide = await (await of('run_ids=c&run_ids=e&margin=0.5&lower_is_better=accuracy')).text();
    expect(wide).toContain('within ±0.5');
    const tasks = encodeURIComponent(JSON.stringify([{ name: 't', run_ids: ['c', 'd'] }]));
    expect((await of(`tasks=${tasks}`)).status).toBe(200);
    const wrong = await of('run_ids=c&run_ids=d&margn=0.5');
    expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining('did you mean margin?')]);
  });

  it.each([[['c', 'd']], [['c', 'd', 'e']]])('says of %j what the answer of the API says', async (runIds) => {
    const { body } = await host.compare(runIds);
    const sentences = body.metric_summaries.map(({ sentence }) => sentence);
    expect(sentences).toEqual([expect.stringMatching(/^In “accuracy”, c /)]);
    expect(body.headline).toBe(sentences[0]);
    expect(await page(runIds)).toContain(body.headline);
    for (const { sentence, run_a: a, run_b: b } of body.pairwise_results) {
      expect(sentence).toContain(a);
      expect(sentence).toContain(b);
    }
    if (runIds.length === 2) expect(body.pairwise_results[0]?.sentence).toBe(body.headline);
  });

  it('shows whatever a model wrote as text, and loads nothing', async () => {
    const name = HOSTILE.replaceAll('\u0000', '');
    const hostile = await page([`${name} a`, `${name} b`]);
    expect(namesOf(hostile)).toEqual(namesOf(await page([`${LONG} a`, `${LONG} b`])));
    expect(hostile).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(hostile).not.toMatch(/<script|<img/);
    expect(hostile).not.toContain('\u0000');
    expect(hostile.match(/\b(src|href)="(?!data:)/g)).toBeNull();
    expect(hostile).not.toMatch(/url\(|@import/);
  });

  it('closes every tag that it opens', async () => {
    const open: string[] = [];
    for (const tag of tags(await page(['c', 'd', 'e']))) {
      const name = /^<\/?(\w+)/.exec(tag)?.[1];
      if (name === undefined || tag.endsWith('/>')) continue;
      if (tag.startsWith('</')) expect(open.pop()).toBe(name);
      else open.push(name);
    }
    expect(open).toEqual([]);
  });

  it('says of many runs which may be the best', async () => {
    const html = await page(['c', 'd', 'e']);
    expect(html).toContain(
      'c and e may each be the best: these data can’t tell them apart (means 0.8 and 0.76 over 50 samples).',
    );
    expect(html.match(/class="interval"/g)).toHaveLength(3);
  });

  it('is Markdown for a pull request when that is accepted', async () => {
    const response = await host.report(['c', 'd'], 'text/markdown');
    expect(response.headers.get('content-type')).toBe('text/markdown; charset=utf-8');
    const lines = (await response.text()).split('\n');
    expect(lines[0]).toMatch(/^In “accuracy”, c is better than d: 0\.8 against 0\.4 \(c − d = \+0\.4, 95 % interval/);
    expect(lines.find((line) => line.startsWith('| accuracy'))).toMatch(
      /^\| accuracy \| 0\.8 \| 0\.4 \| \+0\.4 \|.*\| 50 \| c is better \|$/,
    );
  });

  it('keeps every name in its cell of the Markdown table', async () => {
    const name = HOSTILE.replaceAll('\u0000', '');
    const markdown = await page([`${name} a`, `${name} b`], 'text/markdown');
    const row =
      markdown
        .split('\n')
        .filter((line) => line.startsWith('| '))
        .at(-1) ?? '';
    expect(row.replaceAll(/\\./g, '').split('|')).toHaveLength(10);
    const outsideCode = markdown.replaceAll(/(?<![`\\])(`+)(?!`).*?(?<!`)\1(?!`)/g, '');
    expect(outsideCode).not.toMatch(/(?<!\\)<(script|img)/);
  });
});
