// Which requests an operation may send, and what they must look like.
import { recordOf, type OperationName } from '../operations/index.ts';
import type { Refused } from './node.ts';

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

/** Throws unless a request is one of the operation's, with an ID where there is to be one. */
export function checkRequest(operation: OperationName, { method, path }: Asked, isId = isTrimmed): void {
	const fits = Object.keys(recordOf(operation).calls).some((call) => {
		const [ownMethod, ownPath = ''] = call.split(' ');
		if (method !== ownMethod) return false;
		if (!ownPath.endsWith('/:id')) return path === ownPath;
		const start = ownPath.slice(0, -':id'.length);
		const rest = path.slice(start.length);
		return path.startsWith(start) && rest !== '' && !rest.includes('/') && isId(decodeURIComponent(rest));
	});
	if (!fits) throw new Error(`A request that ${operation} has no reason for: ${method} ${path}`);
}

function isTrimmed(text: string): boolean {
	return text.trim() === text && !['', '.', '..'].includes(text);
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
