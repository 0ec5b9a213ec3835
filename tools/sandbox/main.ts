import { parseArgs } from 'node:util';
import { DEMO_AGENTS, DEMO_NUMBERS, startSandbox } from './index.ts';
import type { SandboxOptions } from './index.ts';
import { postCommand, waysToMisbehave } from './misbehave.ts';

const USAGE = `Usage: npm run sandbox -- [--port 4010] [--seed demo|empty] [--webhook-key KEY]`;

function readArguments(): SandboxOptions {
	const { values } = parseArgs({
		options: {
			port: { type: 'string', default: '4010' },
			seed: { type: 'string', default: 'demo' },
			'webhook-key': { type: 'string' },
			help: { type: 'boolean', short: 'h', default: false },
		},
	});
	const port = Number(values.port);
	const { seed, 'webhook-key': key } = values;
	if (values.help) {
		console.log(USAGE);
		process.exit(0);
	}
	if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error('--port takes a number from 0 to 65535');
	if (seed !== 'demo' && seed !== 'empty') throw new Error('--seed takes demo or empty');
	return { port, seed, webhooks: key ? { key } : {} };
}

async function startOrExplain() {
	try {
		return await startSandbox(readArguments());
	} catch (error) {
		console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
		process.exit(2);
	}
}

const sandbox = await startOrExplain();
const { url, apiKey, store, webhooks } = sandbox;
const named = Object.values(DEMO_AGENTS).flatMap((id) => store.agent(id) ?? []);
const post = (path: string, body: object) => postCommand(url, path, body);

console.log(`
A Retell chat API to try things on, without an account and without cost. All data is lost on exit.

  Base URL   ${url}
  API key    ${apiKey}
  Signs webhooks with ${webhooks.settings.key}

In n8n, make a "Retell Chat API" credential with this key and this base URL.

Agents
${named.map((agent) => `  ${agent.agent_id}  ${agent.agent_name}`).join('\n') || '  none'}
  ${Math.max(0, store.agents().length - named.length)} more, to have something to search in.

Support looks orders up (try "order 4711", "order 9999"); Receptionist, Appointments and Returns flow
end the chat when you say "bye", each in its own way; Night desk is silent when told to "hold on".
Texts go out from ${DEMO_NUMBERS.reminders}; ${DEMO_NUMBERS.voiceOnly} cannot text.

${waysToMisbehave(url)}

Webhooks and texts: an agent's webhook_url is called on this machine alone, 127.0.0.1 or localhost
  one for all agents                  ${post('webhooks', { accountUrl: 'http://localhost:5678/webhook/x' })}
  an event sent twice                 ${post('deliver', { chat_id: 'ID', event: 'chat_ended', copies: 2 })}
  keep events back                    ${post('hold', {})} (and release)
  a text comes in                     ${post('sms', { from: '+14155550199', to: DEMO_NUMBERS.reminders, text: 'C' })}
  more engines for agents             ${post('engines', { llms: 120, flows: 120 })}

Look inside: ${url}/__sandbox/state, ${url}/__sandbox/requests, ${url}/__sandbox/deliveries

Press Ctrl-C to stop.
`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
	process.once(signal, () => {
		void sandbox.close();
	});
}
