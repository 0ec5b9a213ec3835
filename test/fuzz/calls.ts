// Which requests an operation may send, and what they must look like.
import type { Refused } from './node.ts';

const LIST = 'POST /v3/list-chats';

/** Method and path of the calls of each operation; `:id` stands for an id. */
const CALLS: Record<string, string[]> = {
	'chat.create': ['POST /create-chat'],
	'chat.createSms': ['POST /create-sms-chat'],
	'chat.delete': ['DELETE /delete-chat/:id'],
	'chat.deleteMany': [LIST, 'DELETE /delete-chat/:id'],
	'chat.end': ['PATCH /end-chat/:id'],
	'chat.endMany': [LIST, 'GET /get-chat/:id', 'PATCH /end-chat/:id'],
	'chat.get': ['GET /get-chat/:id'],
	'chat.getAll': [LIST, 'GET /get-chat/:id'],
	'chat.rerunAnalysis': ['PUT /rerun-chat-analysis/:id'],
	'chat.sendMessage': [
		'POST /create-chat-completion',
		'GET /get-chat/:id',
		'POST /create-chat',
		LIST,
		'PATCH /end-chat/:id',
	],
	'chat.update': ['GET /get-chat/:id', 'PATCH /update-chat/:id'],
	'chatAgent.create': ['POST /create-chat-agent'],
	'chatAgent.createVersion': ['GET /get-chat-agent/:id', 'POST /create-agent-version/:id'],
	'chatAgent.delete': ['DELETE /delete-chat-agent/:id'],
	'chatAgent.deleteVersion': ['DELETE /delete-agent-version/:id'],
	'chatAgent.get': ['GET /get-chat-agent/:id'],
	'chatAgent.getAll': ['POST /v2/list-agents'],
	'chatAgent.getVersions': ['GET /list-agent-versions/:id', 'GET /get-chat-agent/:id'],
	'chatAgent.publish': ['GET /get-chat-agent/:id', 'GET /list-agent-versions/:id', 'POST /publish-agent-version/:id'],
	'chatAgent.update': [
		'GET /get-chat-agent/:id',
		'GET /list-agent-versions/:id',
		'DELETE /delete-agent-version/:id',
		'POST /create-agent-version/:id',
		'PATCH /update-chat-agent/:id',
		'POST /publish-agent-version/:id',
	],
	'phoneNumber.get': ['GET /get-phone-number/:id'],
	'phoneNumber.getAll': ['GET /v2/list-phone-numbers'],
	'phoneNumber.updateSms': ['PATCH /update-phone-number/:id', 'GET /get-phone-number/:id'],
};

/** What only Retell can know: the node cannot be wrong about it. */
const RETELL_KNOWS = [
	/already ended/i,
	/Only the analysis of an ended chat/,
	/cannot be made less restrictive/,
	/must be a US number/,
	/Phone number .* not found/,
	/No outbound SMS agent/,
	/has no tag|has no version|has no published version/,
	/is the only one/,
];

/** What only Retell checks: the settings that are given as JSON, whatever it knows by then. */
const OTHER_SETTINGS =
	/Unrecognized key|request\/body\/(guardrail_config|handbook_config|opt_in_signed_url|pii_config|signed_url_expiration_ms|version_title|webhook_timeout_ms)\b/;

export interface Asked {
	method: string;
	path: string;
}

/** Throws unless a request is one of the operation's, for one of these ids. */
export function checkRequest(operation: string, { method, path }: Asked, isId: (id: string) => boolean): void {
	const fits = (CALLS[operation] ?? []).some((call) => {
		const [ownMethod, ownPath = ''] = call.split(' ');
		if (method !== ownMethod) return false;
		if (!ownPath.endsWith('/:id')) return path === ownPath;
		const start = ownPath.slice(0, -':id'.length);
		const rest = path.slice(start.length);
		return path.startsWith(start) && rest !== '' && !rest.includes('/') && isId(decodeURIComponent(rest));
	});
	if (!fits) throw new Error(`A request that ${operation} has no reason for: ${method} ${path}`);
}

/** Throws if Retell had to refuse what the node should not have let through. */
export function checkRefused({ method, path, status, said }: Refused): void {
	if (status === 422) return;
	if (status === 400 && RETELL_KNOWS.some((known) => known.test(said))) return;
	if (status === 400 && /-chat-agent\b/.test(path) && OTHER_SETTINGS.test(said)) return;
	// Node's own server takes no longer lines.
	if (path.length > 900 && [404, 414, 431].includes(status)) return;
	throw new Error(`The server refused (${status}) ${method} ${path}: ${said}`);
}
