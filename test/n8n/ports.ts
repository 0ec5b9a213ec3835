import { createServer } from 'node:net';

/** Where everything of the tests listens. */
export const HOST = '127.0.0.1';

function listen(port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined);
      else reject(error);
    });
    server.listen(port, HOST, () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : undefined));
    });
  });
}

/** A free port of the loopback: the preferred one when it can be had, else one the system gives. */
export async function freePort(preferred = 0): Promise<number> {
  const port = (await listen(preferred)) ?? (await listen(0));
  if (port === undefined) throw new Error('The system gave no free port');
  return port;
}
