import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** As much of a manifest as our rules look at; that it is one at all is for Kubernetes' schemas to say. */
export interface Manifest {
  readonly file: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: {
    readonly replicas?: number;
    readonly serviceName?: string;
    readonly selector?: Readonly<Record<string, unknown>> & { readonly matchLabels?: Readonly<Record<string, string>> };
    readonly template?: {
      readonly metadata: { readonly labels: Readonly<Record<string, string>> };
      readonly spec: PodSpec;
    };
    readonly ports?: readonly { readonly port: number; readonly targetPort: string }[];
  };
}

export interface PodSpec {
  readonly terminationGracePeriodSeconds: number;
  readonly hostNetwork?: boolean;
  readonly containers: readonly Container[];
}

export interface Container {
  readonly name: string;
  readonly args: readonly string[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly resources: { readonly requests: Record<string, unknown>; readonly limits: Record<string, unknown> };
  readonly readinessProbe?: object;
  readonly livenessProbe?: object;
  readonly env: readonly Variable[];
}

export interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: {
    readonly secretKeyRef?: { readonly name: string; readonly key: string };
    readonly configMapKeyRef?: { readonly name: string; readonly key: string };
    readonly fieldRef?: { readonly fieldPath: string };
  };
}

export const files: readonly string[] = globSync('*.yaml', { cwd: folder }).sort();

export const readManifests = (file: string): Manifest[] =>
  parseAllDocuments(readFileSync(`${folder}/${file}`, 'utf8')).map((document) => {
    if (document.errors.length > 0) throw document.errors[0];
    return { ...(document.toJS() as Omit<Manifest, 'file'>), file: basename(file) };
  });
