import { execa } from 'execa';
import axios from 'axios';
import { dirname, delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './ports.ts';

const HOST = '127.0.0.1';
const LOG_LINES = 2_000;

export interface StartOptions {
  /** The folder of the `n8n` package, as `ensureN8n` returns it. */
  n8nDir: string;
  /** n8n keeps everything it writes in `<userFolder>/.n8n`. */
  userFolder: string;
  /** The editor's port; without it a free one. */
  port?: number;
  /** Added to, or in place of, the environment n8n gets anyway. */
  env?: Record<string, string>;
  startTimeoutMs?: number;
}

export interface RunningN8n {
  url: string;
  pid: number;
  /** The last lines n8n wrote, at most so many. */
  log: (lines?: number) => string;
  /** Settles when n8n has ended, for whatever reason. */
  exited: Promise<void>;
  /** Ends n8n as a service manager does and waits until it and its children are gone. */
  stop: () => Promise<void>;
  /** Ends n8n and its children at once, as a crash would. */
  kill: () => Promise<void>;
}

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
  N8N_DISABLED_MODULES: 'mcp-registry',
  EXTERNAL_FRONTEND_HOOKS_URLS: '',
};

async function environment(options: StartOptions, port: number): Promise<Record<string, string | undefined>> {
  const inherited = Object.entries(process.env).filter(([name]) => !FOREIGN_SETTINGS.test(name));
  const loopback = [process.env['NO_PROXY'], HOST, 'localhost'].filter(Boolean).join(',');
  return {
    ...Object.fromEntries(inherited),
    ...QUIET,
    // n8n starts its task runner as plain "node".
    PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
    NO_PROXY: loopback,
    no_proxy: loopback,
    N8N_USER_FOLDER: options.userFolder,
    N8N_HOST: HOST,
    N8N_LISTEN_ADDRESS: HOST,
    N8N_PORT: String(port),
    N8N_RUNNERS_BROKER_PORT: String(await freePort()),
    N8N_SECURE_COOKIE: 'false',
    N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
    N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '10',
    ...options.env,
  };
}

/** Starts n8n on the loopback and waits until its REST API answers. */
export async function startN8n(options: StartOptions): Promise<RunningN8n> {
  const port = options.port ?? (await freePort());
  const url = `http://${HOST}:${port}`;
  const grouped = process.platform !== 'win32';
  const subprocess = execa(process.execPath, [join(options.n8nDir, 'bin', 'n8n'), 'start'], {
    env: await environment(options, port),
    extendEnv: false,
    // A group of its own: its children can be ended with it, and Ctrl-C reaches it through us alone.
    detached: grouped,
    all: true,
    buffer: false,
    reject: false,
    forceKillAfterDelay: 20_000,
    stdin: 'ignore',
  });
  const { pid } = subprocess;
  if (pid === undefined) throw new Error(`n8n could not be started from ${options.n8nDir}`);

  const lines: string[] = [];
  subprocess.all.on('data', (chunk: Buffer) => {
    lines.push(...chunk.toString().split('\n').filter(Boolean));
    lines.splice(0, lines.length - LOG_LINES);
  });
  const log = (last = LOG_LINES) => lines.slice(-last).join('\n');

  const signal = (name: NodeJS.Signals) => {
    try {
      process.kill(grouped ? -pid : pid, name);
    } catch {
      // It has ended already.
    }
  };
  let running = true;
  const endWithUs = () => signal('SIGKILL');
  // First of all exit handlers: others may remove the folder n8n writes to.
  process.prependOnceListener('exit', endWithUs);
  const exited = subprocess.then(() => {
    running = false;
    // Its task runner, should that have outlived it.
    signal('SIGKILL');
    process.removeListener('exit', endWithUs);
  });
  const kill = async () => {
    signal('SIGKILL');
    await exited;
  };
  const stop = async () => {
    if (running) subprocess.kill('SIGTERM');
    await exited;
  };

  const deadline = Date.now() + (options.startTimeoutMs ?? 120_000);
  while (!(await isReady(url))) {
    const reason = !running ? 'n8n ended while starting' : Date.now() > deadline ? 'n8n did not become ready' : undefined;
    if (reason !== undefined) {
      await kill();
      throw new Error(`${reason}. Its last lines:\n${log(20)}`);
    }
    await sleep(250);
  }
  return { url, pid, log, exited, stop, kill };
}

async function isReady(url: string): Promise<boolean> {
  try {
    const health = await axios.get(`${url}/healthz/readiness`, { proxy: false, timeout: 5_000 });
    const settings = await axios.get<unknown>(`${url}/rest/settings`, { proxy: false, timeout: 5_000 });
    // While it starts, n8n answers everything with a page that says so.
    return health.status === 200 && typeof settings.data === 'object';
  } catch {
    return false;
  }
}
