import { type ReactNode, useMemo } from 'react';
import { ProblemError } from '../../api/problem.ts';
import { useAddress } from '../../lib/address.ts';
import { useShortcuts } from '../../lib/shortcuts.ts';
import { LiveComparisons } from '../../parts/live-comparisons.tsx';
import { Loading } from '../../parts/loading.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { ScreenHead } from '../../parts/screen-head.tsx';
import { AddRun } from './add-run.tsx';
import { requestOf } from './compare-address.ts';
import { idListOf, idListText } from '../../lib/id-list.ts';
import { ComparisonView } from './comparison-view.tsx';
import { OptionsFold } from './options-fold.tsx';
import { PickedRuns } from './picked-runs.tsx';
import { ReportActions } from './report-actions.tsx';
import { RunPicker } from './run-picker.tsx';
import { arePaired, taskGroups, taskRequest } from './task-groups.ts';
import { TasksChoice, TasksSection } from './tasks-section.tsx';
import { useComparison, usePickedRuns } from './use-comparison.ts';
import { useSampleFields } from './use-sample-fields.ts';
import './compare.css';

/** Two runs or more against each other: what is known, what it rests on, and the rows behind it. */
export function CompareScreen(): ReactNode {
  const { query, get, set } = useAddress();
  const runs = get('runs');
  const ids = useMemo(() => idListOf(runs), [runs]);
  const request = useMemo(() => requestOf(query), [query]);
  const picked = usePickedRuns(ids);
  const groups = useMemo(() => taskGroups(picked), [picked]);
  const isByTask = get('tasks') !== '';
  const asked = isByTask ? taskRequest(request, groups) : request;
  const { shown, error, isOld, retry } = useComparison(request, picked, !isByTask);
  const fields = useSampleFields(picked[0]);
  const pick = (chosen: readonly string[]): void => {
    set({ runs: idListText(chosen), pair: null, at: null, paired: null, sort: null });
  };
  const swap = (): void => {
    if (ids.length === 2) pick(ids.toReversed());
  };
  useShortcuts(
    useMemo(
      () => (ids.length === 2 ? [{ keys: 'x', does: 'Swap the two runs', run: swap }] : []),
      // `swap` depends on these alone.
      // eslint-disable-next-line react-hooks/exhaustive-deps
      [ids, set],
    ),
  );
  return (
    <div className="compare">
      <ScreenHead title={titleOf(picked.map(({ name }) => name))}>
        {ids.length >= 2 && (!isByTask || arePaired(groups)) && <ReportActions request={asked} />}
      </ScreenHead>
      {picked.length > 0 && <PickedRuns picked={picked} onChange={pick} />}
      {ids.length < 2 ? (
        <>
          <p>
            {ids.length === 0
              ? 'Pick two runs or more over the same dataset: the candidate first, the baseline last.'
              : 'Pick one more: the run to compare it with.'}
          </p>
          <RunPicker
            picked={ids}
            onPick={(id) => {
              pick([...ids, id]);
            }}
          />
          {ids.length === 0 && <LiveComparisons />}
        </>
      ) : (
        <>
          <div className="toolbar">
            <AddRun
              picked={ids}
              onPick={(id) => {
                pick([id, ...ids]);
              }}
            />
            {ids.length === 2 && (
              <button type="button" aria-keyshortcuts="x" onClick={swap}>
                Swap
              </button>
            )}
          </div>
          <TasksChoice
            groups={groups}
            isOn={isByTask}
            onChange={(isOn) => {
              set({ tasks: isOn ? 'on' : null, pair: null, at: null });
            }}
          />
          <OptionsFold picked={picked} fields={fields} />
          {isByTask && <TasksSection groups={groups} request={asked} />}
          {!isByTask && error !== null && (
            <>
              <ProblemBox error={error} {...(isOfRequest(error) ? {} : { onRetry: retry })} />
              {get('slices') !== '' && (
                <button
                  type="button"
                  onClick={() => {
                    set({ slices: null });
                  }}
                >
                  Compare without slices
                </button>
              )}
            </>
          )}
          {!isByTask && shown === undefined && error === null && <Loading what="Comparing" />}
          {!isByTask && shown !== undefined && <ComparisonView shown={shown} picked={picked} isOld={isOld} request={request} />}
        </>
      )}
    </div>
  );
}

/** Whether the request itself is at fault, so that asking again changes nothing. */
function isOfRequest(error: Error): boolean {
  return error instanceof ProblemError && (error.status === 400 || error.status === 422);
}

function titleOf(names: readonly string[]): string {
  const [first, second] = names;
  if (names.length === 2 && first !== undefined && second !== undefined) return `${first} against ${second}`;
  return names.length > 2 ? `${String(names.length)} runs compared` : 'Compare';
}
