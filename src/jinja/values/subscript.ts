import { codePointAt, codePointLength, codePoints, codePointSlice } from './code-points.ts';
import { typeFault, valueFault } from './python-error.ts';
import type { GroupTuple } from './value.ts';
import { Dict, Markup, NONE, TemplateObject, Tuple, Undefined, type Value } from './value.ts';
import { spend, spendItems, spendReading } from '../work-limit.ts';

/** The bounds of a slice; `undefined` where the template left one out. */
export interface SliceBounds {
  readonly start: Value | undefined;
  readonly stop: Value | undefined;
  readonly step: Value | undefined;
}

/** `object[key]`: an item of a sequence by position, of a dict by key. `undefined` where there is none. */
export function itemOf(object: Value, key: Value): Value | undefined {
  if (object instanceof Undefined) return object.refuse();
  if (key instanceof Undefined) return key.refuse();
  if (object instanceof Dict) return isHashable(key) ? object.get(key) : undefined;
  // A float is no index in Python, a boolean is.
  return typeof key === 'bigint' || typeof key === 'boolean' ? itemAt(object, Number(key)) : undefined;
}

/** `object[start:stop:step]` with Python's rules. Throws for what can't be sliced. */
export function sliceOf(object: Value, bounds: SliceBounds): Value {
  if (typeof object === 'string') return textSlice(object, bounds);
  if (object instanceof Markup) return new Markup(textSlice(object.text, bounds));
  if (Array.isArray(object)) return picked(object, sliceEnds(bounds, object.length));
  if (object instanceof Tuple) return new Tuple(picked(object.items, sliceEnds(bounds, object.items.length)));
  if (object instanceof Undefined) return object.refuse();
  const items = object instanceof TemplateObject && object.at(0) !== undefined ? object.iterate() : undefined;
  if (items === undefined) throw typeFault('this value can not be sliced; only texts, lists and tuples can');
  const list = [...items];
  return picked(list, sliceEnds(bounds, list.length));
}

/** Where a slice of so many items begins and before what it ends, and its step. */
export function sliceEnds(bounds: SliceBounds, length: number): readonly [from: number, to: number, step: number] {
  const step = boundOf(bounds.step) ?? 1;
  if (step === 0) throw valueFault('slice step cannot be zero');
  const [lowest, highest] = step > 0 ? [0, length] : [-1, length - 1];
  const clamp = (bound: number): number => Math.min(Math.max(bound < 0 ? bound + length : bound, lowest), highest);
  const start = boundOf(bounds.start);
  const stop = boundOf(bounds.stop);
  const from = start === undefined ? (step > 0 ? lowest : highest) : clamp(start);
  return [from, stop === undefined ? (step > 0 ? highest : lowest) : clamp(stop), step];
}

function itemAt(object: Value, position: number): Value | undefined {
  if (typeof object === 'string') return characterAt(object, position);
  if (object instanceof Markup) {
    const character = characterAt(object.text, position);
    return character === undefined ? undefined : new Markup(character);
  }
  if (Array.isArray(object)) return object.at(position);
  if (object instanceof Tuple) return object.items.at(position);
  if (!(object instanceof TemplateObject)) return undefined;
  const size = object.size() ?? 0;
  const index = position < 0 ? position + size : position;
  return index >= 0 && index < size ? object.at(index) : undefined;
}

function characterAt(text: string, position: number): string | undefined {
  spendReading(text.length);
  return codePointAt(text, position);
}

function textSlice(text: string, bounds: SliceBounds): string {
  spendReading(text.length);
  const [from, to, step] = sliceEnds(bounds, codePointLength(text));
  if (step === 1) return from < to ? codePointSlice(text, from, to) : '';
  spendItems(text.length);
  return picked(codePoints(text), [from, to, step]).join('');
}

function picked<Item>(items: readonly Item[], [from, to, step]: ReturnType<typeof sliceEnds>): Item[] {
  const count = Math.max(0, Math.ceil((to - from) / step));
  spend(count / 16);
  if (step === 1) return items.slice(from, Math.max(from, to));
  return Array.from({ length: count }, (_, index) => items[from + index * step] as Item);
}

function boundOf(bound: Value | undefined): number | undefined {
  if (bound === undefined || bound === NONE) return undefined;
  if (bound instanceof Undefined) return bound.refuse();
  if (typeof bound === 'boolean') return Number(bound);
  if (typeof bound !== 'bigint') throw typeFault('slice indices must be integers or None or have an __index__ method');
  return Number(bound);
}

function isHashable(key: Value): boolean {
  return !Array.isArray(key) && !(key instanceof Dict);
}

/** The two names of a `groupby` group. */
export function groupAttribute(group: GroupTuple, name: string): Value | undefined {
  if (name === 'grouper') return group.grouper;
  return name === 'list' ? group.list : undefined;
}
