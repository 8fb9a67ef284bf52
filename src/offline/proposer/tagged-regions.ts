import { fromMaterial } from '../../evaluation/proposer-material.ts';

/** What stands between a pair of tags, with the attributes of the opening one. */
export interface Region {
  readonly attributes: ReadonlyMap<string, string>;
  /** As it was before it was put between the tags. */
  readonly text: string;
}

const ATTRIBUTE = /([a-z]+)="([^"]*)"/g;

/** All regions `<tag …>` to `</tag>` of a text, in order. */
export function taggedRegions(text: string, tag: string): readonly Region[] {
  const regions = new RegExp(`<${tag}((?: [a-z]+="[^"]*")*)>\n([^]*?)\n</${tag}>`, 'g');
  return Array.from(text.matchAll(regions), ([, attributes = '', content = '']) => ({
    attributes: new Map(Array.from(attributes.matchAll(ATTRIBUTE), ([, name = '', value = '']) => [name, value])),
    text: fromMaterial(content),
  }));
}

/** The first region of the tag; `null` where there is none. */
export function taggedText(text: string, tag: string): string | null {
  return taggedRegions(text, tag)[0]?.text ?? null;
}
