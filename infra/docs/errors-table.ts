import { faultKinds } from '@rostrum/protocol';

/** docs/errors.md, from the one table of codes. */
export function makeErrorsTable(): string {
  const rows = Object.entries(faultKinds).map(([code, kind]) => {
    const close = 'wsClose' in kind && kind.wsClose !== undefined ? kind.wsClose : '';
    return `| \`${code}\` | ${kind.http} | ${close} | ${kind.retry ? 'yes' : 'no'} | ${kind.blame} | ${kind.message} |`;
  });
  return `# Errors

Made from [errors.ts](../packages/protocol/src/errors.ts) by \`npm run docs\`; a check fails when it is out of date.

Every refusal is \`{ "code", "message" }\`, with the status *HTTP* on an HTTP answer; *closes with* is set when the signaling socket
ends with it. *Retry*: the same request may succeed later without a change. *Blame* decides who is told: \`caller\` is one
info line in the log, \`upstream\` a warning, \`us\` an error.

| code | HTTP | closes with | retry | blame | what a person reads |
|---|---|---|---|---|---|
${rows.join('\n')}
`;
}
