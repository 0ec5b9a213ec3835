import { readFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { freePort, HOST } from './ports.ts';
import type { StartOptions } from './server.ts';

// The caller's own settings (a database, a key, a port) must not leak into this one.
const FOREIGN_SETTINGS = /^(N8N_|DB_|EXECUTIONS_|QUEUE_|NODES_|RETELL_|WEBHOOK_URL$|NODE_OPTIONS$|JEST_|NODE_ENV$)/;

// n8n asks nobody for anything: no usage reports, version checks, templates, banners, licences.
const QUIET = {
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_DIAGNOSTICS_CONFIG_FRONTEND: '',
	N8N_DIAGNOSTICS_CONFIG_BACKEND: '',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
	N8N_AI_ENABLED: 'false',
	EXTERNAL_FRONTEND_HOOKS_URLS: '',
};

/** What n8n 1 is told besides, and what n8n 2 is. */
async function ofVersion(n8nDir: string): Promise<Record<string, string>> {
	const { version } = JSON.parse(await readFile(join(n8nDir, 'package.json'), 'utf8')) as { version: string };
	return version.startsWith('1.')
		? // Its usual way with SQLite mixes up transactions that meet ("Transaction is not started yet"), and all that it
			// writes from then on is gone when it ends. It advises against that way itself; n8n 2 has only this one.
			{ DB_SQLITE_POOL_SIZE: '3' }
		: // A module that asks somebody, too: n8n does not start when told of one that it does not have.
			{ N8N_DISABLED_MODULES: 'mcp-registry' };
}

/** The environment of an n8n that listens at this port. */
export async function environment(options: StartOptions, port: number): Promise<Record<string, string | undefined>> {
	const inherited = Object.entries(process.env).filter(([name]) => !FOREIGN_SETTINGS.test(name));
	const loopback = [process.env['NO_PROXY'], HOST, 'localhost'].filter(Boolean).join(',');
	return {
		...Object.fromEntries(inherited),
		...QUIET,
		...(await ofVersion(options.n8nDir)),
		// n8n starts its task runner as plain "node".
		PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
		NO_PROXY: loopback,
		no_proxy: loopback,
		N8N_USER_FOLDER: options.userFolder,
		N8N_HOST: HOST,
		N8N_LISTEN_ADDRESS: HOST,
		N8N_PORT: String(port),
		// A worker tells only here that it is ready.
		QUEUE_HEALTH_CHECK_ACTIVE: 'true',
		QUEUE_HEALTH_CHECK_PORT: String(port),
		N8N_RUNNERS_BROKER_PORT: String(await freePort()),
		N8N_SECURE_COOKIE: 'false',
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '10',
		...options.env,
	};
}
