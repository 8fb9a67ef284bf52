import type { ReactNode } from 'react';
import type { Schemas } from '../../api/client.ts';
import type { Faults } from './faults.ts';

interface Props {
  readonly offered: readonly Schemas['MetricDetail'][];
  readonly chosen: readonly string[];
  readonly faults: Faults;
  readonly onChange: (metrics: readonly string[]) => void;
}

/** The metrics of the project, each with what it measures; judges say that they ask a model. */
export function MetricFields({ offered, chosen, faults, onChange }: Props): ReactNode {
  const fault = faults['metrics'];
  const missing = chosen.filter((name) => !offered.some((metric) => metric.name === name));
  const toggle = (name: string): void => {
    const next = chosen.includes(name) ? chosen.filter((other) => other !== name) : [...chosen, name];
    // In the order of the project, whatever was clicked first.
    onChange([
      ...offered.map((metric) => metric.name).filter((other) => next.includes(other)),
      ...missing.filter((other) => next.includes(other)),
    ]);
  };
  return (
    <fieldset id="field-metrics" tabIndex={-1} aria-describedby="field-metrics-note">
      <legend>Metrics</legend>
      <div id="field-metrics-note">{fault !== undefined && <p className="fault">{fault.join('; ')}</p>}</div>
      {offered.map(({ name, kind, description, model }) => (
        <label key={name} className="check">
          <input
            type="checkbox"
            checked={chosen.includes(name)}
            onChange={() => {
              toggle(name);
            }}
          />
          <span dir="auto">
            {name}
            {kind === 'llm_judge' && <small className="judge"> judged by {model ?? 'a model'}, which costs calls</small>}
            {description !== '' && <small className="about">{description}</small>}
          </span>
        </label>
      ))}
      {missing.map((name) => (
        <label key={name} className="check">
          <input
            type="checkbox"
            checked
            onChange={() => {
              toggle(name);
            }}
          />
          <span dir="auto">
            {name} <small>is not in this project</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
