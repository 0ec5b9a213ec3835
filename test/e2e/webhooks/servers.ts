import axios from 'axios';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SIGNATURE_HEADER } from '../../../tools/sandbox/webhooks/sign.ts';

interface Listening {
	url: string;
	close: () => void;
}

async function listen(listener: RequestListener): Promise<Listening> {
	const server = createServer(listener);
	await once(server.listen(0, '127.0.0.1'), 'listening');
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
		close: () => {
			server.closeAllConnections();
			server.close();
		},
	};
}

/** A way to n8n on which requests arrive, but answers are lost; a status of 0 is an answer that n8n did not give. */
export async function startLossyRelay(target: string): Promise<Listening & { statuses: number[] }> {
	const statuses: number[] = [];
	const listening = await listen((incoming, outgoing) => {
		void buffer(incoming)
			.then((body) => {
				const { 'content-type': type, [SIGNATURE_HEADER]: signature } = incoming.headers;
				const headers = { 'content-type': type, [SIGNATURE_HEADER]: signature };
				return axios.post(target, body, { headers, proxy: false, validateStatus: null });
			})
			.then(({ status }) => statuses.push(status))
			.catch(() => statuses.push(0))
			.finally(() => outgoing.destroy());
	});
	return { ...listening, statuses };
}

/** A server that answers nobody until its gate is opened. */
export async function startGate(): Promise<Listening & { waiting: () => number; open: () => void }> {
	let waiting = 0;
	const gate = Promise.withResolvers<void>();
	const listening = await listen((_request, outgoing) => {
		waiting += 1;
		void gate.promise.then(() => outgoing.writeHead(200, { 'content-type': 'application/json' }).end('{"open":true}'));
	});
	return { ...listening, waiting: () => waiting, open: gate.resolve };
}
