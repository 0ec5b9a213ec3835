/** One way to break the code. */
export interface Mutant {
	/**
	 * Where, in the syntax of `nodes/`: a selector as ESLint's rules have them, which finds one place. It names what stands
	 * there by the names of functions and values, and so outlives a new format, moved lines and moved files.
	 */
	at: string;
	/** What stands there instead; `code` is what stood there. */
	to: string | ((code: string) => string);
	/** Tests that notice it: they come first, and with them a run takes minutes instead of hours. */
	by: string;
}

/** What a poll hands to the state. */
const learned = (name: string) =>
	`CallExpression[callee.name="advance"] > ObjectExpression > Property[key.name="${name}"]`;

/** The ways in which polls lose and repeat chats elsewhere. The tests must notice each of them. */
export const MUTANTS: Record<string, Mutant> = {
	'no look-back': {
		by: 'test/trigger/late',
		at: 'FunctionDeclaration[id.name="readSettings"] Property[key.name="lookback"] > .value',
		to: '0',
	},
	'strictly later than the last end time': {
		by: 'test/trigger/publish',
		at: 'FunctionDeclaration[id.name="endsIn"] Literal[value="ge"]',
		to: "'gt'",
	},
	"this machine's clock as watermark": {
		by: 'test/trigger/clock',
		at: `${learned('newestEnd')} > .value`,
		to: 'Date.now()',
	},
	'one page taken for all': {
		by: 'test/trigger/paging',
		at: 'IfStatement[consequent.argument.callee.name="read"] > BinaryExpression.test[left.name="key"]',
		to: 'key !== null',
	},
	'state written before it is known that the poll counts': {
		by: 'test/trigger/overlap',
		at: 'FunctionDeclaration[id.name="runPoll"] TryStatement > BlockStatement.block > IfStatement[test.argument.callee.name="isCurrent"]',
		to: (code) => `store.keep(state, items.length > 0); ${code}`,
	},
	'memory cut by number alone': {
		by: 'test/trigger/paging',
		at: 'ReturnStatement > CallExpression:has(> Identifier[name="reach"])',
		to: 'Math.max(from, ends.length > 20 ? (ends[20] ?? 0) : 0)',
	},
	'no hold-back': {
		by: 'test/trigger/analysis',
		at: 'VariableDeclarator[id.name="held"] > CallExpression[callee.object.name="found"]',
		to: '[]',
	},
	'throws on restart': {
		by: 'test/trigger/restart',
		at: 'IfStatement > LogicalExpression.test[left.name="isFirst"][right.callee.object.name="UNATTENDED"]',
		to: (code) => `${code} && memory.failures > 100`,
	},
	'no overlap guard': {
		by: 'test/trigger/overlap',
		at: 'BinaryExpression > Identifier[name="LONGEST_POLL"]',
		to: '0',
	},
	'end times in the future as watermark': {
		by: 'test/trigger/server',
		at: 'ForOfStatement > IfStatement > BinaryExpression.test[left.name="end"][operator="<="]',
		to: 'end > 0',
	},
	'chats whose details failed marked as delivered': {
		by: 'test/trigger/transcript',
		at: 'VariableDeclarator[id.name="ids"] > NewExpression Identifier[name="deliveries"]',
		to: 'ready',
	},
	'ranges not widened': {
		by: 'test/trigger/server',
		at: 'FunctionDeclaration[id.name="endsIn"] ArrayExpression',
		to: '[low, high]',
	},
	'windows that did not fit forgotten': {
		by: 'test/trigger/slow',
		at: `${learned('span')} > .value`,
		to: 'undefined',
	},
	'halves read twice': {
		by: 'test/trigger/backlog',
		at: 'FunctionDeclaration[id.name="cutFirst"] BinaryExpression[left.name="at"][operator="+"]',
		to: 'first.low',
	},
	'not looked back once no chat waits': {
		by: 'test/trigger/late',
		at: 'FunctionDeclaration[id.name="lookBack"] IfStatement > .test',
		to: 'true',
	},
	'a look-back that was cut short taken for whole': {
		by: 'test/unit/poll.test',
		at: `${learned('hasLookedBack')} > .value`,
		to: 'hasCaughtUp',
	},
	'a window of which nothing came cut': {
		by: 'test/unit/pollWindows',
		at: 'IfStatement > Identifier.test[name="cameNothing"]',
		to: 'false',
	},
	'an extra keeps a trigger from beginning': {
		by: 'test/trigger/failures',
		at: 'FunctionDeclaration[id.name="undatedAtStart"] CallExpression[callee.property.name="catch"] > ArrowFunctionExpression',
		to: '(thrown) => { throw thrown; }',
	},
	'baseline not written on a failure': {
		by: 'test/trigger/restart',
		at: 'VariableDeclarator[id.name="beginning"] > .init',
		to: 'known || !isTransient ? undefined : { publishedAt: now }',
	},
	'ends of chats in error ignored': {
		by: 'test/trigger/errored',
		at: 'VariableDeclarator[id.name="isLookedFor"] BinaryExpression[operator=">="]',
		to: 'true',
	},
	'a ms that did not fit read from its beginning': {
		by: 'test/trigger/slow',
		at: `${learned('startedFrom')} > .value`,
		to: 'undefined',
	},
	'not looked back at what another poll left': {
		by: 'test/trigger/slow',
		at: 'VariableDeclarator[id.name="lookFrom"] Identifier[name="owed"]',
		to: 'Infinity',
	},
	'chats in error of the past of another filter delivered': {
		by: 'test/trigger/errored',
		at: 'ReturnStatement > ObjectExpression > Property[key.name="erroredOldTo"][value.name="oldTo"] > .value',
		to: 'state.erroredOldTo',
	},
	'chats without an end of the past of another filter delivered': {
		by: 'test/trigger/late',
		at: 'ReturnStatement > ObjectExpression > Property[key.name="undated"] > LogicalExpression[left.name="undated"]',
		to: 'undated',
	},
	'a rate limit taken for a chat whose details do not come': {
		by: 'test/trigger/transcript',
		at: 'IfStatement > CallExpression.test[callee.property.name="isRateLimit"]',
		to: 'false',
	},
	'as many at once under a limit that refuses all as before it': {
		by: 'test/unit/gate',
		at: 'CallExpression[callee.object.name="inVain"][callee.property.name="push"]',
		to: 'inVain = [now]',
	},
	'chats whose details fail together wait one after the other': {
		by: 'test/trigger/transcript',
		at: 'VariableDeclarator[id.name="since"] > LogicalExpression:has(MemberExpression[property.name="noneSince"])',
		to: 'memory.failing.get(chat.chat_id) ?? now',
	},
	'as many at once as there are': {
		by: 'test/trigger/backlog',
		at: 'CallExpression[callee.object.name="ready"][callee.property.name="slice"]',
		to: 'ready',
	},
	'what ended in the second of the publication delivered': {
		by: 'test/unit/poll.test',
		at: 'FunctionDeclaration[id.name="startPolling"] Property[key.name="seen"] > .value',
		to: '{}',
	},
	'looked back to where the memory has gaps': {
		by: 'test/unit/pollState',
		at: 'VariableDeclarator[id.name="lookFrom"] MemberExpression[property.name="seenFrom"]',
		to: '-Infinity',
	},
	'all that another filter brings into view delivered': {
		by: 'test/trigger/settings',
		at: 'FunctionDeclaration[id.name="refiltered"] VariableDeclarator[id.name="from"] > .init',
		to: 'seenFrom',
	},
	'failures kept from n8n': {
		by: 'test/trigger/failures',
		at: 'FunctionDeclaration[id.name="runPoll"] IfStatement[consequent.argument.name="failure"] > .test',
		to: 'false',
	},
	'chats whose details never come waited for for ever': {
		by: 'test/trigger/transcript',
		at: 'ConditionalExpression > Identifier[name="OUTAGE_PATIENCE"]',
		to: 'Infinity',
	},
};
