import { GATE_VARIABLE } from '../../models/gate-connector.ts';
import type { GuardedPlace } from '../guard/process-guard.ts';
import { bubblewrapped, gateInside } from './bubblewrap.ts';
import type { Confinement } from './confinement.ts';
import { permissionFlags } from './node-permission.ts';
import { ProviderGate } from './provider-gate.ts';

/** How to start a confined process: what `fork` takes. */
export interface ConfinedLaunch {
  readonly execPath: string;
  readonly execArgv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Call it when the process has ended. */
  release(): void;
}

/** `flags` are Node's own. In a sandbox of bubblewrap, Node's permissions are a second wall, and say what was refused. */
export function launchConfined(
  confinement: Confinement,
  place: GuardedPlace,
  { flags, isDebugged }: { readonly flags: readonly string[]; readonly isDebugged: boolean },
): ConfinedLaunch {
  const nodeFlags = [...flags, ...permissionFlags(confinement, isDebugged)];
  const env = { ...confinement.environment, ...place.environment };
  switch (confinement.kind) {
    case 'node':
      return { execPath: process.execPath, execArgv: nodeFlags, env, release: () => undefined };
    case 'bwrap': {
      const gate = gateFor(confinement, place);
      const { command, args } = bubblewrapped(confinement, gate?.folder ?? null);
      const gateVariable = gate === null ? {} : { [GATE_VARIABLE]: gateInside(ProviderGate.SOCKET) };
      return {
        execPath: command,
        execArgv: [...args, process.execPath, ...nodeFlags],
        env: { ...env, ...gateVariable },
        release: () => gate?.close(),
      };
    }
    default:
      return confinement.kind satisfies never;
  }
}

function gateFor({ hosts, proxyEnvironment }: Confinement, { mark }: GuardedPlace): ProviderGate | null {
  return hosts.length === 0 ? null : new ProviderGate(mark, hosts, proxyEnvironment);
}
