/** The terminal shows few and calm lines; everything else is in the logs. */
export type Say = (line: string) => void;

export const say: Say = (line) => void process.stdout.write(`${line}\n`);

/** For what happens later, while it runs. */
export const sayWithTime: Say = (line) => say(`  ${new Date().toTimeString().slice(0, 8)}  ${line}`);
