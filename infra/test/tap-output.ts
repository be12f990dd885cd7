/** What a run of tap says of itself in its last lines: `# { total: 17, pass: 15, fail: 2 }`. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/**
 * Reads TAP version 14 line by line: tells one line for each test file, and of those that failed each failure with its
 * diagnosis.
 */
export class TapOutput {
  readonly #tell: (line: string) => void;
  #block: string[] = [];
  #counts: Counts = { passed: 0, failed: 0 };

  constructor(tell: (line: string) => void) {
    this.#tell = tell;
  }

  get counts(): Counts {
    return this.#counts;
  }

  handleLine(line: string): void {
    const summary = /^# \{ total: .*\}$/.exec(line);
    const file = /^(not ok|ok) \d+ - (.*)$/.exec(line);
    if (summary) {
      this.#counts = { passed: countOf(line, 'pass'), failed: countOf(line, 'fail') };
    } else if (file) {
      this.#tell(`  ${file[1] === 'ok' ? 'ok' : '--'}  ${file[2]}`);
      if (file[1] === 'not ok') for (const shown of failuresOf(this.#block)) this.#tell(shown);
      this.#block = [];
    } else {
      this.#block.push(line);
    }
  }
}

const countOf = (summary: string, name: string) => Number(new RegExp(`\\b${name}: (\\d+)`).exec(summary)?.[1] ?? 0);

/** The failed assertions, each with the indented diagnosis that follows it, and what the file wrote outside of TAP. */
function failuresOf(block: readonly string[]): string[] {
  const shown: string[] = [];
  let inDiagnosis = false;
  let failed = false;
  for (const line of block) {
    const assertion = /^ *(not ok|ok) \d+/.exec(line);
    if (assertion) failed = assertion[1] === 'not ok' && !/# (TODO|SKIP)/i.test(line);
    if (/^ *---$/.test(line)) inDiagnosis = true;
    const isTap = /^ *(ok \d+|1\.\.\d+|#|TAP version|$)/.test(line);
    if (inDiagnosis ? failed : !isTap) shown.push(`      ${line}`);
    if (/^ *\.\.\.$/.test(line)) inDiagnosis = false;
  }
  return shown;
}
