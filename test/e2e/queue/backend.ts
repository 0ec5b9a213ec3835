import { execa } from 'execa';
import { chmod, chown, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../n8n/index.ts';
import { prepared } from '../support/prepared.ts';
import { find, startDaemon, type Daemon } from './daemon.ts';

/** The database and the queue of n8n's queue mode. */
export interface Backend {
  /** For n8n's environment. */
  env: Record<string, string>;
  /** All that the database holds, as text. */
  dump: () => Promise<string>;
  close: () => Promise<void>;
}

const HOST = '127.0.0.1';

/** PostgreSQL refuses to run as root. */
async function otherUser(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const ask = async (what: string) => Number((await execa('id', [what, 'postgres'])).stdout);
  return { uid: await ask('-u'), gid: await ask('-g') };
}

async function startPostgres(folder: string, port: number): Promise<Daemon> {
  const [initdb, postgres] = [find('initdb', 'postgresql'), find('postgres', 'postgresql')];
  const user = await otherUser();
  await mkdir(folder);
  if (user) await chown(folder, user.uid, user.gid);
  const login = ['--username=n8n', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'];
  await execa(initdb, [`--pgdata=${folder}`, ...login], { ...user, cwd: folder });
  const args = ['-D', folder, '-p', String(port), '-h', HOST, '-k', '', '-c', 'fsync=off'];
  return startDaemon(postgres, args, { ...(user && { user }), ready: /ready to accept connections/ });
}

async function startRedis(folder: string, port: number): Promise<Daemon> {
  await mkdir(folder);
  const args = ['--port', String(port), '--bind', HOST, '--dir', folder, '--save', '', '--appendonly', 'no'];
  return startDaemon(find('redis-server', 'redis-server'), args, { ready: /Ready to accept connections/i });
}

export async function startBackend(): Promise<Backend> {
  const daemons: Daemon[] = [];
  const folder = await mkdtemp(join(prepared().scratch, 'backend-'));
  const close = async () => {
    await Promise.all(daemons.map(({ stop }) => stop()));
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    // Others than the owner have to get through to what is theirs in it.
    await chmod(folder, 0o711);
    const [redisPort, postgresPort] = [await freePort(), await freePort()];
    daemons.push(await startRedis(join(folder, 'redis'), redisPort));
    daemons.push(await startPostgres(join(folder, 'postgres'), postgresPort));
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
    const dump = async () => {
      const login = [`--host=${HOST}`, `--port=${postgresPort}`, '--username=n8n', '--dbname=postgres'];
      const { stdout } = await execa(find('pg_dump', 'postgresql'), [...login, '--data-only', '--inserts']);
      return stdout;
    };
    return { env, dump, close };
  } catch (error) {
    await close();
    throw error;
  }
}
