import type { ReactNode } from 'react';
import type { Faults } from './faults.ts';

/** What each field is called. */
export const FIELD_NAMES: Readonly<Partial<Record<string, string>>> = {
  project: 'Project',
  program: 'Program',
  prompt: 'Prompt',
  examples: 'Dataset',
  model: 'Model',
  metrics: 'Metrics',
  steps: 'Steps',
  proposer_model: 'Model that proposes prompts',
  algorithm: 'Algorithm',
  holdout: 'Held-out rows',
  selection: 'Selection rows',
  'budget.trials': 'Trials of the search',
  'budget.cost_usd': 'Money for the search, in US dollars',
  workers: 'Workers',
  repeats: 'Repeats',
  limit: 'Examples',
  seed: 'Seed',
  generation_kwargs: 'Options of the model',
  cache: 'Cache',
  record: 'Recording',
  label: 'Label',
  experiment_id: 'Experiment',
  max_cost_usd: 'Money, in US dollars',
  max_tokens: 'Tokens',
  max_seconds: 'Seconds',
  max_failures: 'Failures',
  against: 'Baseline',
  margin: 'Margin',
};

interface FieldProps {
  readonly name: string;
  /** What it is called here, where that is not its usual name. */
  readonly title?: string | undefined;
  readonly faults: Faults;
  readonly hint?: ReactNode;
  readonly children: (attributes: FieldAttributes) => ReactNode;
}

export interface FieldAttributes {
  readonly id: string;
  readonly name: string;
  readonly 'aria-invalid': boolean;
  readonly 'aria-describedby': string;
}

/** A field with its label, what is wrong with it, and a hint. */
export function Field({ name, title = FIELD_NAMES[name] ?? name, faults, hint, children }: FieldProps): ReactNode {
  const fault = faults[name];
  const id = `field-${name}`;
  return (
    <div className="field">
      <label htmlFor={id}>{title}</label>
      {children({ id, name, 'aria-invalid': fault !== undefined, 'aria-describedby': `${id}-note` })}
      <div id={`${id}-note`}>
        {fault !== undefined && <p className="fault">{fault.join('; ')}</p>}
        {hint !== undefined && <small>{hint}</small>}
      </div>
    </div>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly title?: string;
  readonly faults: Faults;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly hint?: ReactNode;
  /** Whether what it offers is still being read. */
  readonly isReading: boolean;
}

/** A field that offers what there is. A value that is no longer there stays, and says so. */
export function Choice({ name, title, faults, value, onChange, options, hint, isReading }: ChoiceProps): ReactNode {
  const isThere = options.some(([option]) => option === value);
  return (
    <Field name={name} title={title} faults={faults} hint={hint}>
      {(attributes) => (
        <select
          {...attributes}
          value={value}
          onChange={(event) => {
            onChange(event.target.value);
          }}
        >
          {!isThere && <option value={value}>{value === '' ? '–' : isReading ? value : `${value} (not there)`}</option>}
          {options.map(([option, text]) => (
            <option key={option} value={option}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface TextProps {
  readonly name: string;
  readonly faults: Faults;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: ReactNode;
  readonly placeholder?: string;
  /** Of a number: the smallest step. */
  readonly step?: '1' | 'any';
  /** The id of the datalist with what is offered. */
  readonly list?: string;
}

/** A field that is typed into; with `step` one for a number. */
export function Text({ name, faults, value, onChange, hint, placeholder, step, list }: TextProps): ReactNode {
  return (
    <Field name={name} faults={faults} hint={hint}>
      {(attributes) => (
        <input
          {...attributes}
          {...(step === undefined ? { dir: 'auto' } : { inputMode: step === '1' ? 'numeric' : 'decimal' })}
          value={value}
          placeholder={placeholder}
          list={list}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            onChange(event.target.value);
          }}
        />
      )}
    </Field>
  );
}
