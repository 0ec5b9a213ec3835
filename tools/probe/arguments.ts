import { parseArgs } from 'node:util';

export const USAGE = `Usage: npm run probe -- [--yes] [--engine llm_...|conversation_flow_...] [--out FOLDER]

  --yes      begins; without it, a Retell account isn't asked, and only the plan is printed
  --engine   the response engine of the agent that is made; without it, the first of the account
  --sample   writes the sandbox's answers into docs/probe.md, as a sample
  --out      where probe-report.json and probe-report.md are written; without it, the current folder

With RETELL_API_KEY in the environment it asks that account, otherwise the sandbox.`;

export interface Arguments {
	yes: boolean;
	engine?: Record<string, string>;
	out: string;
	sample: boolean;
}

/** Reads the command's arguments; an Error tells what is wrong with them. */
export function readArguments(args: string[]): Arguments | 'help' {
	const { values } = parseArgs({
		args,
		options: {
			yes: { type: 'boolean', default: false },
			engine: { type: 'string' },
			out: { type: 'string', default: '.' },
			sample: { type: 'boolean', default: false },
			help: { type: 'boolean', short: 'h', default: false },
		},
	});
	if (values.help) return 'help';
	const { yes, engine, out, sample } = values;
	return { yes, engine: engine === undefined ? undefined : engineOf(engine), out, sample };
}

function engineOf(id: string): Record<string, string> {
	if (id.startsWith('llm_')) return { type: 'retell-llm', llm_id: id };
	if (id.startsWith('conversation_flow_')) return { type: 'conversation-flow', conversation_flow_id: id };
	throw new Error('--engine accepts the ID of a response engine, which begins with llm_ or conversation_flow_');
}
