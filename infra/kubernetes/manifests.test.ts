import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig } from '@rostrum/config';
import t from 'tap';
import { processSettings } from '../docs/documents.ts';
import { type Container, files, type Manifest, readManifests, type Variable } from './manifests.ts';
import { unknownFields } from './unknown-fields.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** The API's own schemas of what we use, as the package `kubernetes-models` has them. */
const schemas: Readonly<Record<string, string>> = {
  'v1 ConfigMap': 'IoK8sApiCoreV1ConfigMap',
  'v1 Namespace': 'IoK8sApiCoreV1Namespace',
  'v1 Service': 'IoK8sApiCoreV1Service',
  'apps/v1 Deployment': 'IoK8sApiAppsV1Deployment',
  'apps/v1 StatefulSet': 'IoK8sApiAppsV1StatefulSet',
  'networking.k8s.io/v1 Ingress': 'IoK8sApiNetworkingV1Ingress',
  'policy/v1 PodDisruptionBudget': 'IoK8sApiPolicyV1PodDisruptionBudget',
};
type Validate = ((document: object) => boolean) & { errors: readonly { instancePath: string; message?: string }[] };
const validators = new Map<string, Validate>();
for (const [kind, schema] of Object.entries(schemas)) {
  const { validate } = (await import(`kubernetes-models/_schemas/${schema}`)) as { validate: Validate };
  validators.set(kind, validate);
}

/** @throws with the path and what is wrong there */
function validate(document: object): void {
  const { apiVersion, kind } = document as Manifest;
  const check = validators.get(`${apiVersion} ${kind}`);
  if (!check) throw new TypeError(`no schema for ${apiVersion} ${kind}`);
  if (!check(document)) throw new TypeError(JSON.stringify(check.errors));
}

const manifests = files.filter((file) => file !== 'kustomization.yaml').flatMap(readManifests);
const ofKind = (...names: string[]) => manifests.filter(({ kind }) => names.includes(kind));
const workloads = ofKind('Deployment', 'StatefulSet').map((manifest) => {
  const [container] = manifest.spec?.template?.spec.containers ?? [];
  if (!container) throw new TypeError(`${manifest.file} has no container`);
  return { manifest, container, pod: manifest.spec?.template };
});
const settingsMap = ofKind('ConfigMap')[0]?.data ?? {};

/** What somebody would put into the secret, as docs/operations.md says it. */
const secrets: Readonly<Record<string, string>> = {
  secret: 'a secret of thirty-two characters!',
  'redis-url': 'rediss://:password@redis.example.org:6379',
  'database-url': 'postgresql://rostrum:password@postgres.example.org/rostrum',
  's3-key-id': 'id',
  's3-key-secret': 'key',
  'turn-secret': 'a secret of sixteen',
};
const fields: Readonly<Record<string, string>> = {
  'metadata.name': 'sfu-0',
  'status.podIP': '10.1.2.3',
  'status.hostIP': '203.0.113.7',
};

function given({ value, valueFrom }: Variable): string | undefined {
  const { secretKeyRef, configMapKeyRef, fieldRef } = valueFrom ?? {};
  if (secretKeyRef) return secrets[secretKeyRef.key];
  if (configMapKeyRef) return settingsMap[configMapKeyRef.key];
  return fieldRef ? fields[fieldRef.fieldPath] : value;
}

/** As the kubelet fills it in: a variable may use those before it. */
function environment({ env }: Container): Record<string, string> {
  const filled: Record<string, string> = {};
  for (const variable of env) {
    const value = given(variable);
    if (value === undefined) throw new TypeError(`${variable.name} leads nowhere`);
    filled[variable.name] = value.replace(/\$\(([A-Z_]+)\)/g, (whole, name: string) => filled[name] ?? whole);
  }
  return filled;
}

t.test('every document is what Kubernetes takes, and has no field that it does not know', async (t) => {
  t.ok(manifests.length >= 15);
  for (const { file, ...document } of manifests) {
    const name = `${file}: ${document.kind} ${document.metadata.name}`;
    t.doesNotThrow(() => validate(document), name);
    t.same(unknownFields(document, validate), [], name);
  }
});

t.test('a wrong type and a wrong name are found', async (t) => {
  const { file: _file, ...document } = ofKind('Service')[0] as Manifest;
  const wrong = structuredClone(document) as unknown as {
    spec: { ports: Record<string, unknown>[]; selectr?: object };
  };
  wrong.spec.selectr = {};
  t.same(unknownFields(wrong, validate), ['.spec.selectr']);
  Object.assign(wrong.spec.ports[0] ?? {}, { port: '8080' });
  t.throws(() => validate(wrong), /ports.0.port.*integer/);
});

t.test('all files are applied, and nothing else', async (t) => {
  const [list] = readManifests('kustomization.yaml') as unknown as { resources: string[] }[];
  t.same(
    list?.resources.toSorted(),
    files.filter((file) => file !== 'kustomization.yaml'),
  );
});

for (const { title: name, settings } of processSettings.filter(({ title }) => title !== 'npm start')) {
  t.test(`${name} takes what its manifest gives it`, async (t) => {
    const { container, manifest } = workloads.find(({ container }) => container.name === name) ?? {};
    if (!container || !manifest) throw new TypeError('there is none');
    t.ok(existsSync(join(root, container.args[0] ?? '')) && container.args[0]?.endsWith('main.ts'));
    const config = readConfig(settings, environment(container));
    t.equal((config as { port: number }).port, container.ports.find((port) => port.name === 'http')?.containerPort);
  });
}

t.test('secrets come by reference, and each one that is asked for is in the manual', async (t) => {
  const manual = readFileSync(join(root, 'docs/operations.md'), 'utf8');
  for (const { container } of workloads) {
    for (const { name, valueFrom } of container.env) {
      if (/SECRET|KEY_ID|REDIS_URL|DATABASE_URL/.test(name))
        t.ok(valueFrom?.secretKeyRef, `${container.name}: ${name}`);
      if (valueFrom?.secretKeyRef) t.match(manual, `--from-literal=${valueFrom.secretKeyRef.key}=`);
    }
  }
  const asked = workloads.flatMap(({ container }) =>
    container.env.flatMap((one) => one.valueFrom?.configMapKeyRef?.key ?? []),
  );
  t.same(Object.keys(settingsMap).sort(), [...new Set(asked)].sort(), 'no setting without a use');
});

t.test('each process is probed, bounded, and given the time that it needs to end', async (t) => {
  for (const { container, pod } of workloads) {
    t.ok(container.readinessProbe && container.livenessProbe, container.name);
    t.ok(container.resources.requests.cpu && container.resources.requests.memory && container.resources.limits.memory);
    const drainSeconds = Number(environment(container).ROSTRUM_DRAIN_SECONDS ?? 0);
    // Seven seconds are the longest that a process takes to end in order: packages/service/src/run-process.ts.
    t.ok((pod?.spec.terminationGracePeriodSeconds ?? 0) >= drainSeconds + 7 + 5, `${container.name} is not cut off`);
  }
});

t.test('services and budgets mean pods that there are, and whoever has company has a budget', async (t) => {
  const isOf = (labels: Readonly<Record<string, unknown>> = {}) =>
    workloads.filter(({ pod }) => Object.entries(labels).every(([key, value]) => pod?.metadata.labels[key] === value));
  for (const { spec, metadata } of ofKind('Service')) {
    const [target, ...others] = isOf(spec?.selector);
    t.ok(target && others.length === 0, metadata.name);
    for (const { targetPort } of spec?.ports ?? [])
      t.ok(target?.container.ports.some(({ name }) => name === targetPort));
  }
  for (const { manifest, container } of workloads.filter(({ manifest }) => (manifest.spec?.replicas ?? 1) > 1)) {
    const budgets = ofKind('PodDisruptionBudget').filter(
      ({ spec }) => isOf(spec?.selector?.matchLabels)[0]?.container === container,
    );
    t.equal(budgets.length, 1, container.name);
    if (manifest.spec?.serviceName && container.name !== 'coturn')
      t.ok(ofKind('Service').some(({ metadata }) => metadata.name === manifest.spec?.serviceName));
  }
});

t.test('coturn is told all that turnserver.conf says', async (t) => {
  const lines = readFileSync(join(root, 'infra/coturn/turnserver.conf'), 'utf8').split('\n');
  const args = workloads.find(({ container }) => container.name === 'coturn')?.container.args ?? [];
  for (const line of lines.filter((one) => /^[a-z]/.test(one))) t.ok(args.includes(`--${line}`), line);
});
