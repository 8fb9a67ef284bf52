import { type ReactNode, useState } from 'react';
import type { Faults } from './faults.ts';
import { Field, Text } from './fields.tsx';
import type { NumberField, TextField } from './start-form.ts';
import type { ShownForm } from './use-start-form.ts';

interface Props {
  readonly shown: ShownForm;
  readonly faults: Faults;
}

interface Asked {
  readonly field: NumberField | TextField;
  readonly hint: string;
  readonly step?: '1' | 'any';
  readonly placeholder?: string;
}

const HOW: readonly Asked[] = [
  { field: 'label', hint: 'A name for the job, to find it again.' },
  { field: 'limit', step: '1', placeholder: 'all', hint: 'Only so many: the first, or with a seed a random part.' },
  { field: 'repeats', step: '1', placeholder: '1', hint: 'Trials of each example; more show how much answers vary.' },
  { field: 'workers', step: '1', placeholder: '1', hint: 'Trials at the same time.' },
];

const LIMITS: readonly Asked[] = [
  {
    field: 'max_cost_usd',
    step: 'any',
    placeholder: 'no limit',
    hint: 'The job ends as cancelled at this; what it has done stays.',
  },
  { field: 'max_tokens', step: '1', placeholder: 'no limit', hint: 'Of input and output together.' },
  { field: 'max_seconds', step: 'any', placeholder: 'no limit', hint: 'How long it may run.' },
  {
    field: 'max_failures',
    step: 'any',
    placeholder: 'no limit',
    hint: 'A count, or a share such as 0.1; more end the job as an error.',
  },
];

const MORE: readonly Asked[] = [
  { field: 'seed', step: '1', hint: 'Shuffles the examples, the same way for the same seed.' },
  { field: 'experiment_id', hint: 'What the job belongs to; without it, the project.' },
  { field: 'record', hint: 'Keeps every answer under this name, to answer from it later as recorded:NAME.' },
];

/** How it runs, where it stops, and what is seldom changed. */
export function MoreFields({ shown, faults }: Props): ReactNode {
  const { plain } = shown.form;
  const texts = (fields: readonly Asked[]): ReactNode =>
    fields.map(({ field, hint, step, placeholder }) => (
      <Text
        key={field}
        name={field}
        faults={faults}
        value={plain[field] ?? ''}
        hint={hint}
        {...(step === undefined ? {} : { step })}
        {...(placeholder === undefined ? {} : { placeholder })}
        onChange={(value) => {
          shown.set(field, value);
        }}
      />
    ));
  const values = plain as Readonly<Record<string, string | undefined>>;
  const rest = [...MORE.map(({ field }) => field), 'cache', 'generation_kwargs'];
  const fold = (name: string, fields: readonly string[], children: ReactNode): ReactNode => (
    <Fold
      name={name}
      isUsed={fields.some((field) => (values[field] ?? '') !== '')}
      isWrong={fields.some((field) => faults[field] !== undefined)}
    >
      <div className="fields">{children}</div>
    </Fold>
  );
  return (
    <>
      <fieldset>
        <legend>How</legend>
        <div className="fields">{texts(HOW)}</div>
      </fieldset>
      {fold(
        'Limits',
        LIMITS.map(({ field }) => field),
        texts(LIMITS),
      )}
      {fold(
        'More options',
        rest,
        <>
          {texts(MORE)}
          <Field name="generation_kwargs" faults={faults} hint="JSON, sent with every completion.">
            {(attributes) => (
              <textarea
                {...attributes}
                rows={2}
                spellCheck={false}
                placeholder='{"temperature": 0}'
                value={plain.generation_kwargs ?? ''}
                onChange={(event) => {
                  shown.set('generation_kwargs', event.target.value);
                }}
              />
            )}
          </Field>
          <label className="check">
            <input
              id="field-cache"
              type="checkbox"
              checked={plain.cache === 'true'}
              onChange={(event) => {
                shown.set('cache', event.target.checked ? 'true' : '');
              }}
            />
            <span>
              Answer from the cache
              <small className="about">A request that was answered before costs nothing.</small>
            </span>
          </label>
        </>,
      )}
    </>
  );
}

interface FoldProps {
  readonly name: string;
  /** Whether any of its fields is filled in. */
  readonly isUsed: boolean;
  readonly isWrong: boolean;
  readonly children: ReactNode;
}

/** Fields that are folded away until one is filled in or wrong, or a person opens them. */
function Fold({ name, isUsed, isWrong, children }: FoldProps): ReactNode {
  // Once open it stays, also where the last field is emptied.
  const [isOpen, setIsOpen] = useState<boolean | null>(null);
  return (
    <details
      open={isWrong || (isOpen ?? isUsed)}
      onToggle={(event) => {
        setIsOpen(event.currentTarget.open);
      }}
    >
      <summary>{name}</summary>
      {children}
    </details>
  );
}
