import type { JsonSchema } from './json.ts';
import type { Scale } from './scale.ts';

/** The JSON Schema of a value on the scale: an enum of the levels, or a number with its bounds. */
export function scaleSchema(scale: Scale): JsonSchema {
  if (scale.kind === 'range') return { type: 'number', minimum: scale.floor, maximum: scale.ceiling };
  const types = new Set(scale.levels.map((level) => typeof level));
  const [type] = types;
  return types.size === 1 && type !== undefined ? { type, enum: scale.levels } : { enum: scale.levels };
}
