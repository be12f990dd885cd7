import { connect, createServer, type Socket } from 'node:net';

// Run as a process of its own by `npm start` when there are several control processes:
//   node balancer.ts HOST PORT CONTROL_PORT …
// Each connection goes to the next control process in turn that takes it; what is said on it is not read.

const [host = '', port = '', ...controls] = process.argv.slice(2);
const loopback = '127.0.0.1';
let turn = 0;

/** The first that takes the connection, beginning with whose turn it is. */
function open(tried: number, first: number, done: (far: Socket | undefined) => void): void {
  if (tried === controls.length) {
    done(undefined);
    return;
  }
  const far = connect({ host: loopback, port: Number(controls[(first + tried) % controls.length]), noDelay: true });
  const next = () => open(tried + 1, first, done);
  far.once('error', next);
  far.once('connect', () => {
    far.off('error', next);
    done(far);
  });
}

const server = createServer({ noDelay: true, pauseOnConnect: true }, (near) => {
  near.on('error', () => undefined); // `close` follows.
  open(0, turn++, (far) => {
    if (!far || near.destroyed) {
      far?.destroy();
      near.destroy();
      return;
    }
    far.on('error', () => undefined); // `close` follows.
    near.once('close', () => far.destroy());
    far.once('close', () => near.destroy());
    near.pipe(far).pipe(near);
  });
});

server.listen({ host, port: Number(port) }, () => process.stdout.write(`listening at ${host}:${port}\n`));
process.once('SIGTERM', () => process.exit(0));
process.once('SIGINT', () => undefined); // Ctrl-C is for whoever started this, who sends SIGTERM.
process.once('disconnect', () => process.exit(0));
