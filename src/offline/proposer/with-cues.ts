import { definitionOf, withDefinition } from './label-lines.ts';
import { type LabelStock, stockFor } from './sentiment-stock.ts';

/** The template with cues at the end of the definitions; `null` where no definition gets one that is not there already. */
export function withCues(
  template: string,
  labels: readonly string[],
  cuesOf: (stock: LabelStock) => readonly string[],
): string | null {
  const edited = labels.reduce((text, label) => {
    const definition = definitionOf(text, label);
    const stock = stockFor(label);
    if (definition === null || stock === null) return text;
    const cues = cuesOf(stock).filter((cue) => !text.includes(`"${cue}"`));
    return cues.length === 0
      ? text
      : withDefinition(text, label, `${definition} (${cues.map((cue) => `"${cue}"`).join(', ')})`);
  }, template);
  return edited === template ? null : edited;
}
