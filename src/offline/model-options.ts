import { ModelSpecError } from '../domain/errors.ts';

/** A number that may follow a model's name, as in `echo?latency_ms=20`. */
export interface NumberOption {
  readonly description: string;
  readonly minimum: number;
  readonly maximum: number;
  readonly integer: boolean;
  readonly default: number | null;
}

/** A model's options by name. */
export type OptionTable = Readonly<Record<string, NumberOption>>;

/** The values of a table's options: as given, or else the defaults. */
export type OptionValues = ReadonlyMap<string, number | null>;

/**
 * Reads the part after the question mark. Throws a `ModelSpecError` that names every fault (an unknown option, one given twice,
 * a value out of bounds) and lists the known options.
 */
export function parseOptions(modelName: string, query: string, options: OptionTable): OptionValues {
  const values = new Map<string, number | null>(Object.entries(options).map(([name, option]) => [name, option.default]));
  const seen = new Set<string>();
  const faults: string[] = [];
  for (const [name, text] of new URLSearchParams(query)) {
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (option === undefined) {
      faults.push(`there is no option '${name}'`);
    } else if (seen.has(name)) {
      faults.push(`${name} is given twice`);
    } else {
      const fault = numberFault(name, text, option);
      if (fault === null) values.set(name, Number(text));
      else faults.push(fault);
    }
    seen.add(name);
  }
  if (faults.length > 0)
    throw new ModelSpecError(`local:${modelName}: ${faults.join('; ')}. Its options are: ${listing(options)}`);

  return values;
}

function numberFault(name: string, text: string, option: NumberOption): string | null {
  const value = Number(text);
  const wellFormed = /^-?\d+(\.\d+)?$/.test(text) && (!option.integer || Number.isSafeInteger(value));
  return wellFormed && value >= option.minimum && value <= option.maximum
    ? null
    : `${name} is '${text}', but must be a ${option.integer ? 'whole number' : 'number'} from ${option.minimum} to ${option.maximum}`;
}

function listing(options: OptionTable): string {
  return Object.entries(options)
    .map(([name, option]) => describeOption(name, option))
    .join('; ');
}

/** One line for people: `latency_ms (0 to 600000): …`. */
function describeOption(name: string, option: NumberOption): string {
  const kind = option.integer ? 'whole number' : 'number';
  return `${name} (${kind}, ${option.minimum} to ${option.maximum}): ${option.description}`;
}
