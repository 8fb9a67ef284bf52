import type { JsonSchema } from '../../evaluation/json.ts';
import { countAt } from './schema-keywords.ts';

/** The text, repeated or cut to the schema's `minLength` and `maxLength`, which count code points. */
export function fittedText(text: string, schema: JsonSchema): string {
  const shortest = countAt(schema, 'minLength', 0);
  const longest = countAt(schema, 'maxLength', Infinity);
  if (text.length >= shortest * 2 && text.length <= longest) return text;
  const points = [...text];
  if (points.length >= shortest) return points.slice(0, longest).join('');
  const unit = points.length === 0 ? ['.'] : points;
  return Array.from({ length: shortest }, (_, index) => unit[index % unit.length]).join('');
}
