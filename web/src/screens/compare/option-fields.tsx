import { type ReactNode, useId } from 'react';
import { useAddress } from '../../lib/address.ts';

interface FieldProps {
  /** Of the address. */
  readonly parameter: string;
  readonly name: string;
  /** What it does, in a sentence. */
  readonly hint?: string;
}

interface NumberProps extends FieldProps {
  readonly step: string;
  readonly placeholder?: string;
}

/** A number that is in the address once it is entered: by Enter, or by leaving the field. */
export function NumberField({ parameter, name, hint, step, placeholder }: NumberProps): ReactNode {
  return <Entered {...{ parameter, name, hint, placeholder }} type="number" step={step} />;
}

interface TextProps extends FieldProps {
  readonly placeholder?: string;
  /** What is likely to be entered. */
  readonly offers?: readonly string[];
}

export function TextField({ parameter, name, hint, placeholder, offers }: TextProps): ReactNode {
  return <Entered {...{ parameter, name, hint, placeholder, offers }} type="text" />;
}

interface EnteredProps {
  readonly parameter: string;
  readonly name: string;
  readonly hint: string | undefined;
  readonly placeholder: string | undefined;
  readonly type: 'number' | 'text';
  readonly step?: string;
  readonly offers?: readonly string[] | undefined;
}

function Entered({ parameter, name, hint, placeholder, type, step, offers }: EnteredProps): ReactNode {
  const { get, set } = useAddress();
  const id = useId();
  const value = get(parameter);
  const enter = (text: string): void => {
    if (text.trim() !== value) set({ [parameter]: text.trim() });
  };
  return (
    <div className="field">
      <label htmlFor={id}>{name}</label>
      <input
        // A value that the address got elsewhere, such as by going back, is shown anew.
        key={value}
        id={id}
        type={type}
        step={step}
        min={type === 'number' ? 0 : undefined}
        defaultValue={value}
        placeholder={placeholder}
        list={offers === undefined ? undefined : `${id}-offers`}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onBlur={(event) => {
          enter(event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') enter(event.currentTarget.value);
        }}
      />
      {offers !== undefined && (
        <datalist id={`${id}-offers`}>
          {offers.map((offer) => (
            <option key={offer} value={offer} />
          ))}
        </datalist>
      )}
      {hint !== undefined && <small id={`${id}-hint`}>{hint}</small>}
    </div>
  );
}

interface ChoiceProps extends FieldProps {
  /** Values with what each means; the first is what the server does without one. */
  readonly choices: readonly (readonly [value: string, name: string])[];
}

export function ChoiceField({ parameter, name, hint, choices }: ChoiceProps): ReactNode {
  const { get, set } = useAddress();
  const id = useId();
  const usual = choices[0]?.[0] ?? '';
  return (
    <div className="field">
      <label htmlFor={id}>{name}</label>
      <select
        id={id}
        value={get(parameter) === '' ? usual : get(parameter)}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => {
          set({ [parameter]: event.target.value === usual ? null : event.target.value });
        }}
      >
        {choices.map(([value, means]) => (
          <option key={value} value={value}>
            {means}
          </option>
        ))}
      </select>
      {hint !== undefined && <small id={`${id}-hint`}>{hint}</small>}
    </div>
  );
}
