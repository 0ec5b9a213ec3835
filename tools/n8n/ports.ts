import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Where everything of the tests listens. */
export const HOST = '127.0.0.1';

/**
 * Where ports are looked for: below those that systems hand out by themselves, to servers and to each connection. One of
 * those could be gone before n8n, which takes its time, listens at it.
 */
const LOWEST = 20_000;
const HIGHEST = 29_999;

let next = randomInt(LOWEST, HIGHEST + 1);

function isFree(port: number): Promise<boolean> {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', (error: NodeJS.ErrnoException) => {
			if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
			else reject(error);
		});
		server.listen(port, HOST, () => server.close(() => resolve(true)));
	});
}

/** A free port of the loopback, and each time another one; the preferred one when it can be had. */
export async function freePort(preferred?: number): Promise<number> {
	if (preferred !== undefined && (await isFree(preferred))) return preferred;
	for (let tries = LOWEST; tries <= HIGHEST; tries += 1) {
		const port = next;
		next = port === HIGHEST ? LOWEST : port + 1;
		if (await isFree(port)) return port;
	}
	throw new Error(`No port from ${LOWEST} to ${HIGHEST} is free`);
}
