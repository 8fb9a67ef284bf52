import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import { Link, Route, Switch, useLocation } from 'wouter';
import { listenToKeys, useShortcuts } from './lib/shortcuts.ts';
import { HelpDialog } from './parts/help-dialog.tsx';
import { loadedLater } from './parts/loaded-later.tsx';
import { ScreenBoundary } from './parts/screen-boundary.tsx';
import { WhoBar } from './parts/who-bar.tsx';
import { NoSuchScreen } from './screens/no-such-screen.tsx';
import { RunsScreen } from './screens/runs/runs-screen.tsx';

const JobScreen = loadedLater(async () => (await import('./screens/job/job-screen.tsx')).JobScreen);
const RunScreen = loadedLater(async () => (await import('./screens/job/run-screen.tsx')).RunScreen);
const StartScreen = loadedLater(async () => (await import('./screens/start/start-screen.tsx')).StartScreen);
const ImportScreen = loadedLater(async () => (await import('./screens/import/import-screen.tsx')).ImportScreen);
const CompareScreen = loadedLater(async () => (await import('./screens/compare/compare-screen.tsx')).CompareScreen);
const LiveScreen = loadedLater(async () => (await import('./screens/live/live-screen.tsx')).LiveScreen);
const ProjectsScreen = loadedLater(async () => (await import('./screens/project/projects-screen.tsx')).ProjectsScreen);
const ProjectScreen = loadedLater(async () => (await import('./screens/project/project-screen.tsx')).ProjectScreen);
const DatasetScreen = loadedLater(async () => (await import('./screens/project/dataset-screen.tsx')).DatasetScreen);
const BenchmarksScreen = loadedLater(async () => (await import('./screens/benchmarks/benchmarks-screen.tsx')).BenchmarksScreen);
const SettingsScreen = loadedLater(async () => (await import('./screens/settings/settings-screen.tsx')).SettingsScreen);

/** The screens of the top bar, with the keys that open each. */
const PLACES: readonly { readonly path: string; readonly name: string; readonly keys: string }[] = [
  { path: '/', name: 'Runs', keys: 'g r' },
  { path: '/start', name: 'Start', keys: 'g n' },
  { path: '/compare', name: 'Compare', keys: 'g c' },
  { path: '/projects', name: 'Projects', keys: 'g p' },
  { path: '/benchmarks', name: 'Benchmarks', keys: 'g b' },
  { path: '/import', name: 'Import', keys: 'g i' },
  { path: '/settings', name: 'Settings', keys: 'g s' },
];

/** The whole application: the bar, and the screen that the address names. */
export function App(): ReactNode {
  const [path, navigate] = useLocation();
  useEffect(listenToKeys, []);
  useShortcuts(
    useMemo(
      () =>
        PLACES.map((place) => ({
          keys: place.keys,
          does: `Go to ${place.name}`,
          run: () => {
            navigate(place.path);
          },
        })),
      [navigate],
    ),
  );
  const places = useRef<HTMLElement>(null);
  useEffect(() => {
    // Where the bar is too narrow for all of them.
    const bar = places.current;
    const current = bar?.querySelector('[aria-current]')?.getBoundingClientRect();
    if (!bar || !current) return;
    bar.scrollLeft += current.left - bar.getBoundingClientRect().left - (bar.clientWidth - current.width) / 2;
  }, [path]);
  return (
    <>
      <a className="skip" href="#screen" onClick={focusScreen}>
        Skip to the content
      </a>
      <header className="bar">
        <Link href="/" className="brand">
          Assay
        </Link>
        <nav ref={places} aria-label="Screens">
          {PLACES.map((place) => (
            <Link key={place.path} href={place.path} aria-current={isAt(path, place.path) ? 'page' : undefined}>
              {place.name}
            </Link>
          ))}
        </nav>
        <WhoBar />
        <HelpDialog />
      </header>
      <main id="screen" tabIndex={-1}>
        <ScreenBoundary key={screenOf(path)}>
          <Switch>
            <Route path="/" component={RunsScreen} />
            <Route path="/jobs/:id" component={JobScreen} />
            <Route path="/jobs/:id/rows/:row" component={JobScreen} />
            <Route path="/runs/:id" component={RunScreen} />
            <Route path="/runs/:id/rows/:row" component={RunScreen} />
            <Route path="/start/:kind?" component={StartScreen} />
            <Route path="/import" component={ImportScreen} />
            <Route path="/compare" component={CompareScreen} />
            <Route path="/comparisons/:id" component={LiveScreen} />
            <Route path="/projects" component={ProjectsScreen} />
            <Route path="/projects/:project" component={ProjectScreen} />
            <Route path="/projects/:project/datasets/:dataset" component={DatasetScreen} />
            <Route path="/benchmarks" component={BenchmarksScreen} />
            <Route path="/settings" component={SettingsScreen} />
            <Route component={NoSuchScreen} />
          </Switch>
        </ScreenBoundary>
      </main>
    </>
  );
}

function isAt(path: string, place: string): boolean {
  return place === '/' ? path === '/' : path === place || path.startsWith(`${place}/`);
}

/** What an address shows a part of, such as a job that a row is open of: the screen stays while its parts change. */
function screenOf(path: string): string {
  return path.split('/', 3).join('/');
}

/** A link to `#screen` would be read against the base of the page, and leave it. */
function focusScreen(event: { preventDefault: () => void }): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('#screen')?.focus();
}
