import { PromptTemplate } from './prompt-template.ts';

/** A template that was tried. */
export interface TriedTemplate {
  readonly index: number;
  readonly source: string;
}

/**
 * Why a proposed template can't be tried, as a sentence about it: it does not parse, drops a placeholder of the baseline, uses
 * one that the baseline has not, or was tried before (but for space at its ends). `null` when it can.
 */
export function proposalFault(source: string, baseline: PromptTemplate, tried: readonly TriedTemplate[]): string | null {
  let template: PromptTemplate;
  try {
    template = new PromptTemplate(source, 'it');
  } catch (error) {
    return `it is no valid template: ${error instanceof Error ? error.message.replace(/^it: /, '') : String(error)}`;
  }
  const dropped = difference(baseline.variables(), template.variables());
  const added = difference(template.variables(), baseline.variables());
  const faults = [
    ...(dropped.length > 0 ? [`drops ${listed(dropped)} of the baseline`] : []),
    ...(added.length > 0 ? [`uses ${listed(added)}, which the baseline does not have`] : []),
  ];
  if (faults.length > 0) return `it ${faults.join(' and ')}`;
  const twin = tried.find((earlier) => earlier.source.trim() === source.trim());
  return twin === undefined ? null : `it is the same as the template of step ${twin.index}`;
}

/** A placeholder as templates write it. */
export function placeholder(name: string): string {
  return `{{ ${name} }}`;
}

function difference(these: readonly string[], those: readonly string[]): readonly string[] {
  return these.filter((name) => !those.includes(name));
}

function listed(names: readonly string[]): string {
  return `the placeholder${names.length > 1 ? 's' : ''} ${names.map(placeholder).join(', ')}`;
}
