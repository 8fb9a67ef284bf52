import type { Schemas } from '../../api/client.ts';
import { idListOf, idListText } from '../../lib/id-list.ts';

export type CompareRequest = Schemas['CompareRequest'];

/** What a letter of a run is taken from: as many runs can be told apart at a glance. */
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** The letter that stands for a run wherever its name would be too long; a number beyond 26. */
export function letterOf(index: number): string {
  return LETTERS[index] ?? String(index + 1);
}

/** The lowest and highest scores of metrics, such as `stars:1..5,length:0..100`. */
export function rangesText(ranges: Readonly<Record<string, readonly [number, number]>>): string {
  return idListText(Object.entries(ranges).map(([metric, [low, high]]) => `${metric}:${String(low)}..${String(high)}`));
}

/** The ranges in such a parameter; what is no range is left out. */
export function rangesOf(text: string): Record<string, [number, number]> {
  const found = idListOf(text).flatMap((part): [string, [number, number]][] => {
    const [, metric, low, high] = /^(.*):(-?[\d.]+)\.\.(-?[\d.]+)$/.exec(part) ?? [];
    return metric === undefined ? [] : [[metric, [Number(low), Number(high)]]];
  });
  return Object.fromEntries(found);
}

/** What the address asks of `POST /api/compare`; what it does not say is left to the server. A bad value is sent too: the server says what is wrong with it. */
export function requestOf(query: URLSearchParams): CompareRequest {
  const text = (name: string): string => query.get(name) ?? '';
  const list = (name: string): readonly string[] | undefined => (text(name) === '' ? undefined : idListOf(text(name)));
  const number = (name: string): number | undefined => (text(name) === '' ? undefined : Number(text(name)));
  const word = (name: string): string | undefined => (text(name) === '' ? undefined : text(name));
  const ranges = rangesOf(text('ranges'));
  const request = {
    run_ids: idListOf(text('runs')),
    metrics: list('metrics'),
    statistical_test: word('test'),
    margin: number('margin'),
    alpha: number('alpha'),
    correction: word('correction'),
    family: word('family'),
    cluster_by: word('clusters'),
    slice_by: word('slices'),
    missing: word('missing'),
    resamples: number('resamples'),
    seed: number('seed'),
    lower_is_better: list('lower'),
    pass_k: list('pass_k')?.map(Number),
    human_labels: word('human'),
    ranges: Object.keys(ranges).length === 0 ? undefined : ranges,
  };
  const given = Object.entries(request).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given);
}

/** The options that differ from what the server would choose, as a person reads them. */
export function optionWords(query: URLSearchParams): readonly string[] {
  return OPTION_NAMES.flatMap(([parameter, name]) => {
    const value = query.get(parameter) ?? '';
    return value === '' ? [] : [`${name} ${idListOf(value).join(', ')}`];
  });
}

const OPTION_NAMES: readonly (readonly [parameter: string, name: string])[] = [
  ['metrics', 'metrics'],
  ['lower', 'lower is better in'],
  ['margin', 'margin'],
  ['alpha', 'alpha'],
  ['test', 'test'],
  ['correction', 'correction'],
  ['family', 'family'],
  ['clusters', 'clusters by'],
  ['slices', 'slices by'],
  ['missing', 'missing scores:'],
  ['resamples', 'random draws'],
  ['seed', 'seed'],
  ['pass_k', 'pass@k'],
  ['human', 'human labels'],
  ['ranges', 'ranges'],
];

/** The parameters of all options, to take them back. */
export const OPTION_PARAMETERS: readonly string[] = OPTION_NAMES.map(([parameter]) => parameter);
