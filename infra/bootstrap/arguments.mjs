const help = `npm start [-- OPTIONS]

Sets up what is missing on this machine, then runs Rostrum until Ctrl-C.

  --demo    a live webinar with three synthetic presenters, to see everything without a camera
  --help    this text

Ports, addresses, database and folders are set in the environment: docs/config.md.
`;

/** Answers the arguments of `npm start`, or ends the process: after the help text, or with 64 (EX_USAGE of sysexits.h). */
export function readArguments(args) {
  const unknown = args.find((arg) => !['--demo', '--help', '-h'].includes(arg));
  if (unknown !== undefined) {
    process.stderr.write(
      `npm start does not know ${unknown}. It knows --demo and --help, after two dashes: npm start -- --demo\n`,
    );
    process.exit(64);
  }
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(help);
    process.exit(0);
  }
  return args;
}
