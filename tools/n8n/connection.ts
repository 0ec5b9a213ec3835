import axios from 'axios';
import type { AxiosInstance, AxiosResponse } from 'axios';
import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';

/** n8n's REST API, as the editor uses it: its answers without their envelope. */
export interface Connection {
	get: <T>(path: string, params?: object) => Promise<T>;
	send: <T>(method: 'patch' | 'post', path: string, body: object) => Promise<T>;
	remove: (path: string) => Promise<void>;
}

function sessionOf(response: AxiosResponse): string | undefined {
	return response.headers['set-cookie']?.map((cookie) => cookie.split(';')[0]).join('; ');
}

function open(url: string): AxiosInstance {
	// n8n ties a session to the browser that began it.
	const headers = { 'browser-id': randomUUID() };
	// A connection for each request: one that is kept could be closed by n8n just when it is used again.
	const httpAgent = new Agent({ keepAlive: false });
	const http = axios.create({ baseURL: `${url}/rest`, headers, httpAgent, proxy: false, timeout: 120_000 });
	http.interceptors.response.use(
		(response) => {
			const session = sessionOf(response);
			if (session) http.defaults.headers.common['Cookie'] = session;
			return response;
		},
		(error: unknown) => {
			if (!axios.isAxiosError<{ message?: string }>(error)) throw error;
			const { config, response } = error;
			const said = response ? `${response.status} ${response.data.message ?? ''}` : error.message;
			// Without its cause: that holds the whole request, and with it a credential's key.
			throw new Error(`n8n answered ${config?.method?.toUpperCase()} ${config?.url}: ${said}`);
		},
	);
	return http;
}

export function connect(url: string): Connection {
	const http = open(url);
	return {
		get: async <T>(path: string, params?: object) => (await http.get<{ data: T }>(path, { params })).data.data,
		send: async <T>(method: 'patch' | 'post', path: string, body: object) =>
			(await http.request<{ data: T }>({ method, url: path, data: body })).data.data,
		remove: async (path: string) => {
			await http.delete(path);
		},
	};
}
