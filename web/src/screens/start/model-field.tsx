import type { ReactNode } from 'react';
import type { Schemas } from '../../api/client.ts';
import { countText } from '../../lib/format.ts';
import type { Faults } from './faults.ts';
import { Text } from './fields.tsx';

interface Props {
  readonly name: 'model' | 'proposer_model';
  readonly models: readonly Schemas['Model'][];
  readonly faults: Faults;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A model, as it is typed, or one that jobs have used before. */
export function ModelField({ name, models, faults, value, onChange }: Props): ReactNode {
  const list = `${name}-models`;
  return (
    <>
      <Text
        name={name}
        faults={faults}
        value={value}
        list={list}
        placeholder={name === 'model' ? 'provider:model-id' : 'local:proposer'}
        hint={
          <Hint
            model={models.find(({ model }) => model === value.trim())}
            provider={models.find(({ provider }) => value.startsWith(`${provider}:`))}
          />
        }
        onChange={onChange}
      />
      <datalist id={list}>
        {models.map(({ model, used }) => (
          <option key={model} value={model}>
            {used === 0 ? '' : `used by ${countText(used)} ${used === 1 ? 'job' : 'jobs'}`}
          </option>
        ))}
      </datalist>
    </>
  );
}

interface HintProps {
  readonly model: Schemas['Model'] | undefined;
  /** Another model of its provider. */
  readonly provider: Schemas['Model'] | undefined;
}

function Hint({ model, provider }: HintProps): ReactNode {
  if (model?.problem !== undefined && model.problem !== null) return <span className="fault">{model.problem}</span>;
  const hasKey = (model ?? provider)?.has_key;
  return [
    ...(hasKey === true ? ['The server has a key.'] : []),
    ...(hasKey === false ? ['The server has no key for this provider.'] : []),
    ...(model?.price_known === false ? ['Its price is not known, so neither is what the job costs.'] : []),
    ...(model === undefined && provider === undefined ? ['Such as openai:gpt-5-mini, or local:echo, which needs no key.'] : []),
  ].join(' ');
}
