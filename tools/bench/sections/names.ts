import type { SubjectName } from '../subject/main.ts';

/** What the tables and plots call the subjects. */
export const NAMES: Record<SubjectName, string> = {
	'node end': 'this node',
	'node end defaults': 'this node, defaults',
	'node end 8': 'this node, Parallel Requests 8',
	'node end 10': 'this node, Parallel Requests 10',
	'node end 16': 'this node, Parallel Requests 16',
	'node list': 'this node',
	'node list raw': 'this node, Simplify off',
	'node transcripts': 'this node',
	'node sends': 'this node',
	'node sends defaults': 'this node, defaults',
	'http end': 'HTTP Request node',
	'http end defaults': 'HTTP Request node, defaults',
	'http end despite errors': 'HTTP Request node, defaults',
	'helper end': "n8n's request helper",
	'helper end by expression': "n8n's request helper, with the item's expression",
	'axios end': 'axios',
	'sdk end': 'retell-sdk, 10 at a time',
	'sdk end sequential': 'retell-sdk, one by one',
	'sdk list': 'retell-sdk',
	'sdk transcripts': 'retell-sdk',
	'sdk sends': 'retell-sdk',
	'sdk sends 16': 'retell-sdk, 16 at a time',
};
