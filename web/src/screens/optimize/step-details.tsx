import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Schemas } from '../../api/client.ts';
import { useAddress } from '../../lib/address.ts';
import { WordDiff } from '../../parts/word-diff.tsx';
import { againstOf, type Step, stepName } from './steps.ts';
import { TemplateActions } from './template-actions.tsx';

const NO_STEP = 'none';

interface Props {
  readonly manifest: Schemas['Manifest'];
  readonly step: Step;
  readonly steps: readonly Step[];
}

/** A step whole: what its template changed from another one’s, and why it was proposed. */
export function StepDetails({ manifest, step, steps }: Props): ReactNode {
  const { get, set } = useAddress();
  const asked = get('against');
  const against = asked === NO_STEP ? undefined : againstOf(asked, step, steps);
  const name = stepName(step);
  return (
    <section className="step-details" aria-labelledby="step-title">
      <div className="head">
        <h3 id="step-title">{name.charAt(0).toUpperCase() + name.slice(1)}</h3>
        <div className="actions">
          <Link className="button" href={`/runs/${encodeURIComponent(step.run_id)}`}>
            Open as a run
          </Link>
          {against !== undefined && (
            <Link className="button" href={`/compare?runs=${step.run_id},${against.run_id}`}>
              Compare with {stepName(against)}
            </Link>
          )}
        </div>
      </div>
      {steps.length > 1 && (
        <p>
          <label>
            Template, compared with{' '}
            <select
              value={against === undefined ? NO_STEP : String(against.step_index)}
              onChange={(event) => {
                set({ against: event.target.value });
              }}
            >
              <option value={NO_STEP}>nothing</option>
              {steps
                .filter((other) => other !== step)
                .map((other) => (
                  <option key={other.step_index} value={String(other.step_index)}>
                    {stepName(other)}
                  </option>
                ))}
            </select>
          </label>
        </p>
      )}
      {step.prompt_template === null ? (
        <p>Its template is not recorded.</p>
      ) : (
        <Template text={step.prompt_template} before={against?.prompt_template ?? null} />
      )}
      {step.prompt_template !== null && <TemplateActions key={step.step_index} manifest={manifest} step={step} />}
      <Reasoning step={step} />
    </section>
  );
}

/** A template, with the words marked that another one (`null`: none) does not have. */
function Template({ text, before }: { readonly text: string; readonly before: string | null }): ReactNode {
  if (before !== null) return <WordDiff before={before} after={text} label="Template with what changed" />;
  return (
    <pre className="diff" dir="auto" tabIndex={0} role="group" aria-label="Template">
      {text}
    </pre>
  );
}

/** What the proposer says, in the order in which it thinks. */
function Reasoning({ step: { thinking, advice } }: { readonly step: Step }): ReactNode {
  const said: readonly (readonly [string, string | null])[] = [
    ['Goal', thinking?.reinstate_goal ?? null],
    ['How the search went', thinking?.trajectory_summary ?? null],
    ['What went wrong before', thinking?.failure_analysis ?? null],
    ['What helped', thinking?.what_works ?? null],
    ['What hurt', thinking?.what_hurts ?? null],
    ['Hypothesis', thinking?.improvement_hypothesis ?? null],
    ['Plan', thinking?.edit_plan ?? null],
    ['Advice to you', advice],
  ];
  const shown = said.filter(([, text]) => text !== null && text !== '');
  if (shown.length === 0) return null;
  return (
    <>
      <h3>Why it was proposed</h3>
      <dl className="reasoning">
        {shown.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd dir="auto">{text}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
