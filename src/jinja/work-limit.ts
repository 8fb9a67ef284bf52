/** A template took more than it may; the message names the limit. */
export class TemplateLimitError extends Error {
  override readonly name = 'TemplateLimitError';
}

/** Steps that one rendering may take: a node evaluated, an item visited, 256 characters written. About two seconds of work. */
export const MAX_STEPS = 10_000_000;

/** The longest text that a template may build, in UTF-16 units. */
export const MAX_TEXT_LENGTH = 32_000_000;

/** The most items of a list that a template builds. */
export const MAX_ITEMS = 1_000_000;

/** The longest template, in UTF-16 units. */
export const MAX_TEMPLATE_LENGTH = 5_000_000;

/** The most tags (`{{ }}`, `{% %}`) in one template. */
export const MAX_TAGS = 100_000;

/** How deep parentheses, brackets, operators and blocks of one template may be nested. */
export const MAX_NESTING = 100;

/** How many operators, filters or subscripts may follow each other in one expression. */
export const MAX_CHAIN = 500;

/** How deep macros may call each other, and recursive loops themselves. */
export const MAX_CALL_DEPTH = 100;

/** The most numbers in one `range()`, as in Jinja2's sandbox. */
export const MAX_RANGE = 100_000;

/** The most digits of a whole number that a template calculates, as in Python where it prints one. */
export const MAX_DIGITS = 4_300;

// Rendering is synchronous, so one counter serves whatever is being rendered. Nothing else is counted.
let stepsLeft = Infinity;

/** Runs a rendering with a full allowance of steps. */
export function withinStepLimit<Result>(render: () => Result): Result {
  stepsLeft = MAX_STEPS;
  try {
    return render();
  } finally {
    stepsLeft = Infinity;
  }
}

/** Takes steps from the allowance of what is being rendered. Throws a `TemplateLimitError` when none are left. */
export function spend(steps: number): void {
  stepsLeft -= steps;
  if (stepsLeft < 0) {
    throw new TemplateLimitError(
      `rendering takes more than ${grouped(MAX_STEPS)} steps, which is the limit; loop over less, or build smaller values`,
    );
  }
}

/**
 * Counts a text that is about to be made, or is added to one that is `total` long then. Throws a `TemplateLimitError` when that is
 * too long.
 */
export function spendText(length: number, total = length): void {
  if (total > MAX_TEXT_LENGTH)
    throw new TemplateLimitError(`a text grows beyond ${grouped(MAX_TEXT_LENGTH)} characters, which is the limit`);
  spend(length / 256);
}

/**
 * Counts the items of a list that is about to be made, or are added to one that has `total` then. Throws a `TemplateLimitError` when
 * they are too many.
 */
export function spendItems(count: number, total = count): void {
  if (total > MAX_ITEMS) throw new TemplateLimitError(`a list grows beyond ${grouped(MAX_ITEMS)} items, which is the limit`);
  spend(4 + count);
}

/** Counts work on a text that is there: one step for 16 characters. */
export function spendReading(length: number): void {
  spend(length / 16);
}

/** Turns what JavaScript says of its own limits, the call stack and the length of a text, into a limit of templates. */
export function limitFault(error: unknown): unknown {
  if (!(error instanceof RangeError)) return error;
  if (/call stack/i.test(error.message))
    return new TemplateLimitError('values are nested too deeply, or contain themselves; flatten them');
  return new TemplateLimitError(`a text or list grows too large: ${error.message}`);
}

/** A limit as messages write it: `20,000,000`. */
export function grouped(limit: number): string {
  return limit.toLocaleString('en-US');
}
