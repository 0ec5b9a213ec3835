import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

/** Bytes as they went over the server's sockets, heads and bodies. */
export interface Traffic {
	received: number;
	sent: number;
}

/** Counts what goes over all sockets that this process accepts; each call gives the total so far. */
export function countTraffic(): () => Traffic {
	const open = new Set<Socket>();
	const closed: Traffic = { received: 0, sent: 0 };
	subscribe('net.server.socket', (message) => {
		const { socket } = message as { socket: Socket };
		open.add(socket);
		socket.once('close', () => {
			open.delete(socket);
			closed.received += socket.bytesRead;
			closed.sent += socket.bytesWritten;
		});
	});
	return () => {
		const total = { ...closed };
		for (const { bytesRead, bytesWritten } of open) {
			total.received += bytesRead;
			total.sent += bytesWritten;
		}
		return total;
	};
}
