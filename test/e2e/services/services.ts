import { once } from 'node:events';
import { createServer as createHttpServer, STATUS_CODES, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { prepared } from '../../../tools/n8n/prepared.ts';
import { makeCertificate } from './certificate.ts';

export interface ServiceRequest {
	method: string;
	host: string;
	path: string;
	/** With its question mark; empty if there is none. */
	query: string;
	authorization: string | undefined;
	/** Read from JSON or from a form. */
	body: Record<string, unknown>;
}

/** What a service answers (bytes as they are, all else as JSON), or nothing for what it does not know. */
export type Answer = { status?: number; body: unknown } | undefined;
export type Service = (request: ServiceRequest) => Answer | Promise<Answer>;

export type Services = Awaited<ReturnType<typeof startServices>>;

function parsed(raw: string, type: string): Record<string, unknown> {
	if (raw === '') return {};
	if (type.includes('urlencoded')) return Object.fromEntries(new URLSearchParams(raw));
	return JSON.parse(raw) as Record<string, unknown>;
}

async function read(request: IncomingMessage): Promise<ServiceRequest> {
	const { method = '', url = '', headers } = request;
	const raw = await text(request);
	return {
		method,
		host: headers.host ?? '',
		path: url.split('?')[0] ?? '',
		query: url.slice(url.split('?')[0]?.length),
		authorization: headers.authorization,
		body: parsed(raw, headers['content-type'] ?? ''),
	};
}

/** Services of others, as n8n's own nodes call them: n8n takes this for its proxy, and trusts its certificate. */
async function startServices(hosts: string[]) {
	const folder = await mkdtemp(join(prepared().scratch, 'services-'));
	const { file, key, cert } = await makeCertificate(folder, hosts);
	const services = new Map<string, Service>();
	const requests: ServiceRequest[] = [];
	let refused: 407 | 502 | undefined;

	const answer = async (incoming: IncomingMessage): Promise<NonNullable<Answer>> => {
		const request = await read(incoming);
		requests.push(request);
		return (await services.get(request.host)?.(request)) ?? { status: 404, body: {} };
	};
	const listener: RequestListener = (incoming, outgoing) => {
		void answer(incoming)
			// A request that n8n breaks off, or one that a script of a test cannot take.
			.catch((error: unknown): NonNullable<Answer> => ({ status: 500, body: { error: String(error) } }))
			.then(({ status = 200, body }) => {
				if (Buffer.isBuffer(body)) outgoing.writeHead(status, { 'content-type': 'application/octet-stream' }).end(body);
				else outgoing.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
			});
	};
	const secure = createHttpsServer({ key, cert }, listener);
	const proxy = createHttpServer(listener);
	// Whatever n8n wants to reach outside ends here.
	proxy.on('connect', (_request, socket) => {
		socket.on('error', () => socket.destroy());
		if (refused !== undefined) {
			socket.end(`HTTP/1.1 ${refused} ${STATUS_CODES[refused] ?? ''}\r\n\r\n`);
			return;
		}
		socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
		secure.emit('connection', socket);
	});
	await once(proxy.listen(0, '127.0.0.1'), 'listening');
	const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;

	return {
		env: { HTTPS_PROXY: url, https_proxy: url, NODE_EXTRA_CA_CERTS: file },
		requests,
		/** Puts one in the place of what was there. */
		set: (host: string, service: Service) => {
			services.set(host, service);
		},
		/** As a proxy, refuses what is sent from now on with this status; undefined: does not refuse. */
		refuse: (status: 407 | 502 | undefined) => {
			refused = status;
		},
		close: async () => {
			secure.closeAllConnections();
			proxy.closeAllConnections();
			proxy.close();
			await rm(folder, { recursive: true, force: true });
		},
	};
}

/** The services of others for the tests of one file; each host knows nothing until it is set. */
export function useServices(hosts: string[]): () => Services {
	let services: Services | undefined;
	beforeAll(async () => {
		services = await startServices(hosts);
	});
	afterAll(() => services?.close());
	return () => {
		if (!services) throw new Error('The services are there only while tests run');
		return services;
	};
}
