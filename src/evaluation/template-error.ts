/** A template that does not parse, or could not be rendered; the message names the template and what is wrong. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}
