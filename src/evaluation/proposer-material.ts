/** The tags that hold material in the proposer's prompt. */
const TAGS = [
  'program_source',
  'system_instruction',
  'output_schema',
  'metric_rubric',
  'earlier_steps',
  'tried_step',
  'tried_template',
  'rationale',
  'weak_examples',
  'weak_example',
  'example_inputs',
  'rendered_prompt',
  'program_output',
  'trial_error',
  'example_reference',
  'example_scores',
];

const END_TAG = new RegExp(`</(?=(?:${TAGS.join('|')})>)`, 'g');
const CARRIED_OUT = new RegExp(String.raw`<\\/(?=(?:${TAGS.join('|')})>)`, 'g');

/** Text as it may stand between those tags: an end tag of theirs inside it is carried out of use, so that it can't leave them. */
export function asMaterial(text: string): string {
  return text.replace(END_TAG, String.raw`<\/`);
}

/** The text that `asMaterial` took. */
export function fromMaterial(material: string): string {
  return material.replace(CARRIED_OUT, '</');
}

/** At most about `length` characters of a text: its beginning, and its end after a mark that says how much is left out. */
export function excerpt(text: string, length: number): string {
  if (text.length <= length) return text;
  const head = Math.ceil((length * 2) / 3);
  const tail = length - head;
  const left = text.length - length;
  return `${text.slice(0, head)} […${left} characters left out…] ${tail > 0 ? text.slice(-tail) : ''}`.toWellFormed();
}
