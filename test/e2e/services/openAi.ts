import type { Answer, Service, ServiceRequest } from './services.ts';

export const OPEN_AI = 'api.openai.com';
/** The credential with which n8n's node finds the model here. */
export const OPEN_AI_CREDENTIAL = { apiKey: 'sk-of-the-tests', url: `https://${OPEN_AI}/v1` };

interface OfferedTool {
	name: string;
	description: string;
	parameters: { properties: Record<string, { type?: string; description?: string }>; required?: string[] };
}

/** What a model knows when it is its turn. */
export interface Turn {
	offered: OfferedTool[];
	/** What each tool that it called gave, in the order of the calls. */
	results: string[];
}

/** What it does: calls a tool, or says something. */
export type Move = { tool: string; args: object } | { say: string };

/** An answer of OpenAI's Responses API. */
function answer(id: number, output: object): Answer {
	return {
		body: {
			id: `answer_${id}`,
			object: 'response',
			created_at: 1,
			status: 'completed',
			model: 'gpt-5-mini',
			output: [output],
			usage: { input_tokens: 1, output_tokens: 1, total_tokens: 2 },
		},
	};
}

function outputOf(move: Move, id: number): object {
	if ('say' in move) {
		return {
			type: 'message',
			id: 'm',
			role: 'assistant',
			content: [{ type: 'output_text', text: move.say, annotations: [] }],
		};
	}
	const { tool, args } = move;
	return { type: 'function_call', id: `fc_${id}`, call_id: `call_${id}`, name: tool, arguments: JSON.stringify(args) };
}

function turnOf({ body }: ServiceRequest): Turn {
	const input = body['input'] as Array<{ type?: string; output?: string }>;
	const outputs = input.filter(({ type }) => type === 'function_call_output');
	return { offered: body['tools'] as OfferedTool[], results: outputs.map(({ output }) => output ?? '') };
}

/** An answer of OpenAI's older API, Chat Completions, which AI Agent 2 needs. */
function completion(id: number, move: Move): Answer {
	const call = 'tool' in move && {
		id: `call_${id}`,
		type: 'function',
		function: { name: move.tool, arguments: JSON.stringify(move.args) },
	};
	const message = call
		? { role: 'assistant', content: null, tool_calls: [call] }
		: { role: 'assistant', content: 'say' in move ? move.say : '' };
	return {
		body: {
			id: `completion_${id}`,
			object: 'chat.completion',
			created: 1,
			model: 'gpt-5-mini',
			choices: [{ index: 0, message, finish_reason: call ? 'tool_calls' : 'stop' }],
			usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
		},
	};
}

function turnOfCompletion({ body }: ServiceRequest): Turn {
	const messages = body['messages'] as Array<{ role: string; content?: string }>;
	const tools = body['tools'] as Array<{ function: OfferedTool }>;
	return {
		offered: tools.map(({ function: offered }) => offered),
		results: messages.filter(({ role }) => role === 'tool').map(({ content }) => content ?? ''),
	};
}

/** A model that follows a script, behind both of OpenAI's APIs. */
export function scriptedModel(script: (turn: Turn) => Move): Service {
	return (request) => {
		if (request.path.endsWith('/chat/completions')) {
			const turn = turnOfCompletion(request);
			return completion(turn.results.length, script(turn));
		}
		if (!request.path.endsWith('/responses')) return undefined;
		const turn = turnOf(request);
		return answer(turn.results.length, outputOf(script(turn), turn.results.length));
	};
}
