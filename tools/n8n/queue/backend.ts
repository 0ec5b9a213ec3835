import { execa } from 'execa';
import { chmod, chown, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../index.ts';
import { prepared } from '../prepared.ts';
import { find, startDaemon, type Daemon } from './daemon.ts';

/** The database and the queue of n8n's queue mode. */
export type Backend = Awaited<ReturnType<typeof startBackend>>;

const HOST = '127.0.0.1';

/** PostgreSQL refuses to run as root. */
async function otherUser(): Promise<{ uid: number; gid: number } | undefined> {
	if (process.getuid?.() !== 0) return undefined;
	const ask = async (what: string) => Number((await execa('id', [what, 'postgres'])).stdout);
	return { uid: await ask('-u'), gid: await ask('-g') };
}

/** What starts a service, for the first time and again. */
type Start = () => Promise<Daemon>;

async function preparePostgres(folder: string, port: number): Promise<Start> {
	const [initdb, postgres] = [find('initdb', 'postgresql'), find('postgres', 'postgresql')];
	const user = await otherUser();
	await mkdir(folder);
	if (user) await chown(folder, user.uid, user.gid);
	const login = ['--username=n8n', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'];
	await execa(initdb, [`--pgdata=${folder}`, ...login], { ...user, cwd: folder });
	const args = ['-D', folder, '-p', String(port), '-h', HOST, '-k', '', '-c', 'fsync=off'];
	return () => startDaemon(postgres, args, { ...(user && { user }), ready: /ready to accept connections/ });
}

async function prepareRedis(folder: string, port: number): Promise<Start> {
	await mkdir(folder);
	// What was queued outlives a restart, as n8n advises.
	const keep = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'no'];
	const args = ['--port', String(port), '--bind', HOST, '--dir', folder, ...keep];
	return () => startDaemon(find('redis-server', 'redis-server'), args, { ready: /Ready to accept connections/i });
}

export async function startBackend() {
	const daemons: Partial<Record<'redis' | 'postgres', Daemon>> = {};
	const folder = await mkdtemp(join(prepared().scratch, 'backend-'));
	const close = async () => {
		await Promise.all(Object.values(daemons).map(({ stop }) => stop()));
		await rm(folder, { recursive: true, force: true, maxRetries: 5 });
	};
	try {
		// Others than the owner have to get through to what is theirs in it.
		await chmod(folder, 0o711);
		const [redisPort, postgresPort] = [await freePort(), await freePort()];
		const starts = {
			redis: await prepareRedis(join(folder, 'redis'), redisPort),
			postgres: await preparePostgres(join(folder, 'postgres'), postgresPort),
		};
		daemons.redis = await starts.redis();
		daemons.postgres = await starts.postgres();
		const env = {
			EXECUTIONS_MODE: 'queue',
			QUEUE_BULL_REDIS_HOST: HOST,
			QUEUE_BULL_REDIS_PORT: String(redisPort),
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: HOST,
			DB_POSTGRESDB_PORT: String(postgresPort),
			DB_POSTGRESDB_DATABASE: 'postgres',
			DB_POSTGRESDB_USER: 'n8n',
			N8N_ENCRYPTION_KEY: 'key-of-the-tests',
		};
		const login = [`--host=${HOST}`, `--port=${postgresPort}`, '--username=n8n', '--dbname=postgres'];
		const run = async (program: 'pg_dump' | 'psql', ...args: string[]) =>
			(await execa(find(program, 'postgresql'), [...login, ...args])).stdout;
		/** Gives all that the database holds, as text. */
		const dump = () => run('pg_dump', '--data-only', '--inserts');
		const quiet = ['--no-psqlrc', '--quiet', '--tuples-only', '--no-align', '--set=ON_ERROR_STOP=1'];
		const psql = (sql: string) => run('psql', ...quiet, `--command=${sql}`);
		const query = async <Row>(sql: string) =>
			JSON.parse(await psql(`SELECT coalesce(json_agg(r), '[]') FROM (${sql}) r`)) as Row[];
		/** Runs statements that answer nothing. */
		const execute = async (sql: string) => void (await psql(sql));
		/** Ends one of the two with a signal; gives what starts it again, with all that it had stored. */
		const stop = async (which: 'redis' | 'postgres', signal: NodeJS.Signals) => {
			await daemons[which]?.stop(signal);
			return { start: async () => void (daemons[which] = await starts[which]()) };
		};
		return { env, dump, query, execute, stop, close };
	} catch (error) {
		await close();
		throw error;
	}
}
