import type { ReactNode } from 'react';
import type { Faults } from './faults.ts';
import { Choice, Text } from './fields.tsx';
import type { NumberField, TextField } from './start-form.ts';
import type { ShownForm } from './use-start-form.ts';

interface Props {
  readonly shown: ShownForm;
  readonly faults: Faults;
}

const ALGORITHMS = ['opro', 'gepa', 'race'].map((name) => [name, name] as const);

const DATASETS = 'search-datasets';

/** How far a search goes, and on which rows. */
export function SearchFields({ shown, faults }: Props): ReactNode {
  const { form, set, project } = shown;
  const algorithm = form.plain.algorithm ?? '';
  const unlessGiven = algorithm === 'gepa' || algorithm === 'race' ? '0.3' : 'none';
  const field = (name: NumberField | TextField) => ({
    name,
    faults,
    value: form.plain[name] ?? '',
    onChange: (value: string) => {
      set(name, value);
    },
  });
  return (
    <>
      <Choice
        {...field('algorithm')}
        value={algorithm === '' ? 'opro' : algorithm}
        options={ALGORITHMS}
        isReading={false}
        hint="How new prompts are found; gepa and race divide the rows by themselves."
      />
      <Text {...field('steps')} step="1" hint="Prompts to try after the one that it begins with." />
      <Text
        {...field('holdout')}
        list={DATASETS}
        placeholder={unlessGiven}
        hint="A share of the rows such as 0.3, or a dataset. The search does not see them; at the end the best prompt meets the first one on them."
      />
      <Text
        {...field('selection')}
        list={DATASETS}
        placeholder={unlessGiven}
        hint="The same for the rows that the best prompt is chosen by, which the proposer does not see."
      />
      <Text
        {...field('budget.trials')}
        step="1"
        placeholder="no budget"
        hint="The search ends before it takes more; the test comes on top."
      />
      <Text {...field('budget.cost_usd')} step="any" placeholder="no budget" hint="The same in money." />
      <datalist id={DATASETS}>
        {(project?.datasets ?? []).map(({ name }) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  );
}
