import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { useMay } from '../../api/me.ts';
import { ProblemError } from '../../api/problem.ts';
import { signInWhenRefused } from '../../api/query-client.ts';
import { usePathParts } from '../../lib/exact-location.ts';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { ScreenHead } from '../../parts/screen-head.tsx';
import { NoSuchScreen } from '../no-such-screen.tsx';
import { AgainstFields } from './against-fields.tsx';
import { BusyServer } from './busy-server.tsx';
import { CostPlan } from './cost-plan.tsx';
import { faultsOf } from './faults.ts';
import { FaultSummary } from './fault-summary.tsx';
import { MoreFields } from './more-fields.tsx';
import { startJob } from './post-job.ts';
import { bodyOf, isCompared, KIND_TITLES, START_KINDS, type StartForm, type StartKind } from './start-form.ts';
import './start.css';
import { useStartForm } from './use-start-form.ts';
import { WhatFields } from './what-fields.tsx';

/** The form that starts a job of the kind that the address names. */
export function StartScreen(): ReactNode {
  const { kind = 'evaluate' } = usePathParts<{ readonly kind?: string }>();
  const known = START_KINDS.find((candidate) => candidate === kind);
  return known === undefined ? <NoSuchScreen /> : <StartOne key={known} kind={known} />;
}

function StartOne({ kind }: { readonly kind: StartKind }): ReactNode {
  const [, navigate] = useLocation();
  const client = useQueryClient();
  const mayRun = useMay('run');
  const shown = useStartForm(kind);
  const summary = useRef<HTMLDivElement>(null);
  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: async (form: StartForm) => startJob(kind, bodyOf(kind, form)),
    onSuccess: async ({ jobId, comparisonId }) => {
      navigate(comparisonId === null ? `/jobs/${jobId}` : `/comparisons/${comparisonId}`);
      await client.invalidateQueries();
    },
    onError: signInWhenRefused,
  });
  const faults = faultsOf(error);
  useEffect(() => {
    if (error !== null) summary.current?.focus();
  }, [error]);

  const busy = error instanceof ProblemError && error.running.length > 0 ? error.running : undefined;
  const submit = (): void => {
    mutate(shown.form);
  };
  return (
    <>
      <ScreenHead title={KIND_TITLES[kind].title} under={KIND_TITLES[kind].does} />
      <Kinds kind={kind} />
      {shown.error !== null && <ProblemBox error={shown.error} />}
      {error !== null && (
        <div ref={summary} tabIndex={-1} className="summary">
          {busy === undefined ? (
            <FaultSummary error={error} faults={faults} />
          ) : (
            <BusyServer message={error.message} running={busy} onFree={submit} onGiveUp={reset} />
          )}
        </div>
      )}
      <form
        className="start"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <WhatFields kind={kind} shown={shown} faults={faults} />
        {isCompared(kind) && <AgainstFields shown={shown} faults={faults} />}
        <MoreFields shown={shown} faults={faults} />
        <footer>
          <CostPlan kind={kind} form={shown.form} isReady={shown.isReady} />
          <button type="submit" className="main" disabled={isPending || !mayRun || !shown.isReady}>
            {isPending ? 'Starting…' : `Start ${NOUNS[kind]}`}
          </button>
          {!mayRun && <small>This needs a key with the scope “run”.</small>}
        </footer>
      </form>
    </>
  );
}

const NOUNS: Readonly<Record<StartKind, string>> = {
  evaluate: 'the evaluate job',
  optimize: 'the optimize job',
  run: 'the run',
  benchmark: 'the benchmark',
};

/** The kinds, each at its own address; what is filled in goes along. */
function Kinds({ kind }: { readonly kind: StartKind }): ReactNode {
  const search = useSearch();
  const isOther = (other: StartKind): boolean => (other === 'benchmark') !== (kind === 'benchmark');
  return (
    <nav className="tabs" aria-label="What to start">
      {START_KINDS.map((other) => (
        <Link
          key={other}
          // A benchmark is a project of its own.
          href={`/start/${other}${search === '' || isOther(other) ? '' : `?${search}`}`}
          aria-current={other === kind ? 'page' : undefined}
        >
          {KIND_TITLES[other].title}
        </Link>
      ))}
    </nav>
  );
}
