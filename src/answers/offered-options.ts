/** The options of a multiple-choice example. */
export interface OfferedOptions {
  /** The options, from the example's inputs; without it, `inputs.options`. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- un-annotated, it may look into whatever inputs there are
  readonly options?: (inputs: any) => readonly string[];
}

/** The options that an example offers. Throws an error that says to give `options` where there is no list of two or more. */
export function offeredOptions(inputs: unknown, { options }: OfferedOptions): readonly string[] {
  const found: unknown = options === undefined ? ownOptions(inputs) : options(inputs);
  if (Array.isArray(found) && found.length > 1 && found.every((option) => typeof option === 'string')) return found;
  throw new TypeError(
    `${options === undefined ? 'inputs.options' : 'what the option options returns'} is no list of at least two texts: ` +
      'give options, such as options: (inputs) => inputs.choices',
  );
}

/** Whether an example offers options in the usual place. */
export function offersOptions(inputs: unknown): boolean {
  return Array.isArray(ownOptions(inputs));
}

function ownOptions(inputs: unknown): unknown {
  return typeof inputs === 'object' && inputs !== null && 'options' in inputs ? inputs.options : undefined;
}
