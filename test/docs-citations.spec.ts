import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const SOURCES = new URL('../src/', import.meta.url);
const DOCS = new URL('../docs/', import.meta.url);

interface Citation {
  /** The word before the first §. */
  readonly source: string;
  readonly sections: readonly number[];
}

/** Every `page.md §1, §3–§5 and §7` of a file, also where a comment breaks it into lines. */
function citationsIn(text: string): Citation[] {
  const joined = text.replaceAll(/\n\s*(?:\*|\/\/)\s*/g, ' ');
  return [...joined.matchAll(/([^\s(]+) ((?:(?:,| and|–)? ?§ ?\d+)+)/g)].map(([, source = '', list = '']) => ({
    source,
    sections: sectionsOf(list),
  }));
}

function sectionsOf(list: string): number[] {
  return [...list.matchAll(/§ ?(\d+)(?:–§ ?(\d+))?/g)].flatMap(([, first, last = first]) =>
    Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => Number(first) + index),
  );
}

/** The sections that a page of docs/ has, from its headings `§7 Bootstrap`. */
function sectionsOfPage(page: string): number[] {
  const file = new URL(page, DOCS);
  if (!existsSync(file)) return [];
  return [...readFileSync(file, 'utf8').matchAll(/^#+ §(\d+) /gm)].map(([, section]) => Number(section));
}

const citations = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .flatMap((path) => citationsIn(readFileSync(new URL(path, SOURCES), 'utf8')).map((citation) => ({ path, ...citation })));

describe('the citations of the code', () => {
  it('reads lists and ranges of sections, across lines of a comment', () => {
    const text = '/** See statistics.md §1, §3,\n * §7–§9 and §20 (Miller 2024, § 4). */';
    expect(citationsIn(text)).toEqual([
      { source: 'statistics.md', sections: [1, 3, 7, 8, 9, 20] },
      { source: '2024,', sections: [4] },
    ]);
    expect(citations.length).toBeGreaterThan(40);
  });

  it('finds every cited section in a page of docs/', () => {
    const missing = citations
      .filter(({ source }) => source.endsWith('.md'))
      .flatMap(({ path, source, sections }) =>
        sections
          .filter((section) => !sectionsOfPage(source).includes(section))
          .map((section) => `${path}: ${source} §${section}`),
      );
    expect(missing).toEqual([]);
  });

  it('names a page of docs/ or a publication before every §', () => {
    const unnamed = citations.filter(({ source }) => !source.endsWith('.md') && !/[,\d]$/.test(source));
    expect(unnamed.map(({ path, source, sections }) => `${path}: ${source} §${sections.join(', §')}`)).toEqual([]);
  });
});
