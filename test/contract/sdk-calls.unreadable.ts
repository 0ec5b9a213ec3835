// Calls whose method or path only running them would tell, for `sdk-calls.test.ts`.
const paths = { chat: '/get-chat' };
const [path, method, rest] = ['/nowhere', 'GET', {}];

export const byName = { method: 'GET', path: paths.chat };
export const shorthandPath = { method: 'GET', path, timeout: 1 };
export const shorthandMethod = { method, path: '/nowhere', timeout: 1 };
export const variableMethod = { method: paths.chat, path: '/nowhere' };
export const spreadMethod = { ...rest, path: '/nowhere' };
export const spreadPath = { ...rest, method: 'GET' };
export const otherPath = { ...rest, ['path']: '/nowhere' };
export const quoted = { method: method, path: `/nowhere` };
export const getter = {
	method: 'GET',
	get path() {
		return '/nowhere';
	},
};
