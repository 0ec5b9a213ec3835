import type { SubjectName } from '../subject/main.ts';

/** What the tables and plots call the subjects. */
export const NAMES: Record<SubjectName, string> = {
	'node end': 'this node',
	'node list': 'this node',
	'node list raw': 'this node, Simplify off',
	'node transcripts': 'this node',
	'node sends': 'this node',
	'http end': 'HTTP Request node',
	'helper end': "n8n's request helper",
	'axios end': 'axios',
	'sdk end': 'retell-sdk, 10 at a time',
	'sdk end sequential': 'retell-sdk, one by one',
	'sdk list': 'retell-sdk',
	'sdk transcripts': 'retell-sdk',
	'sdk sends': 'retell-sdk',
};
