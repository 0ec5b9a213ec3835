import axios from 'axios';
import { DEMO_AGENTS, startSandbox } from '../sandbox/index.ts';
import { addChatsToCleanUp } from './oldChats.ts';

/** The Retell the tour talks to: the sandbox, or the real one with the caller's key. */
interface Target {
	name: string;
	isSandbox: boolean;
	baseUrl: string;
	apiKey: string;
	agentId: string;
	close: () => Promise<void>;
}

interface Agent {
	agent_id: string;
}

async function firstChatAgent(baseUrl: string, apiKey: string): Promise<string> {
	const { status, data } = await axios.post<{ items?: Agent[]; message?: string }>(
		`${baseUrl}/v2/list-agents`,
		{ filter_criteria: { channel: { type: 'string', op: 'eq', value: 'chat' } } },
		{ headers: { Authorization: `Bearer ${apiKey}` }, timeout: 60_000, validateStatus: null },
	);
	if (status !== 200) throw new Error(`Retell answered ${status} to list-agents: ${data.message ?? ''}`);
	const agent = data.items?.[0];
	if (!agent) throw new Error('This Retell account has no chat agent yet. Make one in the dashboard and come back.');
	return agent.agent_id;
}

/** Starts the sandbox; with RETELL_API_KEY set, takes Retell itself instead (RETELL_BASE_URL: a proxy of it). */
export async function openTarget(env: NodeJS.ProcessEnv): Promise<Target> {
	const apiKey = env['RETELL_API_KEY'];
	if (apiKey) {
		const baseUrl = env['RETELL_BASE_URL'] ?? 'https://api.retellai.com';
		const agentId = env['RETELL_AGENT_ID'] ?? (await firstChatAgent(baseUrl, apiKey));
		return { name: 'Retell', isSandbox: false, baseUrl, apiKey, agentId, close: () => Promise.resolve() };
	}
	const sandbox = await startSandbox();
	addChatsToCleanUp(sandbox);
	return {
		name: 'sandbox',
		isSandbox: true,
		baseUrl: sandbox.url,
		apiKey: sandbox.apiKey,
		agentId: DEMO_AGENTS.support,
		close: () => sandbox.close(),
	};
}
