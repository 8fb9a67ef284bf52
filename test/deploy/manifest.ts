import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { StatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import { Ingress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Namespace } from 'kubernetes-models/v1/Namespace';
import { PersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import { Secret } from 'kubernetes-models/v1/Secret';
import { Service } from 'kubernetes-models/v1/Service';
import { parseAllDocuments } from 'yaml';

/** A document of a manifest, before anything is known of it but what it says it is. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
}

/** What the tests look at in a Deployment or StatefulSet. */
export interface Workload extends Manifest {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly template: {
      readonly metadata: { readonly labels: Readonly<Record<string, string>> };
      readonly spec: PodSpec;
    };
    readonly volumeClaimTemplates?: readonly { readonly metadata: { readonly name: string } }[];
  };
}

export interface PodSpec {
  readonly containers: readonly Container[];
  readonly volumes?: readonly { readonly name: string }[];
  readonly terminationGracePeriodSeconds: number;
  readonly automountServiceAccountToken: boolean;
  readonly enableServiceLinks: boolean;
  readonly securityContext: object;
}

interface Probe {
  readonly httpGet?: { readonly path: string; readonly port: string };
}

export interface Container {
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly env?: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: { readonly secretKeyRef?: { readonly name: string; readonly key: string } };
  }[];
  readonly envFrom?: readonly {
    readonly configMapRef?: { readonly name: string };
    readonly secretRef?: { readonly name: string };
  }[];
  readonly startupProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly lifecycle?: { readonly preStop: { readonly exec: { readonly command: readonly string[] } } };
  readonly resources: { readonly limits: { readonly memory: string } };
  readonly securityContext: object;
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}

/** Kubernetes' own schemas, of the kinds that are used here. */
const MODELS = [
  ...[ConfigMap, Deployment, Ingress, Namespace, NetworkPolicy, PersistentVolumeClaim, PodDisruptionBudget],
  ...[Secret, Service, StatefulSet],
] as readonly (new (data: object) => { validate(): void })[];

/** The documents of a file. Throws where one is no YAML, or has a key twice. */
export function manifestsOf(text: string): Manifest[] {
  return parseAllDocuments(text, { merge: true }).map((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    return document.toJS() as Manifest;
  });
}

/**
 * The paths of fields that Kubernetes' schema of this kind has no word for, such as `/spec/replica`. Throws where the manifest is not as the schema says. The
 * schemas let unknown fields pass; but they look at each one that they know, and these are the others.
 */
export function unknownFields(manifest: Manifest): string[] {
  const Model = MODELS.find((model) => {
    const { apiVersion, kind } = model as object as Manifest;
    return apiVersion === manifest.apiVersion && kind === manifest.kind;
  });
  if (Model === undefined) throw new Error(`no schema of ${manifest.apiVersion} ${manifest.kind} is at hand`);
  const seen = new Set<string>();
  const model = new Model(manifest);
  model.validate.call(watched(model, '', seen));
  return pathsOf(manifest, '').filter((path) => !seen.has(path));
}

/** The same value, which notes the path of everything that is read of it. */
function watched(value: unknown, path: string, seen: Set<string>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return new Proxy(value, {
    get(target, key) {
      const inner = Reflect.get(target, key) as unknown;
      if (typeof key === 'symbol') return inner;
      seen.add(`${path}/${key}`);
      return watched(inner, `${path}/${key}`, seen);
    },
  });
}

function pathsOf(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [`${path}/${key}`, ...pathsOf(inner, `${path}/${key}`)]);
}
